#include "trace/trace_csv.h"

#include <filesystem>
#include <fstream>

#include "report/bar_chart.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::energy;

namespace {

class CsvFile {
 public:
  explicit CsvFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / "godwit_trace_csv_test.csv") {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~CsvFile() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("trace_csv: events are read with a header and without, sorted, with what is left out",
          "[energy]") {
  const char* const header = GENERATE("", "time_s,bytes,priority\n", "\xEF\xBB\xBFtime_s\r\n");
  const CsvFile file(std::string(header) +
                     "2.5,100,immediate\r\n\n 1 , 7 , 2 \n3\n0.000001,,normal,more\n4,1,");
  std::vector<TraceEvent> events;
  REQUIRE(read_events_csv(file.path(), events).empty());
  REQUIRE(events.size() == 5);
  const auto is = [&](std::size_t i, std::int64_t at_us, std::uint64_t bytes, Priority priority) {
    CHECK(events[i].at_us == at_us);
    CHECK(events[i].bytes == bytes);
    CHECK(events[i].priority == priority);
  };
  is(0, 1, kEventBytesDefault, Priority::normal);
  is(1, 1'000'000, 7, Priority::deferred);
  is(2, 2'500'000, 100, Priority::immediate);
  is(3, 3'000'000, kEventBytesDefault, Priority::normal);
  is(4, 4'000'000, 1, Priority::normal);
}

TEST_CASE("trace_csv: a time between two microseconds is never earlier than it was", "[energy]") {
  const CsvFile file("1.0000001\n0.3\n");
  std::vector<std::int64_t> app_us;
  REQUIRE(read_app_csv(file.path(), app_us).empty());
  CHECK(app_us == std::vector<std::int64_t>{300'000, 1'000'001});
}

TEST_CASE("trace_csv: what is wrong is said with its line and what should be there", "[energy]") {
  const auto [line, what] = GENERATE(table<const char*, const char*>({
      {"x,1", "seconds"},
      {"-1,1", "seconds"},
      {"1e12,1", "seconds"},
      {"1431857140000,1", "seconds"},
      {"nan,1", "seconds"},
      {"1431857140 s", "seconds"},
      {"1,-5", "bytes"},
      {"1,1.5", "bytes"},
      {"1,99999999999", "bytes"},
      {"1,5,urgent", "immediate, normal or deferred"},
      {"1,5,3", "immediate, normal or deferred"},
  }));
  const CsvFile file(std::string("1,5,normal\n\n") + line + "\n2\n");
  std::vector<TraceEvent> events;
  const std::string wrong = read_events_csv(file.path(), events);
  CAPTURE(wrong);
  CHECK(wrong.starts_with(file.path() + ":3: "));
  CHECK(wrong.find(what) != std::string::npos);
}

TEST_CASE("trace_csv: a file that is not there is said by its name", "[energy]") {
  std::vector<TraceEvent> events;
  CHECK(read_events_csv("no/such.csv", events).find("no/such.csv") != std::string::npos);
  CHECK(read_events_csv("/", events).find("cannot read") != std::string::npos);
  CHECK_FALSE(read_events_csv(std::filesystem::temp_directory_path(), events).empty());
}

TEST_CASE("bar_chart: names that are markup do no harm, and nothing is drawn backwards",
          "[energy]") {
  Evaluation shown;
  shown.policy = "<b>&";
  shown.marginal_joules = -5;
  shown.optimum_joules = -6;
  const std::string svg = bar_chart("a<b>&c", {&shown, 1});
  CHECK(svg.find("&lt;b>&amp;c") != std::string::npos);
  CHECK(svg.find("<b>") == std::string::npos);
  CHECK(svg.find("width=\"-") == std::string::npos);
  CHECK(svg.ends_with("</svg>\n"));
  CHECK(bar_chart("", {}).ends_with("</svg>\n"));
}
