#include "contract/support/tls_stream.h"

#include <openssl/ssl.h>

#include <csignal>
#include <cstdlib>
#include <memory>

namespace godwit {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};

class TlsStream final : public Stream {
 public:
  explicit TlsStream(SSL* session) : session_(session) {}

  std::size_t read(char* into, std::size_t size) override {
    const int count = SSL_read(session_.get(), into, static_cast<int>(size));
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  void write(std::string_view bytes) override {
    if (!bytes.empty()) SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }

 private:
  std::unique_ptr<SSL, Free> session_;
};

}  // namespace

bool make_certificate(const std::string& directory) {
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
      " -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
      " -keyout '" +
      directory + "/key.pem' -out '" + directory + "/certificate.pem' 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

StreamFactory tls_streams(const std::string& directory) {
  // OpenSSL writes to a socket that the client may have closed.
  std::signal(SIGPIPE, SIG_IGN);
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), Free());
  SSL_CTX_use_certificate_file(context.get(), (directory + "/certificate.pem").c_str(),
                               SSL_FILETYPE_PEM);
  SSL_CTX_use_PrivateKey_file(context.get(), (directory + "/key.pem").c_str(), SSL_FILETYPE_PEM);
  return [context](int socket) -> std::unique_ptr<Stream> {
    std::unique_ptr<SSL, Free> session(SSL_new(context.get()));
    SSL_set_fd(session.get(), socket);
    if (SSL_accept(session.get()) != 1) return nullptr;
    return std::make_unique<TlsStream>(session.release());
  };
}

}  // namespace godwit
