// Checking an event against its schema: ours on the event's text, beside nlohmann/json and
// valijson, which need a tree of it.
//
//   --schema FILE --pack FILE --events FILE
//
// Writes the events' texts to the last, a line each, so that others can be measured with them.
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/json_reader.h"
#include "json_line.h"
#include "measure.h"
#include "schema/validator.h"

namespace {

using namespace bench;

constexpr int kEvents = 256;
constexpr int kRounds = 200;

std::vector<std::string> make_texts() {
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < kEvents; ++i) {
    char buffer[kLineBytesMax];
    LineWriter line(buffer);
    write_properties(line, make_event(i));
    texts.emplace_back(line.view().substr(line.view().find('{')));
  }
  return texts;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file) fail("cannot read " + path);
  return text;
}

// The mean time of one event. Each must be valid, or nothing is compared.
template <typename Check>
double time_of(const std::vector<std::string>& texts, Check check) {
  const std::int64_t begin = now_ns();
  int valid = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (const std::string& text : texts) valid += check(text) ? 1 : 0;
  }
  if (valid != kRounds * kEvents) fail("an event is not valid");
  return static_cast<double>(now_ns() - begin) / (kRounds * kEvents);
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments(argc, argv);
  const std::vector<std::string> texts = make_texts();
  std::ofstream events(arguments.text("--events"));
  for (const std::string& text : texts) events << text << '\n';

  const std::string bytes = read_file(arguments.text("--pack"));
  std::vector<std::uint32_t> words(bytes.size() / sizeof(std::uint32_t));
  std::memcpy(words.data(), bytes.data(), bytes.size());
  godwit::SchemaPack pack;
  if (const char* wrong = pack.open({reinterpret_cast<const char*>(words.data()), bytes.size()})) {
    fail(wrong);
  }
  godwit::SchemaValidator ours(pack);
  const godwit::pack::Ref group = pack.schemas().front().group;

  const nlohmann::json document =
      nlohmann::json::parse(read_file(arguments.text("--schema")), nullptr, false);
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema);
  valijson::Validator peer;

  Report report;
  report.add("ours_ns",
             time_of(texts, [&](const std::string& text) { return ours.validate(group, text); }));
  report.add("reading_ns", time_of(texts, [](const std::string& text) {
               return godwit::check_json(text, 64) == nullptr;
             }));
  report.add("peer_ns", time_of(texts, [&](const std::string& text) {
               const nlohmann::json tree = nlohmann::json::parse(text, nullptr, false);
               return peer.validate(schema, valijson::adapters::NlohmannJsonAdapter(tree), nullptr);
             }));
  return 0;
}
