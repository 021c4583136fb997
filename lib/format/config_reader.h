// Typed access to the keys of a JSON object, with one way to refuse a value: "FILE: 'KEY' is VALUE: expected WHAT".
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace electra {

// Getters leave `out` as it is where the key is absent, and throw Error(model) where its value does not fit.
class ConfigReader {
 public:
  // Throws Error(model) unless it is an object.
  ConfigReader(nlohmann::json object, const std::filesystem::path& path);

  std::string path() const { return path_.string(); }
  bool has(const char* key) const { return json_.contains(key); }
  bool is_null(const char* key) const;   // present and null
  bool is_empty(const char* key) const;  // absent, null, {}, [], or false

  void integer(const char* key, int64_t least, int64_t most, int64_t& out) const;
  void number(const char* key, double least, double most, float& out) const;  // finite
  void boolean(const char* key, bool& out) const;
  void string(const char* key, std::string& out) const;
  std::vector<std::string> strings(const char* key) const;  // of an array; empty where the key is absent or null

  // An object {"0": "name", "1": …} as the list of its names. REQUIRES: has(key).
  std::vector<std::string> labels(const char* key) const;

  [[noreturn]] void fail(std::string_view fault) const;                            // "FILE: FAULT"
  [[noreturn]] void fail_value(const char* key, std::string_view expected) const;  // REQUIRES: has(key)

 private:
  const nlohmann::json* find(const char* key) const;

  nlohmann::json json_;
  std::filesystem::path path_;
};

}  // namespace electra
