#include <fstream>
#include <sstream>

#include "harness.h"
#include "store/database.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void append_to(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

TEST_CASE("recovery: what was written and not committed is cut off", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3)}));
  const fs::path file = fixture.event_file();
  const std::string committed = read_file(file);
  fixture.stop();
  append_to(file, "{\"ordinal\":4,\"stream\":\"whole line\"}\n{\"ordinal\":5,\"torn");
  fixture.restart();
  CHECK(read_file(file) == committed);
  CHECK(at(fixture.send(batch({section(1, 5)})).json(), "/accepted") == 2);
  const std::vector<Json> events = fixture.events();
  REQUIRE(events.size() == 5);
  CHECK(at(events[4], "/ordinal") == 5);
}

TEST_CASE("recovery: a file that was never committed is set aside", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 1)}));
  fixture.stop();
  append_to(fixture.data() / "events" / "2023-11-14T23.ndjson", "{\"ordinal\":2}\n");
  append_to(fixture.data() / "events" / "2023-11-14T22.ndjson.rewrite", "half an erasure");
  fixture.restart();
  CHECK(fixture.event_file().filename() == "2023-11-14T22.ndjson");
  CHECK(fs::exists(fixture.data() / "set-aside" / "2023-11-14T23.ndjson"));
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("recovery: a file that a power cut shortened keeps its whole lines", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3)}));
  const fs::path file = fixture.event_file();
  fixture.stop();
  fs::resize_file(file, fs::file_size(file) - 5);
  fixture.restart();
  CHECK(fixture.events().size() == 2);
  CHECK(at(fixture.summary(), "/unique") == 2);
  fixture.send(batch({section(4, 4)}));
  CHECK(fixture.events().size() == 3);
}

TEST_CASE("recovery: a file that is gone no longer counts", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3)}));
  fs::remove(fixture.event_file());
  fixture.restart();
  CHECK(at(fixture.summary(), "/unique") == 0);
  CHECK(at(fixture.send(batch({section(1, 4)})).json(), "/accepted") == 1);
  fixture.restart();
  CHECK(fixture.events().size() == 1);
}

// Leaves the directory as an erasure does that was killed between its first commit and its renames.
void commit_rewrite(const Fixture& fixture, const fs::path& file, std::uint64_t events,
                    std::uint64_t length_bytes) {
  const Result<DirectoryHandle> data = DirectoryHandle::make(fixture.data().native());
  REQUIRE(data.ok());
  Database database;
  REQUIRE(database.open(data.value(), Durability::process_safe).ok());
  std::vector<FileRow> rows;
  REQUIRE(database.read_files(rows).ok());
  REQUIRE(rows.size() == 1);
  REQUIRE(rows.front().name == file.filename());
  rows.front().events = events;
  rows.front().length_bytes = length_bytes;
  rows.front().replacing = true;
  REQUIRE(database.begin().ok());
  REQUIRE(database.put_file(rows.front()).ok());
  REQUIRE(database.commit().ok());
}

TEST_CASE("recovery: an erasure killed before or after its rename is finished", "[collector]") {
  for (const bool renamed : {false, true}) {
    Fixture fixture;
    fixture.send(batch({section(1, 3)}));
    const fs::path file = fixture.event_file();
    const std::string lines = read_file(file);
    const std::string kept = lines.substr(lines.find('\n') + 1);  // The first event is erased.
    fixture.stop();
    const fs::path twin = file.string() + ".rewrite";
    append_to(twin, kept);
    commit_rewrite(fixture, file, 2, kept.size());
    if (renamed) fs::rename(twin, file);
    for (int round = 0; round < 2; ++round) {
      fixture.restart();
      CHECK(read_file(fixture.event_file()) == kept);
      CHECK(at(fixture.summary(), "/unique") == 2);
    }
  }
}

TEST_CASE("recovery: two collectors do not share a directory", "[collector]") {
  Fixture fixture;
  Options options = fixture.options();
  Collector second(options);
  const Status status = second.start();
  CHECK(status.code() == StatusCode::in_use);
}

TEST_CASE("recovery: an address that cannot be listened on is said", "[collector]") {
  TempDirectory directory;
  Options options;
  options.data = directory.path();
  options.address = "not-an-address";
  Collector collector(options);
  const Status status = collector.start();
  CHECK(status.code() == StatusCode::invalid_argument);
  CHECK(std::string(status.message()).find("not-an-address") != std::string::npos);
}

TEST_CASE("recovery: a reply means that the event is in the file", "[collector]") {
  Fixture fixture;
  for (std::uint64_t sequence = 1; sequence <= 20; ++sequence) {
    REQUIRE(fixture.send(batch({section(sequence, sequence)})).status == 200);
    const std::string wanted = "\"sequence\":" + std::to_string(sequence) + ",";
    REQUIRE(read_file(fixture.event_file()).find(wanted) != std::string::npos);
  }
}

}  // namespace
}  // namespace godwit::collector::test
