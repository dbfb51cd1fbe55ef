#include "queue/commits.h"

#include "support/catch.h"

using namespace godwit;

namespace {

using Health = Commits::Health;

const Status kOk;
const Status kFailed(StatusCode::storage_unavailable, "the disk is full");

StoreJournal::Outcome written(std::uint64_t ticket) {
  return {kOk, ticket};
}
StoreJournal::Outcome failed(std::uint64_t ticket) {
  return {kFailed, ticket};
}

}  // namespace

TEST_CASE("commits: a write of events ends with the first write that has all of them",
          "[commits]") {
  Commits commits;
  CHECK_FALSE(commits.note_success(written(9)));  // Nobody waits for events.
  commits.begin_events(7, 12);
  CHECK(commits.writing_events());
  CHECK_FALSE(commits.note_success(written(11)));
  CHECK_FALSE(commits.has_events(written(11)));
  CHECK(commits.writing_events());
  CHECK(commits.note_success(written(12)));
  CHECK(commits.has_events(written(12)));
  CHECK_FALSE(commits.writing_events());
  CHECK(commits.up_to() == 7);
  commits.begin_events(8, 13);
  CHECK(commits.note_success(written(14)));  // A later write has them, too.
}

TEST_CASE("commits: a step ends with the first write that has it, or a later one", "[commits]") {
  Commits commits;
  commits.begin_step(5);
  CHECK_FALSE(commits.has_step(written(4)));
  CHECK(commits.has_step(written(5)));
  CHECK(commits.has_step(failed(6)));
}

TEST_CASE("commits: each row of the table", "[commits]") {
  Commits commits;
  CHECK(commits.health() == Health::well);
  SECTION("any, a write that had all events failed: resting") {
    commits.begin_events(1, 1);
    CHECK(commits.note_failure(failed(1)));
    CHECK(commits.health() == Health::resting);
    CHECK_FALSE(commits.writing_events());
    SECTION("resting, one failed that had not all of them: resting") {
      commits.begin_events(2, 3);
      CHECK_FALSE(commits.note_failure(failed(2)));
      CHECK(commits.health() == Health::resting);
    }
    SECTION("resting, a write succeeded: well") {
      CHECK_FALSE(commits.note_success(written(2)));
      CHECK(commits.health() == Health::well);
    }
    SECTION("resting, the drain timer: trying") {
      commits.on_timer();
      CHECK(commits.health() == Health::trying);
      SECTION("any, a write that had all events failed: resting") {
        CHECK(commits.note_failure(failed(2)));
        CHECK(commits.health() == Health::resting);
      }
      SECTION("trying, a write succeeded: well") {
        CHECK_FALSE(commits.note_success(written(2)));
        CHECK(commits.health() == Health::well);
      }
      SECTION("trying, the drain timer: trying") {
        commits.on_timer();
        CHECK(commits.health() == Health::trying);
      }
    }
  }
  SECTION("well, one failed that had not all of them: trying") {
    commits.begin_events(1, 2);
    CHECK_FALSE(commits.note_failure(failed(1)));
    CHECK(commits.health() == Health::trying);
    CHECK(commits.writing_events());
  }
  SECTION("well, the drain timer: well") {
    commits.on_timer();
    CHECK(commits.health() == Health::well);
  }
}

TEST_CASE("commits: the write of erased events ends for nobody", "[commits]") {
  Commits commits;
  commits.begin_events(9, 1);
  commits.forget();
  CHECK_FALSE(commits.writing_events());
  CHECK(commits.up_to() == 0);
  CHECK_FALSE(commits.note_success(written(1)));
}
