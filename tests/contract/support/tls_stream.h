// TLS for the test server, with a certificate that it signs itself.
#pragma once

#include <string>

#include "contract/support/stream.h"

namespace godwit {

// Makes `certificate.pem` and `key.pem` in `directory` with the openssl command, for 127.0.0.1.
// False where there is no such command.
[[nodiscard]] bool make_certificate(const std::string& directory);

// Speaks TLS with the certificate in `directory`.
[[nodiscard]] StreamFactory tls_streams(const std::string& directory);

}  // namespace godwit
