// The places of the collector's files: who may write there, links, and files that are moved away.
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
  return static_cast<unsigned>(fs::status(path).permissions());
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// The message of a collector that must not start there.
std::string refusal_of(const fs::path& data) {
  Options options;
  options.port = 0;
  options.data = data;
  Collector collector(options);
  const Status status = collector.start();
  CHECK(!status.ok());
  return std::string(status.message());
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("places: what is made is the user's alone, whatever the umask", "[collector]") {
  for (const mode_t mask : {mode_t{0}, mode_t{0777}}) {
    TempDirectory directory;
    const mode_t before = ::umask(mask);
    Options options;
    options.port = 0;
    options.data = directory.path() / "made" / "data";
    Collector collector(options);
    const Status status = collector.start();
    const int sent =
        status.ok()
            ? Client(collector.port()).post("/v1/events", batch({section(1, 1)}).dump()).status
            : 0;
    ::umask(before);
    INFO(status.message());
    CHECK(sent == 200);
    for (const auto& entry : fs::recursive_directory_iterator(directory.path())) {
      INFO(entry.path());
      CHECK(mode_of(entry.path()) == (entry.is_directory() ? 0700u : 0600u));
    }
  }
}

TEST_CASE("places: a directory that is there keeps its mode", "[collector]") {
  Fixture fixture;
  fixture.stop();
  fs::permissions(fixture.data(), fs::perms(0755));
  fs::permissions(fixture.data() / "events", fs::perms(0750));
  fixture.restart();
  CHECK(fixture.send(batch({section(1, 1)})).status == 200);
  CHECK(mode_of(fixture.data()) == 0755u);
  CHECK(mode_of(fixture.data() / "events") == 0750u);
}

TEST_CASE("places: a directory that others can write to is refused, with the chmod",
          "[collector]") {
  for (const unsigned mode : {0777u, 0770u, 0702u}) {
    TempDirectory directory;
    fs::permissions(directory.path(), fs::perms(mode));
    CHECK(contains(refusal_of(directory.path()), "chmod go-w " + directory.path().string()));
    CHECK(fs::is_empty(directory.path()));
    fs::permissions(directory.path(), fs::perms(0700));
    fs::create_directory(directory.path() / "events");
    fs::permissions(directory.path() / "events", fs::perms(mode));
    CHECK(contains(refusal_of(directory.path()),
                   "chmod go-w " + (directory.path() / "events").string()));
  }
}

TEST_CASE("places: a link in the place of a file or directory is refused", "[collector]") {
  for (const char* name :
       {"events", "collector.sqlite", "collector.sqlite-wal", "collector.sqlite-journal"}) {
    TempDirectory elsewhere;
    TempDirectory directory;
    write_text(elsewhere.path() / "file", "precious");
    const bool is_directory = std::string(name) == "events";
    fs::create_symlink(is_directory ? elsewhere.path() : elsewhere.path() / "file",
                       directory.path() / name);
    CHECK(contains(refusal_of(directory.path()), (directory.path() / name).string()));
    CHECK(text_of(elsewhere.path() / "file") == "precious");
    CHECK(std::distance(fs::directory_iterator(elsewhere.path()), fs::directory_iterator()) == 1);
  }
}

TEST_CASE("places: a pipe in the place of the database is refused at once", "[collector]") {
  TempDirectory directory;
  REQUIRE(::mkfifo((directory.path() / "collector.sqlite").c_str(), 0600) == 0);
  CHECK(contains(refusal_of(directory.path()), "not a regular file"));
}

TEST_CASE("places: an event file that became a link is refused, and not forgotten", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3)}));
  const fs::path file = fixture.event_file();
  fixture.stop();
  fs::rename(file, fixture.data() / "moved");
  fs::create_symlink(fixture.data() / "moved", file);
  CHECK(contains(std::string(fixture.try_start().message()), file.string()));
  fs::rename(fixture.data() / "moved", file);
  fixture.restart();
  CHECK(fixture.events().size() == 3);
}

TEST_CASE("places: an erasure does not write through a link", "[collector]") {
  Fixture fixture;
  TempDirectory elsewhere;
  Json theirs = section(1, 1);
  theirs["installation"] = kOtherInstallation;
  theirs["stream"] = stream_id(2);
  fixture.send(batch({section(1, 2), theirs}));
  write_text(elsewhere.path() / "file", "precious");
  fs::create_symlink(elsewhere.path() / "file", fixture.event_file().string() + ".rewrite");
  CHECK(fixture.client().post("/erase", Json{{"installation", kInstallation}}.dump()).json() ==
        Json{{"erased", 2}});
  CHECK(text_of(elsewhere.path() / "file") == "precious");
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("places: setting aside neither follows a link nor replaces a file", "[collector]") {
  Fixture fixture;
  TempDirectory elsewhere;
  fixture.stop();
  const fs::path aside = fixture.data() / "set-aside";
  write_text(fixture.data() / "events" / "stranger", "second");
  fs::create_symlink(elsewhere.path(), aside);
  CHECK(contains(std::string(fixture.try_start().message()), "symbolic link"));
  CHECK(fs::is_empty(elsewhere.path()));
  fs::remove(aside);
  fs::create_directory(aside);
  write_text(aside / "stranger", "first");
  fixture.restart();
  CHECK(text_of(aside / "stranger") == "first");
  CHECK(text_of(aside / "stranger-2") == "second");
}

TEST_CASE("places: a name that looks like a URI is a path, and chdir() changes nothing",
          "[collector]") {
  TempDirectory directory;
  TempDirectory elsewhere;
  const fs::path before = fs::current_path();
  fs::current_path(directory.path());
  Options options;
  options.port = 0;
  options.data = "file:data?mode=memory";
  {
    Collector collector(options);
    REQUIRE(collector.start().ok());
    fs::current_path(elsewhere.path());
    fs::create_directory(options.data);
    Client client(collector.port());
    CHECK(client.post("/v1/events", batch({section(1, 1)}).dump()).status == 200);
    CHECK(client.post("/erase", Json{{"installation", kInstallation}}.dump()).json() ==
          Json{{"erased", 1}});
  }
  CHECK(fs::is_empty(elsewhere.path() / options.data));
  CHECK(fs::file_size(directory.path() / options.data / "collector.sqlite") > 0);
  fs::current_path(before);
}

TEST_CASE("places: a second collector of this process is refused, by any name", "[collector]") {
  TempDirectory links;
  Fixture fixture;
  fixture.send(batch({section(1, 1)}));
  fs::create_symlink(fixture.data(), links.path() / "link");
  for (const fs::path& path : {fixture.data(), links.path() / "link"}) {
    for (int round = 0; round < 2; ++round) {  // The first refusal must not let go of the lock.
      CHECK(contains(refusal_of(path), "another collector"));
    }
  }
  CHECK(fixture.send(batch({section(2, 2)})).status == 200);
}

// Something happens to the files of a running collector.
void check_away(const std::function<void(const fs::path& data)>& away,
                const std::function<void(const fs::path& data)>& back, const std::string& said) {
  KeptLog log;
  Fixture fixture(logging_to(log));
  fixture.send(batch({section(1, 2)}));
  away(fixture.data());
  for (const auto& [first, last] : {std::pair{3u, 4u}, std::pair{1u, 2u}}) {
    const Response answer = fixture.send(batch({section(first, last)}));
    CHECK(answer.status == 503);
    CHECK(at(answer.json(), "/error/code") == "storage");
  }
  CHECK(fixture.client().post("/erase", Json{{"installation", kInstallation}}.dump()).status ==
        503);
  CHECK(fixture.client().post("/inspect/reset", "").status == 503);
  CHECK(fixture.client().get("/inspect/events").status == 503);
  CHECK(log.has_error(said));
  if (!back) return;
  back(fixture.data());
  CHECK(fixture.send(batch({section(1, 4)})).status == 200);
  CHECK(fixture.events().size() == 4);
  fixture.restart();
  CHECK(fixture.events().size() == 4);
}

TEST_CASE("places: a directory that is moved away is noticed, and taken again once it is back",
          "[collector]") {
  const auto move = [](const std::string& name, const std::string& to) {
    return [=](const fs::path& data) { fs::rename(data.string() + name, data.string() + to); };
  };
  check_away(move("", "-moved"), move("-moved", ""), "moved while it was open");
  check_away(move("/events", "/elsewhere"), move("/elsewhere", "/events"), "/events");
  check_away(move("/collector.sqlite", "/x"), move("/x", "/collector.sqlite"), "collector.sqlite");
  check_away(move("/collector.sqlite-wal", "/x"), move("/x", "/collector.sqlite-wal"),
             "collector.sqlite-wal");
  const std::string file = "/events/2023-11-14T22.ndjson";
  check_away(move(file, "/x"), move("/x", file), "2023-11-14T22.ndjson");
}

TEST_CASE("places: what is removed or replaced is noticed, and nothing is answered as stored",
          "[collector]") {
  const auto remove = [](const std::string& name) {
    return [=](const fs::path& data) { fs::remove_all(data.string() + name); };
  };
  check_away(remove(""), nullptr, "removed while it was open");
  check_away(remove("/events"), nullptr, "removed while it was open");
  check_away(remove("/collector.sqlite"), nullptr, "removed while it was open");
  check_away(
      [](const fs::path& data) {
        const fs::path file = data / "events" / "2023-11-14T22.ndjson";
        fs::copy_file(file, data / "copy");
        fs::rename(data / "copy", file);
      },
      nullptr, "replaced while it was open");
}

TEST_CASE("places: a known event file that is gone is not made again with a hole in it",
          "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 2)}));
  fixture.restart();
  fs::remove(fixture.event_file());
  CHECK(fixture.send(batch({section(3, 3)})).status == 503);
  CHECK(fs::is_empty(fixture.data() / "events"));
  fixture.restart();
  CHECK(fixture.send(batch({section(3, 3)})).status == 200);
  CHECK(fixture.events().size() == 1);
}

}  // namespace
}  // namespace godwit::collector::test
