#include "library_versions.h"

#include <curl/curl.h>
#include <libdeflate.h>
#include <sqlite3.h>

namespace godwit::cli {

std::string library_versions() {
  const curl_version_info_data* const curl = curl_version_info(CURLVERSION_NOW);
  std::string text = std::string("libcurl ").append(curl->version).append("\n");
  if (curl->ssl_version != nullptr) text.append("TLS ").append(curl->ssl_version).append("\n");
  text.append("SQLite ").append(sqlite3_libversion()).append("\n");
  return text.append("libdeflate " LIBDEFLATE_VERSION_STRING "\n");
}

}  // namespace godwit::cli
