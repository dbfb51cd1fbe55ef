// Watches the states of an uploader: no transition happens that its table does not have.
//
// It looks at each call of a port, and the uploader calls one in each of its states but the last:
// telling may have come and gone unseen.
#pragma once

#include <functional>
#include <string>

#include "delivery/uploader.h"

namespace godwit::sim {

class StateWatch {
 public:
  using Fail = std::function<void(const std::string& what)>;

  explicit StateWatch(Fail fail) : fail_(std::move(fail)) {}

  void observe(const Uploader& uploader);
  // The application hears this report.
  void on_report(const Uploader& uploader, const DeliveryReport& report);

 private:
  void observe_search(const PoisonSearch& search);

  Fail fail_;
  Uploader::State state_ = Uploader::State::idle;
  SearchState search_ = SearchState::healthy;
  bool sent_confirming_ = false;  // The request under way was made with evidence.
};

}  // namespace godwit::sim
