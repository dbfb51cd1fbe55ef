#include "flag_names.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace godwit::cli {
namespace {

struct FlagName {
  std::string_view field;
  std::string_view flag;
  // True for a plain word too: it is a field only at the start of a sentence.
  bool word = false;
};

// Every field of Config that `godwit send` has a flag for; tests/cli compares them.
constexpr std::array kFlagNames = {
    FlagName{"allow_plain_http", "--allow-plain-http"},
    FlagName{"app_name", "--app-name"},
    FlagName{"app_version", "--app-version"},
    FlagName{"ca_file", "--ca-file"},
    FlagName{"consent", "--consent", true},
    FlagName{"data_directory", "--data-dir"},
    FlagName{"durability", "--durability", true},
    FlagName{"endpoint", "--endpoint", true},
    FlagName{"gzip_level", "--gzip-level"},
    FlagName{"key", "--key", true},
    FlagName{"proxy", "--proxy", true},
    FlagName{"queue_bytes_max", "--queue-bytes"},
    FlagName{"retry_delay_max", "--retry-max-ms"},
    FlagName{"retry_delay_min", "--retry-min-ms"},
    FlagName{"schema_mode", "--schema-mode"},
    FlagName{"schema_pack", "--schemas"},
    FlagName{"unknown_schema", "--unknown-schema"},
    FlagName{"user_id", "--user"},
};

// A program makes a call, a shell passes a flag. A key has one name in all sentences.
struct Phrase {
  std::string_view program;
  std::string_view shell;
};
constexpr std::array kPhrases = {
    Phrase{"call set_key() with a valid one", "pass a valid one with --key"},
    Phrase{"call set_consent()", "pass --consent granted"},
    Phrase{"set_key() with a valid one", "pass a valid one with --key"},
    Phrase{"set_key()", "pass another with --key"},
    Phrase{"refused the key", "refused the write key"},
};

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

// `name` as it stands in the sentence: perhaps with its struct before it. Empty: no field.
std::string_view flag_of(std::string_view name, bool first) {
  bool member = false;
  for (const std::string_view owner : {"transport.", "limits.", "config."}) {
    if (!name.starts_with(owner)) continue;
    name.remove_prefix(owner.size());
    member = true;
  }
  const auto* const found = std::find_if(kFlagNames.begin(), kFlagNames.end(),
                                         [=](const FlagName& each) { return each.field == name; });
  if (found == kFlagNames.end() || (found->word && !first && !member)) return {};
  return found->flag;
}

// Appends the flag for the name at the start of `rest`, or its first character.
std::size_t append_next(std::string& out, std::string_view rest) {
  for (const Phrase& phrase : kPhrases) {
    if (!rest.starts_with(phrase.program)) continue;
    out.append(phrase.shell);
    return phrase.program.size();
  }
  std::size_t size = 0;
  while (size < rest.size() && in_name(rest[size])) ++size;
  while (size > 0 && rest[size - 1] == '.') --size;  // The sentence's own.
  const std::string_view name = rest.substr(0, size);
  const std::string_view flag = flag_of(name, out.empty());
  if (!flag.empty() && out.ends_with(" set ")) out.replace(out.size() - 4, 3, "pass");
  out.append(flag.empty() ? name : flag);
  return size;
}

}  // namespace

std::string with_flag_names(std::string_view sentence) {
  std::string out;
  while (!sentence.empty()) {
    // Names are words of their own; within a path or a URL nothing is one.
    const bool begins = out.empty() || out.back() == ' ' || out.back() == '(';
    const std::size_t taken = begins ? append_next(out, sentence) : 0;
    sentence.remove_prefix(taken);
    if (taken != 0 || sentence.empty()) continue;
    out.push_back(sentence[0]);
    sentence.remove_prefix(1);
  }
  return out;
}

}  // namespace godwit::cli
