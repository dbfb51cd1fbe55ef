// The verdicts of tests/vectors, as tests read them. GODWIT_VECTORS is the folder.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace godwit::test {

using Json = nlohmann::json;

// As a test that is linked without exceptions needs it: a file that is not JSON ends the program.
inline Json read_vectors(const char* name) {
  std::ifstream file(std::string(GODWIT_VECTORS "/") + name);
  Json vectors = Json::parse(file, nullptr, false);
  if (vectors.is_discarded()) std::abort();
  return vectors;
}

// `input`, or what `repeat` stands for.
inline std::string input_of(const Json& vector) {
  if (vector.contains("input")) return vector["input"].get<std::string>();
  std::string text;
  for (int left = vector["repeat"][1].get<int>(); left > 0; --left) {
    text += vector["repeat"][0].get<std::string>();
  }
  return text;
}

inline bool is_ok(const Json& vector) {
  return vector["verdict"] == "ok";
}

// The message for a vector: empty if it is ok.
inline std::string sentence_of(const Json& vectors, const Json& vector) {
  return is_ok(vector)
             ? std::string()
             : vectors["sentences"][vector["reason"].get<std::string>()].get<std::string>();
}

}  // namespace godwit::test
