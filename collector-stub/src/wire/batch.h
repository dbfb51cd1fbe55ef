// A received batch: views into the request's text. The object is reused for every request.
//
// Lifetime: the views are valid as long as the parsed text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "godwit/id.h"
#include "godwit/schema.h"
#include "store/drop_list.h"
#include "wire/refusal.h"
#include "wire/text_arena.h"

namespace godwit::collector {

// The highest sequence number and the latest time in ms: exact in a double too (2^53).
inline constexpr std::uint64_t kWireNumberMax = std::uint64_t{1} << 53;

struct ReceivedEvent {
  std::uint64_t sequence = 0;
  std::string_view name;        // As written, without the quotes.
  std::string_view properties;  // As written.
  std::int64_t time = 0;
  bool absolute = false;  // `at`: ms since 1970. False: ms since the stream was opened.
  std::optional<SchemaVersion> schema;  // The version of the schema that it follows.
  // Why the event violates its schema; as written, without the quotes. Empty: it has no mark.
  std::string_view mark;
  Verdict verdict;
};

struct Section {
  Id installation;
  Id stream;
  std::uint64_t opened_ago_ms = 0;
  bool wall_clock = false;
  bool final = false;
  std::uint64_t first = 0;
  std::uint64_t acked_below = 0;
  std::uint64_t last_accepted = 0;
  std::string_view context;
  // Ranges in the batch's lists, so that sections need no lists of their own.
  std::size_t events_begin = 0;
  std::size_t events_end = 0;
  std::size_t drops_begin = 0;
  std::size_t drops_end = 0;
};

struct Batch {
  std::string_view id;
  std::vector<Section> sections;
  std::vector<ReceivedEvent> events;
  std::vector<Drop> drops;
  TextArena texts;  // The texts of verdicts and marks that are no literals.

  void clear() {
    id = {};
    sections.clear();
    events.clear();
    drops.clear();
    texts.clear();
  }
};

}  // namespace godwit::collector
