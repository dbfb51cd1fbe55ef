#include "native/path_check.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "files/whole_file.h"

namespace godwit {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kCertificates[] = {"-----BEGIN CERTIFICATE-----",
                                              "-----BEGIN X509 CERTIFICATE-----",
                                              "-----BEGIN TRUSTED CERTIFICATE-----"};
// Larger than any bundle of certificates.
constexpr std::uint64_t kCaFileBytesMax = 64u << 20;

Status invalid(std::string_view field, std::string_view path) {
  return Status(StatusCode::invalid_argument, field).append(": ").append(path.substr(0, 80));
}

// True for text that a shell would replace before a program sees it.
bool for_a_shell(std::string_view path) {
  return path.starts_with('~') || path.starts_with("$HOME") || path.starts_with("${");
}

Status check_path(std::string_view field, std::string_view path) {
  if (!for_a_shell(path)) return Status();
  return invalid(field, path)
      .append(
          " begins as a shell would replace it, which Godwit does not; pass the whole path, or "
          "./ before the name");
}

bool has_certificate(std::string_view text) {
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos;
       at = text.find(kBegin, at + 1)) {
    for (const std::string_view label : kCertificates) {
      if (text.substr(at).starts_with(label)) return true;
    }
  }
  return false;
}

Status check_ca_file(const std::string& path) {
  if (path.empty()) return Status();
  const Result<std::string> read = read_whole_file(path, kCaFileBytesMax);
  if (!read.ok()) {
    return Status(StatusCode::invalid_argument, "transport.ca_file: ")
        .append(read.status().message())
        .append("; pass a file of PEM certificates");
  }
  if (has_certificate(read.value())) return Status();
  return invalid("transport.ca_file", path)
      .append(" holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
}

}  // namespace

Status check_paths(const Config& config) {
  Status status = check_path("data_directory", config.data_directory);
  if (status.ok()) status = check_path("transport.ca_file", config.transport.ca_file);
  if (status.ok()) {
    status =
        check_path("system_signals.power_supply_root", config.system_signals.power_supply_root);
  }
  if (status.ok()) {
    status = check_path("system_signals.routes_root", config.system_signals.routes_root);
  }
  if (status.ok()) status = check_ca_file(config.transport.ca_file);
  return status;
}

}  // namespace godwit
