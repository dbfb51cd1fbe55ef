// Reads the whole body of POST /v1/events (docs/protocol.md) before anything is stored.
//
// An error of one event goes into its verdict. An error of the batch makes the parse fail, with a
// pointer to the place, so that nothing of the batch is stored.
#pragma once

#include <string>
#include <string_view>

#include "base/json_reader.h"
#include "collector/limits.h"
#include "wire/batch.h"
#include "wire/event_judge.h"

namespace godwit::collector {

struct ParseFault {
  bool unsupported_version = false;
  std::string pointer;
  std::string message;
};

class BatchParser {
 public:
  // Lifetime: both must outlive it. The judge receives each well-formed event.
  explicit BatchParser(const Limits& limits, EventJudge* judge = nullptr)
      : limits_(limits), judge_(judge) {}

  // Fills `batch` with views of `text`. If the text is no batch, returns false and fills `fault`;
  // batch.id may be set even then.
  [[nodiscard]] bool parse(std::string_view text, Batch& batch, ParseFault& fault);

 private:
  [[nodiscard]] bool parse_body(JsonReader& reader, Batch& batch);
  [[nodiscard]] bool parse_sections(JsonReader& reader, Batch& batch);
  [[nodiscard]] bool parse_section(JsonReader& reader, Batch& batch);
  [[nodiscard]] bool parse_section_member(JsonReader& reader, std::string_view key, Batch& batch,
                                          Section& section);
  [[nodiscard]] bool parse_drops(JsonReader& reader, Batch& batch, Section& section);
  [[nodiscard]] bool parse_drop(JsonReader& reader, std::size_t index, Drop& drop);
  [[nodiscard]] bool parse_events(JsonReader& reader, Batch& batch, Section& section);
  [[nodiscard]] bool check_section(const Section& section);

  [[nodiscard]] bool read_id(JsonReader& reader, std::string_view member, Id& id);
  [[nodiscard]] bool read_number(JsonReader& reader, std::string_view member,
                                 std::uint64_t& number);
  // Fails at a member of the current section, or of the body outside a section.
  [[nodiscard]] bool fail(std::string_view member, std::string_view message);
  [[nodiscard]] bool fail_at(std::string_view member, std::size_t index, std::string_view message);

  static constexpr std::size_t kNoSection = static_cast<std::size_t>(-1);

  const Limits& limits_;
  EventJudge* judge_;
  ParseFault* fault_ = nullptr;
  std::size_t section_index_ = kNoSection;
  std::uint32_t seen_ = 0;  // The members of the section that were read.
};

}  // namespace godwit::collector
