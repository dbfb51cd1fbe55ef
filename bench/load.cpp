// Load for the collector: bodies of protocol version 1, gzip level 1, made before the clock starts.
// Each connection is a stream of its own with rising sequence numbers and has one request under way
// at a time. Afterwards some bodies are sent once more, and all of their events must come back as
// duplicates.
#include <fcntl.h>
#include <sys/epoll.h>

#include <cerrno>
#include <memory>

#include "gzip.h"
#include "http_client.h"
#include "json_line.h"
#include "measure.h"

namespace {

using namespace bench;

constexpr std::uint64_t kRepeatsMax = 8;  // Requests of a connection to send again after the run.

struct Totals {
  std::uint64_t replies = 0;
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
};

// Nearly the context that Godwit sends for a phone or desktop application.
constexpr std::string_view kContext =
    "{\"app\":{\"name\":\"shop\",\"version\":\"4.2.1\"},\"sdk\":{\"name\":\"godwit\",\"version\":"
    "\"0.1.0\"},\"os\":{\"name\":\"Linux\",\"version\":\"6.1\"},\"locale\":\"en-GB\","
    "\"session\":{\"id\":\"6f1c2b1e-7d0a-4c8e-9a51-0d3c5b7e9f11\",\"number\":3}}";

class RequestMaker {
 public:
  RequestMaker(const EventTable& table, std::uint16_t port, std::uint64_t batch_events)
      : table_(table), port_(port), batch_events_(batch_events) {}

  std::string make(std::string_view stream, std::uint64_t batch) {
    char id[32];
    std::snprintf(id, sizeof id, "%.8s%08llx", stream.data(),
                  static_cast<unsigned long long>(batch));
    const std::uint64_t first = batch * batch_events_ + 1;
    const std::string last = std::to_string(first + batch_events_ - 1);
    std::string body = "{\"godwit\":1,\"batch\":\"";
    body.append(id)
        .append(
            "\",\"sections\":[{\"installation\":\"00000000-0000-4000-8000-000000000001\","
            "\"stream\":\"")
        .append(stream)
        .append("\",\"opened_ago_ms\":100000,\"first\":1,\"acked_below\":")
        .append(std::to_string(first))
        .append(",\"last_accepted\":" + last + ",\"context\":")
        .append(kContext)
        .append(",\"events\":[" + std::to_string(first));
    for (std::uint64_t sequence = first; sequence < first + batch_events_; ++sequence) {
      char buffer[kLineBytesMax];
      LineWriter line(buffer);
      write_event(line.raw(","), table_[sequence], static_cast<std::int64_t>(sequence));
      body.append(line.view());
    }
    body.append("]}]}");
    const std::string_view compressed = gzip_.compress(body);
    return request_head(id, port_, compressed.size()).append(compressed);
  }

 private:
  const EventTable& table_;
  GzipWriter gzip_;
  std::uint16_t port_;
  std::uint64_t batch_events_;
};

class Sender {
 public:
  Sender(std::uint16_t port, std::vector<std::string> requests)
      : socket_(connect_to(port)), requests_(std::move(requests)) {
    fcntl(socket_, F_SETFL, O_NONBLOCK);
  }
  ~Sender() { close(socket_); }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] bool done() const { return at_ == end_; }

  // The first `count` requests are sent, one after the other.
  void begin(std::uint64_t count) {
    at_ = 0;
    end_ = std::min<std::uint64_t>(count, requests_.size());
    sent_ = 0;
    send_more();
  }

  void on_ready(std::uint32_t what, Totals& totals) {
    if ((what & EPOLLOUT) != 0) send_more();
    if ((what & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) read_more(totals);
  }

 private:
  void send_more() {
    if (done()) return;
    const std::string& request = requests_[at_];
    while (sent_ < request.size()) {
      const ssize_t count = write(socket_, request.data() + sent_, request.size() - sent_);
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) fail("the collector does not take a request");
      sent_ += static_cast<std::size_t>(count);
    }
  }

  void read_more(Totals& totals) {
    char bytes[16'384];
    ssize_t count = 0;
    while ((count = read(socket_, bytes, sizeof bytes)) > 0) {
      reply_.append(bytes, static_cast<std::size_t>(count));
      if (static_cast<std::size_t>(count) < sizeof bytes) break;
    }
    if (count == 0 || (count < 0 && errno != EAGAIN)) fail("the collector hung up");
    if (reply_length(reply_) == 0) return;
    if (!reply_.starts_with("HTTP/1.1 200")) fail("refused: " + reply_);
    ++totals.replies;
    totals.accepted += number_after("\"accepted\":");
    totals.duplicates += number_after("\"duplicates\":");
    reply_.clear();
    ++at_;
    sent_ = 0;
    send_more();
  }

  [[nodiscard]] std::uint64_t number_after(std::string_view name) const {
    const std::size_t at = reply_.find(name);
    if (at == std::string::npos) fail("not a reply of ours: " + reply_);
    return std::strtoull(reply_.c_str() + at + name.size(), nullptr, 10);
  }

  int socket_;
  std::vector<std::string> requests_;
  std::uint64_t at_ = 0;
  std::uint64_t end_ = 0;
  std::size_t sent_ = 0;
  std::string reply_;
};

class Load {
 public:
  void add(std::unique_ptr<Sender> sender) {
    // Edge-triggered: both directions are always read, or written, until there is no more.
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = sender.get();
    epoll_ctl(poll_, EPOLL_CTL_ADD, sender->socket(), &event);
    senders_.push_back(std::move(sender));
  }

  // Sends the first `count` requests of each connection, and returns what came back.
  Totals run(std::uint64_t count) {
    Totals totals;
    for (const auto& sender : senders_) sender->begin(count);
    while (!done()) {
      epoll_event ready[64];
      const int found = epoll_wait(poll_, ready, 64, 10'000);
      if (found == 0) fail("no reply for ten seconds");
      for (int at = 0; at < found; ++at) {
        static_cast<Sender*>(ready[at].data.ptr)->on_ready(ready[at].events, totals);
      }
    }
    return totals;
  }

 private:
  [[nodiscard]] bool done() const {
    return std::all_of(senders_.begin(), senders_.end(),
                       [](const auto& sender) { return sender->done(); });
  }

  int poll_ = epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Sender>> senders_;
};

}  // namespace

int main(int count, char** values) {
  const Arguments arguments(count, values);
  const auto port = static_cast<std::uint16_t>(arguments.number("--port", 0));
  const std::uint64_t batch = arguments.number("--batch", 500);
  const std::uint64_t connections = arguments.number("--connections", 4);
  const std::uint64_t each = arguments.number("--requests", 800) / connections;

  Load load;
  const EventTable table;
  RequestMaker maker(table, port, batch);
  Random random(static_cast<std::uint64_t>(now_ns()));
  std::uint64_t bytes = 0;
  for (std::uint64_t at = 0; at < connections; ++at) {
    char buffer[kLineBytesMax];
    LineWriter stream(buffer);
    write_uuid(stream, random.next(), random.next());
    std::vector<std::string> requests;
    for (std::uint64_t number = 0; number < each; ++number) {
      requests.push_back(maker.make(stream.view(), number));
      bytes += requests.back().size();
    }
    load.add(std::make_unique<Sender>(port, std::move(requests)));
  }

  const std::int64_t begin = now_ns();
  const Totals run = load.run(each);
  const std::int64_t end = now_ns();
  const std::uint64_t events = each * connections * batch;
  if (run.accepted != events) {
    fail(std::to_string(events) + " events were sent and " + std::to_string(run.accepted) +
         " accepted");
  }
  const std::uint64_t repeats = std::min(each, kRepeatsMax);
  const Totals again = load.run(repeats);
  if (again.accepted != 0 || again.duplicates != repeats * connections * batch) {
    fail("events that were sent twice were not all recognised");
  }

  Report report;
  const double seconds = static_cast<double>(end - begin) / 1e9;
  report.add("events_per_s", static_cast<double>(events) / seconds);
  report.add("requests_per_s", static_cast<double>(each * connections) / seconds);
  report.add("bytes_per_request",
             static_cast<double>(bytes) / static_cast<double>(each * connections));
}
