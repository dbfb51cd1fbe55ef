// Checks events against a pack before they are taken.
//
// Threads: check() from any; threads that check at once have a validator each.
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
  // What generated code wrote is still what it wrote: no hook may have changed it.
  bool trusts_types = true;
};

class EventSchemas {
 public:
  // Lifetime: the pack's bytes must outlive this.
  EventSchemas(const SchemaPack& pack, const SchemaRules& rules) : pack_(pack), rules_(rules) {}
  ~EventSchemas();

  // Appends `,"s":"1-0-2"`, the version that the event follows, and, where it is to be marked,
  // `,"x":"…"`: why. That one is then `marked`.
  // Errors: invalid_argument: it is not taken.
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
