// Calls of the C library that touch files below one directory, ours and SQLite's: counted, failed,
// or looked at. The functions stand in front of the library's (file_calls.cpp).
//
// Threads: set() and the answers from one thread; the calls may come from any.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace godwit::collector::test {

struct FileFault {
  std::uint64_t nth = 0;  // From 1; 0: none fails.
  bool onward = false;    // And all later ones.
  int error = 0;          // The errno.
  std::string call;       // Only calls of this name count: "pread"; empty: all.
};

class FileCalls {
 public:
  // Watches the calls below `root` from now on, until the object goes.
  // `before` runs before each of them; calls of its own are not watched.
  FileCalls(const std::string& root, FileFault fault,
            std::function<void(std::uint64_t nth)> before = {});
  ~FileCalls();
  FileCalls(const FileCalls&) = delete;
  FileCalls& operator=(const FileCalls&) = delete;

  [[nodiscard]] std::uint64_t count() const;
  // Whether a call was made to fail.
  [[nodiscard]] bool met() const;
};

}  // namespace godwit::collector::test
