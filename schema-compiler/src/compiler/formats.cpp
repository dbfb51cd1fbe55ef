#include "compiler/formats.h"

#include <iterator>
#include <string>

#include "compiler/idna.h"

namespace godwit::schema {
namespace {

// RFC 3339, appendix of section 5.6; February has 29 days in leap years alone.
constexpr const char* kDate =
    R"((?:\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|)"
    R"(\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|\d{4}-02-(?:0[1-9]|1\d|2[0-8])|)"
    R"((?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29))";
constexpr const char* kTime =
    R"((?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[-+](?:[01]\d|2[0-3]):[0-5]\d))";

// RFC 3339, appendix A.
constexpr const char* kDuration =
    R"(P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)(?:T%)?|T%))";
constexpr const char* kDurationTime = R"((?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))";

// RFC 3986, section 3.2.2.
constexpr const char* kIpv4 =
    R"((?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d))";

// RFC 1123, section 2.1: letters, digits and hyphens in labels of 1 to 63.
constexpr const char* kHostname = R"([0-9A-Za-z](?:[-0-9A-Za-z]{0,61}[0-9A-Za-z])?)"
                                  R"((?:\.[0-9A-Za-z](?:[-0-9A-Za-z]{0,61}[0-9A-Za-z])?)*)";

std::string ipv6() {
  const std::string h = "[0-9A-Fa-f]{1,4}";
  const std::string last = "(?:" + h + ":" + h + "|" + kIpv4 + ")";  // ls32
  const std::string group = "(?:" + h + ":)";
  const auto before = [&](int most) {
    return "(?:" + group + "{0," + std::to_string(most) + "}" + h + ")?";
  };
  std::string all = group + "{6}" + last + "|::" + group + "{5}" + last;
  for (int behind = 4; behind >= 0; --behind) {
    all += "|" + before(4 - behind) + "::" + group + "{" + std::to_string(behind) + "}" + last;
  }
  return "(?:" + all + "|" + before(5) + "::" + h + "|" + before(6) + "::)";
}

// RFC 5321, section 4.1.2: the two sides of an @.
std::string email() {
  const std::string atom = R"([-!#$%&'*+/0-9=?A-Z^_`a-z{|}~]+)";
  const std::string quoted = R"("(?:[ !#-\[\]-~]|\\[ -~])*")";
  const std::string label = "[0-9A-Za-z](?:[-0-9A-Za-z]*[0-9A-Za-z])?";
  return "(?:" + atom + "(?:\\." + atom + ")*|" + quoted + ")@(?:" + label + "(?:\\." + label +
         ")*|\\[(?:" + kIpv4 + "|[Ii][Pp][Vv]6:" + ipv6() + ")\\])";
}

// RFC 3986, appendix A. Without a scheme it is a relative reference.
std::string uri(bool reference) {
  const std::string unreserved = "0-9A-Za-z\\-._~";
  const std::string sub = "!$&'()*+,;=";
  const std::string percent = "%[0-9A-Fa-f]{2}";
  const auto of = [&](const std::string& more) {
    return "(?:[" + unreserved + sub + more + "]|" + percent + ")";
  };
  const std::string pchar = of(":@");
  const std::string host = "(?:\\[(?:" + ipv6() + "|[vV][0-9A-Fa-f]+\\.[" + unreserved + sub +
                           ":]+)\\]|" + of("") + "*)";
  const std::string authority =
      "//(?:" + of(":") + "*@)?" + host + "(?::\\d*)?(?:/" + pchar + "*)*";
  const std::string absolute = "/(?:" + pchar + "+(?:/" + pchar + "*)*)?";
  const std::string rootless = pchar + "+(?:/" + pchar + "*)*";
  const std::string no_scheme = of("@") + "+(?:/" + pchar + "*)*";
  const std::string tail = "(?:\\?(?:" + pchar + "|[/?])*)?(?:#(?:" + pchar + "|[/?])*)?";
  const std::string scheme = "[A-Za-z][-+.0-9A-Za-z]*:";
  const std::string rest = "(?:" + authority + "|" + absolute + ")?";
  if (!reference) return scheme + "(?:" + rest + "|" + rootless + ")" + tail;
  return "(?:(?:" + scheme + ")?" + rest + "|" + scheme + rootless + "|" + no_scheme + ")" + tail;
}

std::string duration() {
  std::string all;
  for (const char* c = kDuration; *c != '\0'; ++c) {
    if (*c == '%') {
      all += kDurationTime;
    } else {
      all += *c;
    }
  }
  return all;
}

}  // namespace

const Format* find_format(std::string_view name) {
  static const std::string date = std::string("^") + kDate + "$";
  static const std::string time = std::string("^") + kTime + "$";
  static const std::string date_time = std::string("^") + kDate + "[Tt]" + kTime + "$";
  static const std::string duration_pattern = "^" + duration() + "$";
  static const std::string ipv4_pattern = std::string("^") + kIpv4 + "$";
  static const std::string ipv6_pattern = "^" + ipv6() + "$";
  static const std::string hostname = std::string("^") + kHostname + "$";
  static const std::string email_pattern = "^" + email() + "$";
  static const std::string uri_pattern = "^" + uri(false) + "$";
  static const std::string reference_pattern = "^" + uri(true) + "$";
  static const Format formats[] = {
      {"date", date, "must be a date such as 2024-02-29"},
      {"date-time", date_time, "must be a date and time of RFC 3339, such as 2024-02-29T12:00:00Z",
       pack::StringRule::leap_second},
      {"duration", duration_pattern, "must be a duration of RFC 3339, such as P1DT12H"},
      {"email", email_pattern, "must be an e-mail address"},
      {"hostname", hostname, "must be a host name", pack::StringRule::a_labels, "^[^]{0,253}$",
       forbidden_labels()},
      {"ipv4", ipv4_pattern, "must be an IPv4 address"},
      {"ipv6", ipv6_pattern, "must be an IPv6 address"},
      {"json-pointer", "^(?:/(?:[^~/]|~[01])*)*$", "must be a JSON pointer"},
      {"regex", "", "must be a regular expression of ECMA-262 under flag u",
       pack::StringRule::regex},
      {"time", time, "must be a time of RFC 3339, such as 12:00:00Z",
       pack::StringRule::leap_second},
      {"uri", uri_pattern, "must be a URI with a scheme"},
      {"uri-reference", reference_pattern, "must be a URI reference"},
      {"uuid", "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", "must be a UUID"},
  };
  for (const Format& format : formats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace godwit::schema
