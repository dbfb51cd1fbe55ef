// The collector's answers and log if a call to its files fails.
#include <cerrno>
#include <string>
#include <vector>

#include "file_calls.h"
#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

constexpr int kOthers = 300;

struct Erased {
  KeptLog log;
  Fixture fixture{logging_to(log)};

  Erased() {
    Json theirs = section(1, kOthers);
    theirs["installation"] = kOtherInstallation;
    theirs["stream"] = stream_id(2);
    fixture.send(batch({theirs, section(1, 1)}));
  }
  Response erase() {
    return fixture.client().post("/erase", Json{{"installation", kInstallation}}.dump());
  }
};

std::string message_of(const Response& response) {
  return at(response.json(), "/error/message").get<std::string>();
}

TEST_CASE("file errors: an erasure that meets one answers 503 and loses nobody's events",
          "[collector]") {
  for (std::uint64_t nth = 1;; ++nth) {
    Erased test;
    INFO("read " << nth);
    bool met = false;
    {
      const FileCalls calls(test.fixture.data(), {nth, false, EIO, "pread"});
      const Response answer = test.erase();
      met = calls.met();
      REQUIRE(answer.status == (met ? 503 : 200));
      if (met) CHECK(message_of(answer).find("Input/output error") != std::string::npos);
    }
    REQUIRE(test.log.has_error("Input/output error") == met);
    CHECK(test.fixture.events().size() == (met ? kOthers + 1 : kOthers));
    CHECK(test.erase().json() == Json{{"erased", met ? 1 : 0}});
    CHECK(test.fixture.events().size() == kOthers);
    test.fixture.restart();
    CHECK(test.fixture.events().size() == kOthers);
    if (!met) break;
    REQUIRE(nth < 100);
  }
}

TEST_CASE("file errors: a rename that fails leaves the erasure to the next request",
          "[collector]") {
  for (const bool restarted : {false, true}) {
    Erased test;
    {
      const FileCalls calls(test.fixture.data(), {1, true, EIO, "rename"});
      CHECK(test.erase().status == 503);
      CHECK(test.fixture.client().get("/inspect/events").status == 503);
      CHECK(test.fixture.send(batch({section(2, 2)})).status == 503);
      CHECK(calls.met());
    }
    if (restarted) test.fixture.restart();
    CHECK(test.fixture.events().size() == kOthers);
    CHECK(at(test.fixture.send(batch({section(1, 2)})).json(), "/accepted") == 1);
    CHECK(test.fixture.events().size() == kOthers + 1);
  }
}

TEST_CASE("file errors: a page that cannot be read is an error and names the file", "[collector]") {
  Erased test;
  for (const char* call : {"open", "pread"}) {
    const FileCalls calls(test.fixture.data(), {1, false, EIO, call});
    const Response answer = test.fixture.client().get("/inspect/events");
    CHECK(answer.status == 503);
    CHECK(message_of(answer).find("2023-11-14T22.ndjson") != std::string::npos);
  }
  CHECK(test.log.has_error("2023-11-14T22.ndjson"));
  CHECK(test.fixture.events().size() == kOthers + 1);
}

TEST_CASE("file errors: a reset that cannot remove a file answers 503", "[collector]") {
  Erased test;
  {
    const FileCalls calls(test.fixture.data(), {1, false, EACCES, "unlink"});
    CHECK(test.fixture.client().post("/inspect/reset", "").status == 503);
  }
  CHECK(test.log.has_error("cannot remove"));
  CHECK(test.fixture.events().size() == kOthers + 1);
  CHECK(test.fixture.client().post("/inspect/reset", "").status == 200);
  CHECK(test.fixture.events().empty());
}

TEST_CASE("file errors: retention goes on behind a file that cannot be removed", "[collector]") {
  KeptLog log;
  Options options = logging_to(log);
  options.retention = std::chrono::hours(1);
  Fixture fixture(options);
  fixture.send(batch({section(1, 1)}));
  fixture.advance_ms(kHourMs);
  fixture.send(batch({section(2, 3)}));
  fixture.advance_ms(kDayMs);
  {
    const FileCalls calls(fixture.data(), {1, false, EACCES, "unlink"});
    fixture.collector().run_maintenance();
  }
  CHECK(log.has_error("cannot remove"));
  CHECK(at(fixture.summary(), "/unique") == 1);
  fixture.collector().run_maintenance();
  CHECK(at(fixture.summary(), "/unique") == 0);
}

TEST_CASE("file errors: a collector that cannot look at an event file does not start",
          "[collector]") {
  for (const char* call : {"stat", "open", "pread", "readdir", "mkdir"}) {
    Fixture fixture;
    fixture.send(batch({section(1, 3)}));
    fixture.stop();
    int failed = 0;
    for (std::uint64_t nth = 1;; ++nth) {
      const FileCalls calls(fixture.data(), {nth, false, EACCES, call});
      const Status status = fixture.try_start();
      INFO(call << " " << nth << ": " << status.message());
      if (!calls.met()) break;
      if (!status.ok()) {
        ++failed;
        CHECK(std::string(status.message()).find(fixture.data().native()) != std::string::npos);
      }
      fixture.stop();
      REQUIRE(nth < 200);
    }
    CHECK(failed > 0);
    CHECK(fixture.events().size() == 3);
  }
}

TEST_CASE("file errors: events that could not be written are answered 503 storage", "[collector]") {
  KeptLog log;
  Fixture fixture(logging_to(log));
  fixture.send(batch({section(1, 1)}));
  {
    const FileCalls calls(fixture.data(), {1, true, ENOSPC, "pwrite"});
    const Response answer = fixture.send(batch({section(2, 2)}));
    CHECK(answer.status == 503);
    CHECK(at(answer.json(), "/error/code") == "storage");
  }
  CHECK(log.has_error("No space left on device"));
  CHECK(at(fixture.send(batch({section(1, 2)})).json(), "/accepted") == 1);
  CHECK(fixture.events().size() == 2);
}

}  // namespace
}  // namespace godwit::collector::test
