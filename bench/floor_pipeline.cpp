// Floor B: the plain pipeline. The hand-written writer, write(2) for each event, batches of 500,
// deflate level 1, one kept-alive socket, and a wait for each reply. It resumes nothing after a
// crash, takes no event while it sends, and tells nobody which events are missing.
//
//   --uuid 1   each event has a random UUID and its wall time, so that a receiver can recognise
//              events that are sent twice: the reference for bytes on the wire.
#include <fcntl.h>
#include <unistd.h>

#include "gzip.h"
#include "http_client.h"
#include "json_line.h"
#include "measure.h"

namespace {

using namespace bench;

constexpr std::size_t kBatchEvents = 500;

class Pipeline {
 public:
  Pipeline(const std::string& path, std::uint16_t port, bool uuid)
      : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)),
        client_(port),
        uuid_(uuid) {
    if (file_ < 0) fail("cannot open " + path);
  }
  ~Pipeline() { close(file_); }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void track(const Event& event, std::int64_t since_open_ms) {
    char buffer[kLineBytesMax];
    LineWriter line(buffer);
    if (uuid_) {
      write_event_with_uuid(line, event, wall_ms(), random_);
    } else {
      write_event(line, event, since_open_ms);
    }
    const std::string_view text = line.raw("\n").view();
    if (write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      fail("write(2) took less than a line");
    }
    batch_.append(text);
    if (++events_ == kBatchEvents) send();
  }

  void send() {
    if (events_ == 0) return;
    client_.post(gzip_.compress(batch_));
    batch_.clear();
    events_ = 0;
  }

 private:
  int file_;
  HttpClient client_;
  GzipWriter gzip_;
  Random random_{static_cast<std::uint64_t>(now_ns())};
  std::string batch_;
  std::size_t events_ = 0;
  bool uuid_;
};

}  // namespace

int main(int count, char** values) {
  const Arguments arguments(count, values);
  const std::size_t events = arguments.number("--events", 100'000);
  const auto port = static_cast<std::uint16_t>(arguments.number("--port", 0));
  const EventTable table;
  Pipeline pipeline(arguments.text("--dir") + "/events.ndjson", port,
                    arguments.number("--uuid", 0) != 0);
  const std::int64_t begin = now_ns();
  for (std::size_t index = 0; index < events; ++index) {
    pipeline.track(table[index], (now_ns() - begin) / 1'000'000);
  }
  pipeline.send();
  const std::int64_t end = now_ns();

  Report report;
  report.add("events_per_s", static_cast<double>(events) * 1e9 / static_cast<double>(end - begin));
  report.add("cpu_s", cpu_seconds());
}
