#include "store_life.h"

#include <sstream>

#include "base/uuid.h"
#include "harness.h"
#include "wire/batch_parser.h"

namespace godwit::collector::test {
namespace {

const char* name_of(int installation) {
  return installation == 1 ? kInstallation : kOtherInstallation;
}

std::string event_text(const std::pair<int, std::uint64_t>& event) {
  return "event " + std::to_string(event.second) + " of installation " +
         std::to_string(event.first);
}

}  // namespace

StoreLife::StoreLife(std::filesystem::path data, Durability durability) {
  options_.data = std::move(data);
  options_.durability = durability;
  options_.retention = std::chrono::hours(24);
  options_.now_ms = [this] { return now_ms_; };
}

void StoreLife::must(bool good, const std::string& what) {
  if (!good && broken_.empty()) broken_ = what;
}

bool StoreLife::open() {
  if (store_ != nullptr) return true;
  store_ = std::make_unique<Store>(options_);
  if (store_->open().ok()) return true;
  store_.reset();
  return false;
}

bool StoreLife::send_batch(int installation, std::uint64_t first, std::uint64_t last) {
  Json one = section(first, last);
  one["installation"] = name_of(installation);
  one["stream"] = stream_id(installation);
  const std::string text = batch({one}).dump();
  BatchParser parser(options_.limits);
  Batch parsed;
  ParseFault fault;
  StageOutcome outcome;
  must(parser.parse(text, parsed, fault), "the batch cannot be read");
  static_cast<void>(store_->received_ms());  // The instant at which a group begins.
  must(store_->stage(parsed, "", outcome), "the batch is not taken");
  return store_->commit().ok();
}

void StoreLife::send(int installation, std::uint64_t first, std::uint64_t last) {
  if (!open()) return;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    Fate& fate = fates_[{installation, sequence}];
    if (fate == Fate::missing) fate = Fate::tried;
  }
  if (!send_batch(installation, first, last)) return;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    Fate& fate = fates_[{installation, sequence}];
    if (fate == Fate::tried) fate = Fate::stored;
  }
}

void StoreLife::change_all(Fate from, Fate to) {
  for (auto& [event, fate] : fates_) {
    if (fate == from) fate = to;
  }
}

void StoreLife::change(int installation, Fate from, Fate to) {
  for (auto& [event, fate] : fates_) {
    if (event.first == installation && fate == from) fate = to;
  }
}

void StoreLife::erase(int installation) {
  if (!open()) return;
  change(installation, Fate::stored, Fate::doomed);
  change(installation, Fate::tried, Fate::unsure);
  Id id;
  must(parse_id(name_of(installation), id), "the installation cannot be read");
  std::uint64_t erased = 0;
  if (store_->erase(id, erased).ok()) change(installation, Fate::doomed, Fate::erased);
}

// For scripts in which retention takes everything.
void StoreLife::maintain() {
  if (!open()) return;
  change_all(Fate::stored, Fate::doomed);
  change_all(Fate::tried, Fate::unsure);
  if (store_->maintain().ok()) change_all(Fate::doomed, Fate::erased);
}

void StoreLife::reset() {
  if (!open()) return;
  for (auto& [event, fate] : fates_) fate = Fate::unsure;
  if (store_->reset().ok()) change_all(Fate::unsure, Fate::missing);
}

void StoreLife::restart() {
  stop();
  static_cast<void>(open());
}

void StoreLife::read_page() {
  if (!open()) return;
  PageQuery query;
  query.lines_max = SIZE_MAX;
  query.bytes_max = SIZE_MAX;
  Bytes page;
  if (store_->read_page(query, page).ok()) compare(std::string(page.view()));
}

void StoreLife::compare(const std::string& page) {
  std::map<std::pair<int, std::uint64_t>, int> found;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line);) {
    const Json event = Json::parse(line, nullptr, false);
    must(!event.is_discarded(), "a line is torn: " + line);
    const int installation = at(event, "/installation") == kInstallation ? 1 : 2;
    ++found[{installation, at(event, "/sequence").get<std::uint64_t>()}];
  }
  for (const auto& [event, count] : found) {
    must(count == 1, event_text(event) + " is there twice");
    must(fates_.contains(event), event_text(event) + " was never sent");
    const Fate fate = fates_[event];
    must(fate != Fate::erased, event_text(event) + " came back");
    must(fate != Fate::missing, event_text(event) + " is there");
  }
  for (const auto& [event, fate] : fates_) {
    must(fate != Fate::stored || found.contains(event), event_text(event) + " is lost");
  }
  must(store_->files().events() == found.size(), "the count of events is not what is there");
}

std::string StoreLife::check(const std::filesystem::path& data, Durability durability,
                             const Fates& fates, std::int64_t now_ms) {
  StoreLife life(data, durability);
  life.now_ms_ = now_ms;
  life.fates_ = fates;
  if (!life.open()) return "it does not start";
  life.read_page();
  for (int installation = 1; installation <= 2; ++installation) {
    std::uint64_t last = 0;
    for (const auto& [event, fate] : fates) {
      if (event.first == installation) last = std::max(last, event.second);
    }
    if (last == 0) continue;
    life.send(installation, 1, last);
    for (auto& [event, fate] : life.fates_) {
      const bool sent = event.first == installation;
      life.must(!sent || (fate != Fate::tried && fate != Fate::missing), "it does not store");
    }
  }
  for (int round = 0; round < 2; ++round) {
    life.read_page();
    life.restart();
    life.must(life.store_ != nullptr, "it does not start again");
    if (life.store_ == nullptr) break;
  }
  return life.broken_;
}

}  // namespace godwit::collector::test
