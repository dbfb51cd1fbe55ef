// Claim: what SegmentBuilder was given, SegmentReader gives back; a damaged or cut segment is
// refused; and whatever bytes stand behind a right checksum, only bytes of the segment are read.
//
// Input: a byte for the way, then the segment's bytes, or what to build one of.
#include "queue/segment.h"

#include <string>
#include <vector>

#include "base/crc32c.h"
#include "support/check.h"
#include "support/input.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;

constexpr std::size_t kCrcOffset = 4;
constexpr std::size_t kCrcEnd = 8;

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void read_all(std::string_view body) {
  SegmentReader reader;
  if (!reader.open(body)) return;
  check(static_cast<std::uint32_t>(reader.priority()) < kPriorityCount,
        "segment: an opened segment has one of the priorities");
  check(inside(reader.context(), body), "segment: the context is a part of the segment");
  std::size_t taken = 80 + reader.context().size();
  std::uint64_t sequence = 0;
  std::string_view event;
  while (reader.next(sequence, event)) {
    check(inside(event, body), "segment: an event is a part of the segment");
    taken += 12 + event.size();
  }
  check(taken <= body.size(), "segment: no byte is read twice");
}

// Raw bytes, and the same with their checksum put right, to get behind it.
void read_strange(std::string_view bytes) {
  std::vector<char> body(bytes.begin(), bytes.end());
  read_all({body.data(), body.size()});
  if (body.size() < kCrcEnd) return;
  std::memcpy(body.data(), "GDS1", 4);
  const std::uint32_t crc = crc32c(body.data() + kCrcEnd, body.size() - kCrcEnd);
  std::memcpy(body.data() + kCrcOffset, &crc, sizeof crc);
  read_all({body.data(), body.size()});
}

void fill(Input& input, Id& id) {
  for (std::uint8_t& byte : id.bytes) byte = input.byte();
}

void round_trip(Input& input) {
  const std::size_t flip = input.word();
  const std::size_t cut = input.word();
  StreamOpening opening;
  fill(input, opening.stream);
  fill(input, opening.installation);
  fill(input, opening.boot);
  opening.monotonic.ms = static_cast<std::int64_t>(input.word()) << input.choice(48);
  opening.wall.ms = -static_cast<std::int64_t>(input.word());
  const auto priority = static_cast<Priority>(input.choice(kPriorityCount));
  const std::string_view context = input.take(input.byte());
  std::vector<std::string_view> events;

  SegmentBuilder builder;
  builder.begin(7, opening, priority, context, 1);
  while (!input.empty()) {
    events.push_back(input.take(input.byte()));
    builder.add(events.size() * 3, events.back());
  }
  const SegmentPut put = builder.finish();
  check(put.info.size_bytes == put.body.size() && put.info.event_count == events.size(),
        "segment: its description counts what is in it");

  SegmentReader reader;
  check(reader.open(put.body), "segment: what was built can be read");
  check(reader.opening().stream == opening.stream && reader.opening().boot == opening.boot &&
            reader.opening().installation == opening.installation &&
            reader.opening().monotonic.ms == opening.monotonic.ms &&
            reader.opening().wall.ms == opening.wall.ms,
        "segment: knows whose events these are");
  check(reader.priority() == priority && reader.context() == context,
        "segment: keeps priority and context");
  std::uint64_t sequence = 0;
  std::string_view event;
  for (std::size_t i = 0; i < events.size(); ++i) {
    check(reader.next(sequence, event) && event == events[i] && sequence == (i + 1) * 3,
          "segment: gives every event back, in order");
  }
  check(!reader.next(sequence, event), "segment: has no event that was not added");

  std::string damaged(put.body);
  char& byte = damaged[flip / 8 % damaged.size()];
  byte = static_cast<char>(byte ^ 1 << flip % 8);
  check(!SegmentReader().open(damaged), "segment: a flipped bit is noticed");
  check(!SegmentReader().open(put.body.substr(0, cut % put.body.size())),
        "segment: a cut is noticed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  if (input.choice(2) == 0) {
    read_strange(input.rest());
  } else {
    round_trip(input);
  }
  return 0;
}
