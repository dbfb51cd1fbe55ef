// Measures and reports, for all programs here: the same clock around the same kind of call,
// nothing subtracted, and one JSON object on standard output.
#pragma once

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

inline std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

inline std::int64_t wall_ms() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000 + now.tv_nsec / 1'000'000;
}

// The CPU time of this process so far, user and system, all threads.
inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The time of each call. Its pages are touched before the run, so that none faults during it.
class Samples {
 public:
  explicit Samples(std::size_t calls) : ns_(calls, 1) {}
  void set(std::size_t call, std::int64_t ns) {
    ns_[call] = static_cast<std::uint32_t>(std::min<std::int64_t>(ns, UINT32_MAX));
  }
  void sort() { std::sort(ns_.begin(), ns_.end()); }
  // After sort(): the value that this share of all calls did not pass.
  [[nodiscard]] std::uint32_t quantile(double share) const {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(ns_.size()));
    return ns_[std::min(at, ns_.size() - 1)];
  }

 private:
  std::vector<std::uint32_t> ns_;
};

// {"name":number,…}, printed when it goes.
class Report {
 public:
  ~Report() { std::printf("{%s}\n", text_.c_str()); }
  Report() = default;
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  void add(const char* name, double value) {
    char text[96];
    std::snprintf(text, sizeof text, "%s\"%s\":%.6f", text_.empty() ? "" : ",", name, value);
    text_ += text;
  }
  void add(Samples& samples) {
    samples.sort();
    add("p50_ns", samples.quantile(0.50));
    add("p99_ns", samples.quantile(0.99));
    add("p999_ns", samples.quantile(0.999));
    add("max_ns", samples.quantile(1));
  }

 private:
  std::string text_;
};

[[noreturn]] inline void fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

// --name value pairs; the names that a program reads are all it knows.
class Arguments {
 public:
  Arguments(int count, char** values) : values_(values + 1, values + count) {
    if (values_.size() % 2 != 0) fail("arguments come in pairs: --name value");
  }
  [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise = {}) const {
    for (std::size_t at = 0; at < values_.size(); at += 2) {
      if (values_[at] == name) return std::string(values_[at + 1]);
    }
    if (otherwise.data() == nullptr) fail(std::string(name) + " is missing");
    return std::string(otherwise);
  }
  [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise) const {
    return std::strtoull(text(name, std::to_string(otherwise)).c_str(), nullptr, 10);
  }

 private:
  std::vector<std::string_view> values_;
};

}  // namespace bench
