// Checks events against a pack before they are taken.
//
// Threads: any thread may call check(); concurrent calls use a validator each.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>

#include "base/list.h"
#include "godwit/schema.h"
#include "schema/checked_event.h"
#include "schema/schema_pack.h"
#include "schema/validator.h"

namespace godwit {

struct SchemaRules {
  SchemaMode mode = SchemaMode::off;
  UnknownSchema unknown = UnknownSchema::accept;
  // The output of generated code is unchanged: no hook could change it.
  bool trusts_types = true;
};

class EventSchemas {
 public:
  // Lifetime: the pack's bytes must outlive this.
  EventSchemas(const SchemaPack& pack, const SchemaRules& rules) : pack_(pack), rules_(rules) {}
  ~EventSchemas();

  // Appends `,"s":"1-0-2"`, the version that the event follows. To mark the event, also appends
  // `,"x":"…"` with the reason, and sets `marked`.
  // Errors: invalid_argument: the event is not taken.
  [[nodiscard]] Status check(CheckedEvent& event);

 private:
  [[nodiscard]] SchemaValidator* take_validator();
  void give_back(SchemaValidator* validator);
  [[nodiscard]] Status judge_unknown(CheckedEvent& event, bool known_name);
  static void mark(CheckedEvent& event, std::string_view pointer, std::string_view keyword);

  SchemaPack pack_;
  SchemaRules rules_;
  std::mutex mutex_;
  List<SchemaValidator*> idle_;
};

}  // namespace godwit
