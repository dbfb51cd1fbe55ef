// The values that the adapters' structures begin with.
#include "curl/answer_words.h"
#include "curl/failure_words.h"
#include "files/file_handle.h"
#include "native/deadline.h"
#include "native/queue_inspector.h"
#include "posix/fd_watcher.h"
#include "support/catch.h"

using namespace godwit;

TEST_CASE("defaults: nothing is known of a transfer or an answer", "[defaults]") {
  CHECK(HttpAnswer().status == 0);
  CHECK_FALSE((HttpAnswer().undecodable || HttpAnswer().cut));
  const TransferFailure failure;
  CHECK((failure.curl_code == 0 && failure.after_ms == 0 && failure.system_error == 0));
  CHECK((failure.verify_result == 0 && failure.proxy_status == 0));
  CHECK_FALSE((failure.through_proxy || failure.resolved || failure.connected));
  CHECK_FALSE(failure.requested);
}

TEST_CASE("defaults: a watch has no descriptor, and a file's state no file", "[defaults]") {
  CHECK((FdWatch().fd == -1 && FdWatch().events == 0));
  const FileState state;
  CHECK((state.identity.device == 0 && state.identity.inode == 0));
  CHECK((state.size_bytes == 0 && !state.regular && !state.directory));
}

TEST_CASE("defaults: an inspection has found nothing", "[defaults]") {
  const QueueInspection found;
  CHECK((found.stored_bytes == 0 && found.damaged_bytes == 0 && found.retry_attempts == 0));
  CHECK((found.retry_not_before_wall_ms == 0 && !found.switched_off && !found.consent));
  const InspectedStream stream;
  CHECK((stream.opened_wall_ms == 0 && stream.acked_below == 0 && stream.last_accepted == 0));
  CHECK(stream.dropped_events == 0);
  const InspectedEvent event;
  CHECK((event.sequence == 0 && event.opened_wall_ms == 0 && !event.staged));
  CHECK(event.priority == Priority::normal);
}

TEST_CASE("deadline: a wait is at least 0 and at most Limits::kNever", "[native]") {
  using std::chrono::milliseconds;
  const auto now = std::chrono::steady_clock::now();
  CHECK(deadline_in(milliseconds::max()) >= now + Limits::kNever);
  CHECK(deadline_in(milliseconds::max()) < now + Limits::kNever + std::chrono::hours(1));
  CHECK(deadline_in(std::chrono::hours(-5)) >= now);
  CHECK(deadline_in(milliseconds::min()) >= now);
  CHECK(deadline_in(milliseconds::min()) < now + std::chrono::hours(1));
  const auto at_once = deadline_in(milliseconds(0));
  CHECK(at_once <= std::chrono::steady_clock::now());
  CHECK(deadline_in(std::chrono::hours(5)) >= now + std::chrono::hours(5));
}
