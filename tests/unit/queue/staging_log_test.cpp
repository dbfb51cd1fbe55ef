#include "queue/staging_log.h"

#include <cstdint>
#include <string>
#include <vector>

#include "base/crc32c.h"
#include "base/prng.h"
#include "queue/staging_format.h"
#include "support/catch.h"

using namespace godwit;

namespace {

constexpr std::size_t kRegionBytes = 16 * 1024;

using Region = std::vector<std::uint64_t>;

std::span<std::byte> bytes_of(Region& region) {
  return std::as_writable_bytes(std::span(region));
}

StreamOpening opening(std::uint8_t stream) {
  StreamOpening made;
  made.stream.bytes[0] = stream;
  made.installation.bytes[0] = 99;
  made.wall.ms = 5;
  return made;
}

bool append(StagingLog& log, std::uint64_t sequence, const std::string& payload,
            RecordKind kind = RecordKind::event) {
  return log.append(kind, Priority::normal, sequence, payload,
                    crc32c(payload.data(), payload.size()));
}

std::string payload_of(std::uint64_t sequence) {
  return "event " + std::to_string(sequence) + std::string(sequence * 7 % 90, 'x');
}

struct Found final : StagingVisitor {
  std::vector<std::uint64_t> sequences;
  std::vector<std::uint64_t> damaged;
  bool intact = true;
  void on_damaged(const StagedRecord& record) override { damaged.push_back(record.sequence); }
  void on_record(const StagedRecord& record) override {
    sequences.push_back(record.sequence);
    intact = intact && record.payload == payload_of(record.sequence);
  }
};

Found recover(Region& region, StagingRecovery& recovery) {
  recovery = inspect_staging(bytes_of(region));
  Found found;
  recover_staging(bytes_of(region), recovery, found);
  return found;
}

// Fills a log for some laps, releasing as it goes; returns the last sequence number.
std::uint64_t fill(StagingLog& log, int records, std::uint64_t& cursor) {
  std::uint64_t sequence = 0;
  for (int i = 0; i < records; ++i) {
    while (!append(log, sequence + 1, payload_of(sequence + 1))) {
      StagedRecord record;
      REQUIRE(log.read(cursor, record));
      REQUIRE(record.payload == payload_of(record.sequence));
      log.release(cursor);
    }
    ++sequence;
  }
  return sequence;
}

}  // namespace

TEST_CASE("staging_log: what is appended is read in order, over many laps", "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  std::uint64_t cursor = 0;
  const std::uint64_t last = fill(log, 5'000, cursor);
  std::uint64_t expected = 0;
  StagedRecord record;
  while (log.read(cursor, record)) {
    if (expected != 0) CHECK(record.sequence == expected + 1);
    expected = record.sequence;
  }
  CHECK(expected == last);
}

TEST_CASE("staging_log: what an earlier lap left is never read as a record", "[queue]") {
  constexpr std::size_t kCapacity = 88;
  Region region((kStagingHeaderBytes + kCapacity) / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  std::uint64_t cursor = 0;
  StagedRecord record;
  // The second payload and the zeros behind it stand where the rest of the second lap, at 144,
  // would have its position; and they read as 144.
  const std::string text(23, 'x');
  std::uint64_t sequence = 0;
  for (const std::string& payload : {std::string(), std::string("\x90"), text, text}) {
    REQUIRE(append(log, ++sequence, payload));
    REQUIRE(log.read(cursor, record));
    CHECK(record.sequence == sequence);
    CHECK(record.payload == payload);
    log.release(cursor);
  }
  CHECK(cursor == log.end());
}

TEST_CASE("staging_log: a full log refuses, and takes again once there is room", "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  std::uint64_t sequence = 0;
  while (append(log, sequence + 1, payload_of(sequence + 1))) ++sequence;
  CHECK(log.used() <= log.capacity());
  CHECK_FALSE(append(log, sequence + 1, std::string(kRegionBytes, 'x')));
  std::uint64_t cursor = 0;
  StagedRecord record;
  for (int i = 0; i < 5; ++i) REQUIRE(log.read(cursor, record));
  log.release(cursor);
  CHECK(append(log, sequence + 1, payload_of(sequence + 1)));
}

TEST_CASE("staging_log: recovery finds every record that was not overwritten", "[queue]") {
  for (int records : {0, 1, 2, 50, 150, 333, 1'000, 4'999}) {
    CAPTURE(records);
    Region region(kRegionBytes / 8);
    std::uint64_t cursor = 0;
    std::uint64_t last = 0;
    std::uint64_t oldest_kept = 1;
    {
      StagingLog log;
      log.start(bytes_of(region), opening(1));
      last = fill(log, records, cursor);
      StagedRecord record;
      std::uint64_t from = cursor;
      if (log.read(from, record)) oldest_kept = record.sequence;
    }
    StagingRecovery recovery;
    const Found found = recover(region, recovery);
    CHECK(recovery.found);
    CHECK(recovery.opening.stream == opening(1).stream);
    CHECK(recovery.released == cursor);
    CHECK(recovery.damaged_bytes == 0);
    CHECK(found.intact);
    REQUIRE(found.sequences.size() + oldest_kept >= last + 1);
    for (std::size_t i = 1; i < found.sequences.size(); ++i) {
      REQUIRE(found.sequences[i] == found.sequences[i - 1] + 1);
    }
    if (last != 0) {
      CHECK(found.sequences.back() == last);
      CHECK(found.sequences.front() <= oldest_kept);
    }
  }
}

TEST_CASE("staging_log: a bit that flips costs at most one record", "[queue][slow]") {
  Prng prng(3);
  for (int round = 0; round < 2'000; ++round) {
    Region region(kRegionBytes / 8);
    StagingLog log;
    log.start(bytes_of(region), opening(1));
    for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
      REQUIRE(append(log, sequence, payload_of(sequence)));
    }
    const std::size_t at = kStagingHeaderBytes + prng.below(log.end());
    bytes_of(region)[at] ^= std::byte{static_cast<unsigned char>(1 << prng.below(8))};
    StagingRecovery recovery;
    const Found found = recover(region, recovery);
    CHECK(found.intact);
    REQUIRE(found.sequences.size() >= 99);  // Padding behind a record belongs to none.
  }
}

TEST_CASE("staging_log: every bit of a record's header is checked", "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  REQUIRE(append(log, 1, payload_of(1)));
  for (std::size_t bit = 0; bit < sizeof(staging::RecordHeader) * 8; ++bit) {
    Region flipped = region;
    bytes_of(flipped)[kStagingHeaderBytes + bit / 8] ^= std::byte(1 << bit % 8);
    StagingRecovery recovery;
    INFO("bit " << bit);
    CHECK(recover(flipped, recovery).sequences.empty());
  }
}

TEST_CASE("staging_log: the bytes are those that docs/storage-format.md says", "[queue]") {
  Region region(kRegionBytes / 8);
  StreamOpening of = opening(7);
  of.boot.bytes[15] = 3;
  of.monotonic.ms = 0x0102030405060708;
  StagingLog log;
  log.start(bytes_of(region), of);
  REQUIRE(log.append(RecordKind::context, Priority::deferred, 9, "{}", crc32c("{}", 2)));
  const std::byte* const bytes = bytes_of(region).data();
  const auto number = [&](std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes + at, size);
    return value;
  };
  const std::uint32_t stream_crc = crc32c(of.stream.bytes.data(), 16);
  for (const std::size_t header : {0, 128}) {
    CHECK(std::memcmp(bytes + header, "GDWRING\1", 8) == 0);
    CHECK(number(header + 8, 8) == kRegionBytes - 512);
    CHECK(number(header + 16, 8) == 0x0102030405060708);
    CHECK(number(header + 24, 8) == 5);
    CHECK(std::memcmp(bytes + header + 32, of.installation.bytes.data(), 16) == 0);
    CHECK(std::memcmp(bytes + header + 48, of.stream.bytes.data(), 16) == 0);
    CHECK(std::memcmp(bytes + header + 64, of.boot.bytes.data(), 16) == 0);
    CHECK(number(header + 80, 4) == 0);
    CHECK(number(header + 84, 4) == crc32c(bytes + header, 84));
  }
  const std::uint64_t position = 0;
  CHECK(number(256, 8) == (crc32c(&position, 8, stream_crc) & 0xFFFF));
  CHECK(number(512, 4) == crc32c(bytes + 516, 28, stream_crc));
  CHECK(number(516, 4) == crc32c("{}", 2));
  CHECK(number(520, 8) == 0);
  CHECK(number(528, 8) == 9);
  CHECK(number(536, 4) == 2);
  CHECK(number(540, 1) == 2);
  CHECK(number(541, 1) == 2);
  CHECK(number(542, 2) == 1);
  CHECK(std::memcmp(bytes + 544, "{}", 2) == 0);
  CHECK(log.end() == 40);
}

TEST_CASE("staging_log: either copy of the header is enough", "[queue]") {
  for (std::size_t broken : {std::size_t{0}, std::size_t{128}}) {
    Region region(kRegionBytes / 8);
    StagingLog log;
    log.start(bytes_of(region), opening(1));
    REQUIRE(append(log, 1, payload_of(1)));
    bytes_of(region)[broken + 9] ^= std::byte{1};
    StagingRecovery recovery;
    CHECK(recover(region, recovery).sequences.size() == 1);
    CHECK(recovery.damaged_bytes == 0);
  }
  Region nothing(kRegionBytes / 8);
  StagingRecovery recovery;
  CHECK(recover(nothing, recovery).sequences.empty());
  CHECK_FALSE(recovery.found);
  CHECK(recovery.damaged_bytes == 0);
}

TEST_CASE("staging_log: a file that was cut gives what is left of it", "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
    REQUIRE(append(log, sequence, payload_of(sequence)));
  }
  for (std::size_t size = 0; size < kRegionBytes; size += 64) {
    const std::span<std::byte> cut = bytes_of(region).first(size);
    StagingRecovery recovery = inspect_staging(cut);
    Found found;
    recover_staging(cut, recovery, found);
    CHECK(found.intact);
    CHECK(found.sequences.size() <= 100);
  }
}

TEST_CASE("staging_log: a torn last record is recognised and not taken", "[queue]") {
  // The bytes of the second record as a process would leave them that was killed while writing.
  Region whole(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(whole), opening(1));
  REQUIRE(append(log, 1, payload_of(1)));
  const std::uint64_t second = log.end();
  REQUIRE(append(log, 2, payload_of(2)));
  const std::size_t begin = kStagingHeaderBytes + second;
  const std::size_t end = kStagingHeaderBytes + log.end();
  bool ever_torn = false;
  for (std::size_t kept = begin; kept < begin + 32; ++kept) {
    Region torn = whole;
    std::fill(bytes_of(torn).begin() + static_cast<std::ptrdiff_t>(kept),
              bytes_of(torn).begin() + static_cast<std::ptrdiff_t>(begin + 32), std::byte{0});
    StagingRecovery recovery;
    const Found found = recover(torn, recovery);
    CHECK(found.sequences.front() == 1);
    CHECK(found.intact);
    ever_torn = ever_torn || recovery.torn;
  }
  CHECK(ever_torn);
  Region payload_missing = whole;
  bytes_of(payload_missing)[end - 9] ^= std::byte{0xFF};
  StagingRecovery recovery;
  const Found found = recover(payload_missing, recovery);
  CHECK(found.sequences == std::vector<std::uint64_t>{1});
  CHECK(found.damaged == std::vector<std::uint64_t>{2});
  CHECK(recovery.damaged_bytes == log.end() - second);
  CHECK_FALSE(recovery.torn);
}

TEST_CASE("staging_log: what a damaged newest record hides of the lap before is found", "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  const std::string text(32, 'x');
  std::uint64_t sequence = 0;
  while (append(log, sequence + 1, text)) ++sequence;
  std::uint64_t cursor = 0;
  StagedRecord record;
  while (cursor < 4096 && log.read(cursor, record)) log.release(cursor);
  const Region before = region;
  REQUIRE(append(log, sequence + 1, std::string(1'000, 'y')));
  // A power cut: the header of the newest is there, what stood in its payload's place still is.
  const std::size_t payload = kStagingHeaderBytes + sizeof(staging::RecordHeader);
  std::memcpy(bytes_of(region).data() + payload, std::as_bytes(std::span(before)).data() + payload,
              1'000);
  StagingRecovery recovery;
  const Found found = recover(region, recovery);
  CHECK(found.sequences.size() == sequence - 1);  // The first was where the newest begins.
  CHECK(found.sequences.front() == 2);
  CHECK(found.damaged == std::vector<std::uint64_t>{sequence + 1});
}

TEST_CASE("staging_log: a record that was being replaced at the kill is not taken for damage",
          "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  const std::string text(32, 'x');
  const std::uint64_t last = log.capacity() / staging::record_bytes(text.size());
  for (std::uint64_t sequence = 1; sequence <= last; ++sequence) {
    REQUIRE(append(log, sequence, text));
  }
  REQUIRE(log.used() == log.capacity());  // So the next begins where the first did.
  std::uint64_t cursor = 0;
  StagedRecord oldest;
  REQUIRE(log.read(cursor, oldest));
  log.release(cursor);
  bytes_of(region)[kStagingHeaderBytes + sizeof(staging::RecordHeader)] ^= std::byte{1};
  StagingRecovery recovery;
  const Found found = recover(region, recovery);
  REQUIRE(found.sequences.size() == last - 1);
  CHECK(found.sequences.back() == last);
  CHECK(found.damaged.empty());
  CHECK(recovery.damaged_bytes == 0);
}

TEST_CASE("staging_log: records of an earlier stream never pass for new ones", "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
    REQUIRE(append(log, sequence, payload_of(sequence)));
  }
  log.start(bytes_of(region), opening(2));
  StagingRecovery recovery;
  CHECK(recover(region, recovery).sequences.empty());
  REQUIRE(append(log, 1, payload_of(1)));
  CHECK(recover(region, recovery).sequences == std::vector<std::uint64_t>{1});
}

TEST_CASE("staging_log: moving to another region keeps the records", "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.start(bytes_of(region), opening(1));
  std::uint64_t cursor = 0;
  const std::uint64_t last = fill(log, 1'000, cursor);
  StagedRecord read;
  for (int i = 0; i < 20; ++i) REQUIRE(log.read(cursor, read));
  log.release(cursor);
  Region other(kRegionBytes / 8);
  CHECK(log.move_to(bytes_of(other), opening(1)) == 0);
  REQUIRE(append(log, last + 1, payload_of(last + 1)));
  StagingRecovery recovery;
  const Found found = recover(other, recovery);
  CHECK(found.intact);
  CHECK(found.sequences.back() == last + 1);
}

TEST_CASE("staging_log: wipe() leaves no byte of what was there, and start() may follow",
          "[queue]") {
  Region region(kRegionBytes / 8);
  StagingLog log;
  log.wipe();  // Without a region, it does nothing.
  log.start(bytes_of(region), opening(1));
  REQUIRE(append(log, 1, payload_of(1)));
  log.wipe();
  CHECK(region == Region(kRegionBytes / 8));
  CHECK_FALSE(inspect_staging(bytes_of(region)).found);
  log.start(bytes_of(region), opening(2));
  CHECK(append(log, 1, payload_of(1)));
}
