// Checks events against the schemas of a pack, with the validator that clients use too.
//
// An event that names a version is checked against that version, others against the highest of
// their name. A client's own mark stays, unless the event is valid by the version that it names.
// The judge allocates nothing for a valid event.
// Threads: one.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "collector/options.h"
#include "schema/validator.h"
#include "schemas/schema_file.h"
#include "wire/event_judge.h"

namespace godwit::collector {

class SchemaJudge final : public EventJudge {
 public:
  // Lifetime: the options must outlive it.
  explicit SchemaJudge(const Options& options) : options_(options) {}

  // Uses the file from the next request on. A request is judged and answered in one turn of the
  // loop, so it never meets two packs.
  void use(std::unique_ptr<const SchemaFile> file);

  void judge(ReceivedEvent& event, TextArena& texts) override;

 private:
  void judge_unknown(ReceivedEvent& event, std::string_view name, TextArena& texts) const;
  void judge_invalid(ReceivedEvent& event, const SchemaVersion& version, TextArena& texts) const;
  [[nodiscard]] std::string_view name_of(const ReceivedEvent& event);

  const Options& options_;
  std::unique_ptr<const SchemaFile> file_;
  std::optional<SchemaValidator> validator_;  // Views the file.
  Bytes name_;
};

}  // namespace godwit::collector
