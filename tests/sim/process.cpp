#include "sim/process.h"

namespace godwit::sim {

Process::Process(Host host, const EngineOptions& options)
    : host_(std::move(host)),
      life_([this] { host_.on_death(); }),
      clock_(life_, host_.clock),
      entropy_(life_, host_.random),
      scheduler_(life_, host_.clock,
                 [this](std::int64_t when_ms, std::function<void()> work) {
                   host_.after(when_ms - host_.clock.monotonic().ms, std::move(work));
                 }),
      staging_(host_.disk, host_.trouble.region),
      store_(life_, host_.disk, host_.trouble, host_.plan, host_.random, host_.store),
      wire_(*this),
      log_(life_, host_.on_log),
      watch_(host_.on_wrong_state),
      engine_({clock_, entropy_, scheduler_, staging_, store_, wire_, log_}, options, *this) {
  life_.set_watch([this] { watch_.observe(engine_.uploader()); });
}

Engine::Done Process::wait(StatusDone done) {
  waiting_.push_back({this, std::move(done)});
  return Engine::Done::to<&Waiting::run>(&waiting_.back());
}

void Process::Waiting::run(const Status& status) {
  if (process->life_.dead()) return;
  const StatusDone once = std::exchange(done, nullptr);
  once(status);
}

void Process::open(StatusDone done) {
  engine_.open(wait(std::move(done)));
}
void Process::flush(StatusDone done) {
  engine_.flush(wait(std::move(done)));
}
void Process::reset(StatusDone done) {
  engine_.reset(wait(std::move(done)));
}
void Process::set_consent(Consent consent, StatusDone done) {
  engine_.set_consent(consent, wait(std::move(done)));
}
void Process::close(StatusDone done) {
  engine_.close(wait(std::move(done)));
}
void Process::set_key(std::string_view key) {
  engine_.set_key(key);
}

void Process::Wire::send(const HttpRequest& request, Done done) {
  if (!process_.life_.call(PortKind::transport)) return;
  done_ = done;
  under_way_ = true;
  const std::uint64_t number = ++request_;
  std::string_view key;
  for (const HttpHeader& header : request.headers) {
    if (header.name == "Authorization") key = header.value.substr(7);
  }
  process_.host_.send(key, request.body,
                      [this, number](const NetworkReply& reply) { complete(number, reply); });
}

void Process::Wire::defer(const HttpRequest& request) {
  if (process_.life_.call(PortKind::transport)) process_.host_.defer(request.body);
}

void Process::Wire::complete(std::uint64_t request, const NetworkReply& reply) {
  if (!under_way_ || request != request_) return;
  under_way_ = false;
  process_.host_.on_answer(reply);
  HttpReply http;
  http.status = reply.answer.status;
  http.body = reply.answer.body;
  http.retry_after_ms = reply.answer.retry_after_ms;
  if (http.status == 0) http.failure = "no answer came";
  done_(http);
}

void Process::Wire::cancel() {
  if (!process_.life_.call(PortKind::transport) || !under_way_) return;
  const std::uint64_t number = request_;
  process_.host_.after(0, [this, number] {
    if (!under_way_ || number != request_) return;
    under_way_ = false;
    HttpReply nothing;
    nothing.failure = "cancelled";
    done_(nothing);
  });
}

}  // namespace godwit::sim
