#include "sqlite/sqlite_event_store.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "contract/event_store_contract.h"
#include "contract/support/child_process.h"
#include "contract/support/files.h"
#include "posix/data_directory.h"

using namespace godwit;

namespace {

namespace fs = std::filesystem;

// A store in a directory, as one process would have it.
class OpenStore {
 public:
  explicit OpenStore(const std::string& path, StoreAccess access = StoreAccess::read_write)
      : directory_(DataDirectory::open(path)) {
    REQUIRE(directory_.ok());
    store_ = std::make_unique<SqliteEventStore>(scheduler_, *directory_.value(), access);
    user_ = std::make_unique<StoreUser>(*store_, scheduler_);
  }

  StoreUser* operator->() { return user_.get(); }
  EventStore& store() { return *store_; }
  ManualScheduler& scheduler() { return scheduler_; }
  DataDirectory& directory() { return *directory_.value(); }

 private:
  ManualScheduler scheduler_;
  Result<std::unique_ptr<DataDirectory>> directory_;
  std::unique_ptr<SqliteEventStore> store_;
  std::unique_ptr<StoreUser> user_;
};

class SqliteFixture {
 public:
  EventStore& store() { return open_.store(); }
  ManualScheduler& scheduler() { return open_.scheduler(); }

 private:
  TemporaryDirectory root_;
  OpenStore open_{root_.path()};
};

// Runs SQL on a file behind the store's back, and closes it so that the WAL is written back.
void run_sql(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(sqlite3_close(database) == SQLITE_OK);
}

std::vector<SegmentPut> many_segments(std::uint64_t first, std::size_t count,
                                      std::string_view body) {
  std::vector<SegmentPut> puts;
  for (std::size_t at = 0; at < count; ++at) puts.push_back(segment(first + at, body));
  return puts;
}

}  // namespace

TEST_CASE("sqlite_event_store: keeps the contract of an EventStore", "[contract][store]") {
  check_event_store_contract<SqliteFixture>();
}

TEST_CASE("sqlite_event_store: nothing is written before the first commit", "[contract][sqlite]") {
  const TemporaryDirectory root;
  OpenStore store(root.path());
  Shown shown;
  CHECK(store->load(shown).ok());
  CHECK(store->read({1}, shown).ok());
  CHECK(store->purge().ok());
  CHECK(names_in(root.path()) == std::vector<std::string>{"format", "lock"});
  REQUIRE(store->put(segment_info(1, "a"), "a").ok());
  struct stat info {};
  for (const char* name : {"events.db", "events.db-wal"}) {
    REQUIRE(::stat(root.file(name).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
  }
}

TEST_CASE("sqlite_event_store: what was committed is there after reopening", "[contract][sqlite]") {
  const TemporaryDirectory root;
  const std::string body(33'000, 'k');
  for (std::uint64_t opening = 0; opening < 3; ++opening) {
    OpenStore store(root.path());
    CHECK(store->loaded().segments.size() == opening);
    REQUIRE(store->put(segment_info(opening + 1, body), body).ok());
    REQUIRE(store->set("last", std::to_string(opening)).ok());
  }
  OpenStore store(root.path());
  CHECK(store->loaded().values["last"] == "2");
  Shown shown;
  REQUIRE(store->read({1, 2, 3}, shown).ok());
  REQUIRE(shown.segments.size() == 3);
  CHECK(shown.segments[2].second == body);
}

TEST_CASE("sqlite_event_store: what was committed survives SIGKILL", "[contract][sqlite]") {
  const TemporaryDirectory root;
  CHECK(run_in_child([&] {
          OpenStore store(root.path());
          (void)store->put(segment_info(1, "kept"), "kept");
          ::raise(SIGKILL);
          return 1;
        }) == 128 + SIGKILL);
  OpenStore store(root.path());
  CHECK(store->loaded().segments.size() == 1);
}

TEST_CASE("sqlite_event_store: a purge leaves no byte of the events in any file",
          "[contract][sqlite]") {
  const TemporaryDirectory root;
  OpenStore store(root.path());
  std::string body;
  while (body.size() < 33'000) body += "needle-in-a-haystack ";
  write_file(root.file("events.db"), body);
  CHECK(store->put(segment_info(1, body), body).code() == StatusCode::storage_corrupt);
  for (std::uint64_t round = 0; round < 4; ++round) {
    REQUIRE(store->put(many_segments(1 + round * 60, 60, body)).ok());
  }
  REQUIRE(store->erase({1, 2, 3, 200}).ok());
  REQUIRE(store->set("name", "needle-in-a-value").ok());
  REQUIRE(files_with(root.path(), "needle").size() >= 2);

  REQUIRE(store->purge().ok());
  CHECK(files_with(root.path(), "needle").empty());
  CHECK(names_in(root.path()) == std::vector<std::string>{"format", "lock"});
  REQUIRE(store->set("consent", "denied").ok());
  CHECK(files_with(root.path(), "needle").empty());
}

TEST_CASE("sqlite_event_store: a file that is not a database is set aside", "[contract][sqlite]") {
  const TemporaryDirectory root;
  const std::string garbage(20'000, 'g');
  write_file(root.file("events.db"), garbage);
  OpenStore store(root.path());
  Shown shown;
  const Status status = store->load(shown);
  CHECK(status.code() == StatusCode::storage_corrupt);
  CHECK(status.message().find("events.db.damaged-1") != std::string_view::npos);
  CHECK(shown.segments.empty());
  CHECK(read_file(root.file("events.db.damaged-1")) == garbage);
  CHECK(store->loaded().segments.empty());
  REQUIRE(store->put(segment_info(1, "a"), "a").ok());
  CHECK(store->loaded().segments.size() == 1);
}

TEST_CASE("sqlite_event_store: a database that is not ours is set aside", "[contract][sqlite]") {
  const TemporaryDirectory root;
  SECTION("no version") {
    run_sql(root.file("events.db"), "CREATE TABLE photos(a)");
  }
  SECTION("our version, other tables") {
    run_sql(root.file("events.db"), "CREATE TABLE segments(id); PRAGMA user_version=1");
  }
  SECTION("rows that we would not write") {
    REQUIRE(OpenStore(root.path())->put(segment_info(1, "a"), "a").ok());
    run_sql(root.file("events.db"), "UPDATE segments SET stream=x'00'");
  }
  OpenStore store(root.path());
  Shown shown;
  CHECK(store->load(shown).code() == StatusCode::storage_corrupt);
  CHECK(fs::exists(root.file("events.db.damaged-1")));
  CHECK(store->put(segment_info(1, "a"), "a").ok());
}

TEST_CASE("sqlite_event_store: a newer version's file is set aside and kept",
          "[contract][sqlite]") {
  const TemporaryDirectory root;
  { REQUIRE(OpenStore(root.path())->put(segment_info(1, "a"), "a").ok()); }
  run_sql(root.file("events.db"), "PRAGMA user_version=2");
  const std::string before = read_file(root.file("events.db"));
  OpenStore store(root.path());
  Shown shown;
  const Status status = store->load(shown);
  CHECK(status.code() == StatusCode::storage_corrupt);
  CHECK(status.message().find("newer version") != std::string_view::npos);
  CHECK(read_file(root.file("events.db.newer-1")) == before);
  CHECK(store->loaded().segments.empty());
}

TEST_CASE("sqlite_event_store: damage met later is set aside, and the store goes on",
          "[contract][sqlite]") {
  const TemporaryDirectory root;
  const std::string body(33'000, 'd');
  {
    OpenStore store(root.path());
    for (std::uint64_t round = 0; round < 6; ++round) {
      REQUIRE(store->put(many_segments(1 + round * 60, 60, body)).ok());
    }
  }
  // Every page but the first is overwritten, beyond what the WAL still holds.
  run_sql(root.file("events.db"), "PRAGMA wal_checkpoint(TRUNCATE)");
  std::string damaged = read_file(root.file("events.db"));
  std::fill(damaged.begin() + 4096, damaged.end(), '\x5A');
  write_file(root.file("events.db"), damaged);

  OpenStore store(root.path());
  Shown shown;
  SECTION("by a load") {
    CHECK(store->load(shown).code() == StatusCode::storage_corrupt);
  }
  SECTION("by a read") {
    CHECK(store->read({1}, shown).code() == StatusCode::storage_corrupt);
  }
  SECTION("by a commit") {
    CHECK(store->put(segment_info(500, "a"), "a").code() == StatusCode::storage_corrupt);
  }
  CHECK(shown.segments.empty());
  CHECK(fs::exists(root.file("events.db.damaged-1")));
  REQUIRE(store->put(segment_info(500, "a"), "a").ok());
  CHECK(store->loaded().segments.size() == 1);
}

TEST_CASE("sqlite_event_store: on a full disk a commit keeps nothing, and can be tried again",
          "[contract][sqlite]") {
  const auto disk = TinyDisk::mount(8 << 20);
  if (disk == nullptr) return;
  const std::string body(33'000, 'f');
  OpenStore store(disk->path());
  SECTION("that was full from the start") {
    disk->fill();
  }
  SECTION("that fills up") {
    REQUIRE(store->put(segment_info(1, body), body).ok());
    disk->fill();
  }
  const std::size_t before = store->loaded().segments.size();
  const Status status = store->put(many_segments(2, 60, body));
  CHECK(status.code() == StatusCode::storage_unavailable);
  CHECK(store->loaded().segments.size() == before);
  disk->make_room();
  REQUIRE(store->put(many_segments(2, 60, body)).ok());
  CHECK(store->loaded().segments.size() == before + 60);
}

TEST_CASE("sqlite_event_store: a disk full of its own segments can always be emptied",
          "[contract][sqlite]") {
  const std::string body(33'000, 'o');
  for (const std::size_t kilobytes : {900, 2'500, 6'000, 6'100, 6'200, 12'000}) {
    for (const std::size_t at_once : {1, 7, 60}) {
      const auto disk = TinyDisk::mount(kilobytes << 10);
      if (disk == nullptr) return;
      CAPTURE(kilobytes, at_once);
      auto store = std::make_unique<OpenStore>(disk->path());
      REQUIRE((*store)->set("said", "hello").ok());
      std::vector<std::uint64_t> ids;
      std::uint64_t next = 1;
      while ((*store)->put(many_segments(next, at_once, body)).ok()) {
        for (std::size_t at = 0; at < at_once; ++at) ids.push_back(next++);
        REQUIRE(ids.size() < 1'000);
      }
      disk->fill();        // Somebody else takes the crumbs.
      if (at_once == 7) {  // The next process finds it so.
        store.reset();
        store = std::make_unique<OpenStore>(disk->path());
      }
      CHECK((*store)->loaded().segments.size() == ids.size());
      CHECK((*store)->erase(ids).ok());
      CHECK((*store)->set("said", std::string(2'000, 's')).ok());
      CHECK((*store)->loaded().segments.empty());
    }
  }
}

TEST_CASE("sqlite_event_store: the file gets small again after a spike", "[contract][sqlite]") {
  const TemporaryDirectory root;
  const std::string body(33'000, 's');
  OpenStore store(root.path());
  constexpr std::uint64_t kSegments = 1200;
  for (std::uint64_t id = 1; id <= kSegments; id += 60) {
    REQUIRE(store->put(many_segments(id, 60, body)).ok());
  }
  REQUIRE(fs::file_size(root.file("events.db")) > 30 << 20);
  for (std::uint64_t id = 1; id + 5 <= kSegments; id += 5) {
    REQUIRE(store->erase({id, id + 1, id + 2, id + 3, id + 4}).ok());
  }
  CHECK(fs::file_size(root.file("events.db")) < 8 << 20);
  CHECK(fs::file_size(root.file("events.db-wal")) < 8 << 20);
  CHECK(store->loaded().segments.size() == 5);
}

TEST_CASE("sqlite_event_store: closing is quick, however large the WAL", "[contract][sqlite]") {
  const TemporaryDirectory root;
  const std::string body(33'000, 'w');
  auto store = std::make_unique<OpenStore>(root.path());
  REQUIRE((*store)->put(many_segments(1, 240, body)).ok());
  REQUIRE((*store)->put(many_segments(300, 110, body)).ok());
  const auto begin = std::chrono::steady_clock::now();
  store.reset();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(50));
  CHECK(fs::file_size(root.file("events.db-wal")) > 3 << 20);
}

TEST_CASE("sqlite_event_store: a copy can be looked into without being changed",
          "[contract][sqlite]") {
  const TemporaryDirectory root;
  const TemporaryDirectory copies;
  const std::string copy = copies.file("copy");
  OpenStore store(root.path());
  REQUIRE(store->put({segment(1, "a"), segment(2, "b")}).ok());
  fs::copy(root.path(), copy);
  const std::string before = read_file(copy + "/events.db");

  OpenStore reader(copy, StoreAccess::read_only);
  CHECK(reader->loaded().segments.size() == 2);
  Shown shown;
  REQUIRE(reader->read({2}, shown).ok());
  CHECK(shown.segments.at(0).second == "b");
  CHECK(reader->put(segment_info(3, "c"), "c").code() == StatusCode::unsupported);
  CHECK(reader->purge().code() == StatusCode::unsupported);
  CHECK(read_file(copy + "/events.db") == before);

  write_file(copies.file("events.db"), "garbage, and more of it");
  OpenStore damaged(copies.path(), StoreAccess::read_only);
  CHECK(damaged->load(shown).code() == StatusCode::storage_corrupt);
  CHECK(fs::exists(copies.file("events.db")));
}
