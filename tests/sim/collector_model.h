// The collector, as docs/protocol.md has it: what it stores, and what it knows to be missing.
//
// Requests are read by the real collector's parser; what follows is written anew, with sets of
// numbers instead of intervals and files, so that it can be held against the truth.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/truth.h"
#include "wire/batch_parser.h"

namespace godwit::sim {

struct Answer {
  int status = 0;  // 0: none comes.
  std::string body;
  std::int64_t retry_after_ms = 0;  // The header's value; 0: no header.
};

class CollectorModel {
 public:
  explicit CollectorModel(Truth& truth) : truth_(truth) {}

  // A batch arrives. Stores what is new, or nothing where it must be answered 400.
  Answer handle(const std::string& body, std::int64_t now_ms, const std::string& directives);
  // At the end, when the device has nothing left to send: what is stored, declared and missing of
  // its events is what the truth says.
  void check_streams(std::uint32_t device);

 private:
  struct Stream {
    std::vector<std::uint8_t> flags;  // For each sequence number, from 1.
    std::uint64_t acked_checked = 0;
    std::uint64_t last_accepted = 0;
    bool final = false;
    std::int64_t finished_ms = 0;
  };
  enum Flag : std::uint8_t { kStored = 1, kDeclared = 2 };

  void announce(Stream& stream, const collector::Section& section, const collector::Batch& batch);
  static std::uint8_t& flag(Stream& stream, std::uint64_t sequence);

  Truth& truth_;
  collector::Limits limits_;
  collector::BatchParser parser_{limits_};
  collector::Batch batch_;
  std::unordered_map<Id, Stream, IdHash> streams_;
};

}  // namespace godwit::sim
