#include "harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <sstream>

#include "support/catch.h"

namespace godwit::collector::test {

namespace fs = std::filesystem;

Json at(const Json& json, const std::string& pointer) {
  const Json::json_pointer where(pointer);
  return json.contains(where) ? json[where] : Json();
}

std::vector<Json> Response::lines() const {
  std::vector<Json> all;
  std::istringstream in(body);
  for (std::string line; std::getline(in, line);) all.push_back(Json::parse(line, nullptr, false));
  return all;
}

void Client::connect() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  buffer_.clear();
}

void Client::disconnect() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void Client::send(std::string_view bytes) {
  if (socket_ < 0) connect();
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // Closed by the collector; receive() shows what it said.
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

Response Client::receive() {
  Response response;
  std::size_t needed = 0;  // Unknown until the head is there.
  for (;;) {
    const std::size_t end = buffer_.find("\r\n\r\n");
    if (needed == 0 && end != std::string::npos) {
      const std::size_t length = buffer_.find("Content-Length: ");
      needed = end + 4;
      if (length < end) needed += std::strtoull(buffer_.c_str() + length + 16, nullptr, 10);
    }
    if (needed != 0 && buffer_.size() >= needed) {
      response.status = std::atoi(buffer_.c_str() + 9);
      response.head = buffer_.substr(0, end + 2);
      response.body = buffer_.substr(end + 4, needed - end - 4);
      buffer_.erase(0, needed);
      if (response.has_header("Connection: close")) disconnect();
      return response;
    }
    char chunk[65536];
    const ssize_t count = ::recv(socket_, chunk, sizeof chunk, 0);
    if (count <= 0) {
      response.head = buffer_;
      disconnect();
      return response;
    }
    buffer_.append(chunk, static_cast<std::size_t>(count));
  }
}

Response Client::request(const std::string& method, const std::string& target,
                         const std::string& body, const Headers& headers) {
  std::string head = method + " " + target + " HTTP/1.1\r\n";
  bool hosted = false;
  for (const std::string& header : headers) {
    hosted = hosted || header.starts_with("Host:");
    head += header + "\r\n";
  }
  if (!hosted) head += "Host: 127.0.0.1\r\n";
  send(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  return receive();
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TempDirectory::TempDirectory() {
  std::string name = (fs::temp_directory_path() / "godwit-collector-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void KeptLog::log(LogLevel level, std::string_view message) {
  const std::lock_guard guard(lock_);
  if (level == LogLevel::error) errors_.append(message).append("\n");
}

bool KeptLog::has_error(const std::string& part) const {
  const std::lock_guard guard(lock_);
  return errors_.find(part) != std::string::npos;
}

Options logging_to(LogSink& log) {
  Options options;
  options.log = &log;
  return options;
}

Fixture::Fixture(Options options) : options_(std::move(options)) {
  options_.port = 0;
  options_.data = directory_.path();
  options_.now_ms = [this] { return now_ms_.load(); };
  start();
}

Fixture::~Fixture() {
  stop();
}

Status Fixture::try_start() {
  collector_ = std::make_unique<Collector>(options_);
  const Status status = collector_->start();
  if (status.ok()) {
    client_ = std::make_unique<Client>(collector_->port());
  } else {
    collector_.reset();
  }
  return status;
}

void Fixture::start() {
  const Status status = try_start();
  INFO(status.message());
  REQUIRE(status.ok());
}

void Fixture::stop() {
  client_.reset();
  collector_.reset();
}

void Fixture::restart() {
  stop();
  start();
}

fs::path Fixture::event_file() const {
  fs::path only;
  int count = 0;
  for (const auto& entry : fs::directory_iterator(data() / "events")) {
    only = entry.path();
    ++count;
  }
  REQUIRE(count == 1);
  return only;
}

std::string stream_id(int number) {
  char text[40];
  std::snprintf(text, sizeof text, "33333333-3333-4333-8333-%012d", number);
  return text;
}

Json event(const std::string& name) {
  return Json{{"n", name}, {"t", 1}, {"p", {{"price", 1.5}}}};
}

Json section(std::uint64_t first, std::uint64_t last) {
  Json events = Json::array({first});
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    events.push_back(event("viewed"));
  }
  return Json{{"installation", kInstallation},
              {"stream", stream_id(1)},
              {"opened_ago_ms", 5000},
              {"first", 1},
              {"acked_below", 1},
              {"last_accepted", last},
              {"context", {{"app", "shop"}}},
              {"events", std::move(events)}};
}

Json batch(std::vector<Json> sections, const std::string& id) {
  return Json{{"godwit", 1}, {"batch", id}, {"sections", std::move(sections)}};
}

}  // namespace godwit::collector::test
