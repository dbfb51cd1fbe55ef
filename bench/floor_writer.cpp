// Floor A: a hand-written JSON writer and one write(2) for each event, which appends to a file.
// As safe as ours against the death of the process; it batches, retries and delivers nothing.
#include <fcntl.h>
#include <unistd.h>

#include "json_line.h"
#include "measure.h"

namespace {

using namespace bench;

void append_line(int file, const Event& event, std::int64_t time_ms) {
  char buffer[kLineBytesMax];
  LineWriter line(buffer);
  write_event(line, event, time_ms);
  const std::string_view text = line.raw("\n").view();
  if (write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    fail("write(2) took less than a line");
  }
}

}  // namespace

int main(int count, char** values) {
  const Arguments arguments(count, values);
  const std::size_t events = arguments.number("--events", 1'000'000);
  const std::string path = arguments.text("--dir") + "/events.ndjson";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) fail("cannot open " + path);

  const EventTable table;
  Samples samples(events);
  const std::int64_t begin = now_ns();
  for (std::size_t index = 0; index < events; ++index) {
    const Event& event = table[index];
    const std::int64_t before = now_ns();
    append_line(file, event, (now_ns() - begin) / 1'000'000);
    samples.set(index, now_ns() - before);
  }
  const std::int64_t end = now_ns();

  Report report;
  report.add("events_per_s", static_cast<double>(events) * 1e9 / static_cast<double>(end - begin));
  report.add("bytes_per_event",
             static_cast<double>(lseek(file, 0, SEEK_END)) / static_cast<double>(events));
  report.add(samples);
  close(file);
}
