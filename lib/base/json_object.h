// The members of a JSON object, by type: one reader and one wording for config files, tokenizer files and records.
//
// An absent member and null are the same, nothing, unless refusing_null says otherwise. A member of another type, or
// outside its bounds, is an Error: "WHERE: 'KEY' is VALUE, expected WHAT". Thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/error.h"

namespace electra::internal {

class JsonObject {
 public:
  // `where` stands in front of messages: the file, or the file and a key; empty for a record, whose place is added by
  // whoever knows it. Throws Error(kind) unless json is an object. REQUIRES: json outlives this.
  JsonObject(const nlohmann::json& json, std::string where, ErrorKind kind);

  // nullptr if there is none.
  const nlohmann::json* find(const char* key) const;
  bool has(const char* key) const { return find(key) != nullptr; }

  std::optional<bool> boolean(const char* key) const;
  std::optional<int64_t> integer(const char* key, int64_t least = std::numeric_limits<int64_t>::min(),
                                 int64_t most = std::numeric_limits<int64_t>::max()) const;
  std::optional<double> number(const char* key, double least = std::numeric_limits<double>::lowest(),
                               double most = std::numeric_limits<double>::max()) const;
  std::optional<std::string> string(const char* key) const;
  std::optional<std::vector<std::string>> strings(const char* key) const;  // of a list
  std::optional<JsonObject> object(const char* key) const;

  // The same of members that have to be there; null is refused.
  int64_t need_integer(const char* key, int64_t least = std::numeric_limits<int64_t>::min(),
                       int64_t most = std::numeric_limits<int64_t>::max()) const;
  double need_number(const char* key) const;
  std::string need_string(const char* key) const;
  const nlohmann::json& need_list(const char* key) const;

  // This object with null as a value: find gives it, and every getter refuses it as of another type. For members whose
  // null is not known to mean that there is none.
  JsonObject refusing_null() const;

  // A value in this object that is an object itself, named "WHERE: 'KEY'". Throws Error if it is none.
  JsonObject nested(std::string_view key, const nlohmann::json& value) const;

  // Throws the Error about a member: `expected` is what it should have been. An absent one: "WHERE: no "KEY"".
  [[noreturn]] void refuse(std::string_view key, std::string_view expected) const;
  // Throws any other Error about the object.
  [[noreturn]] void fail(std::string_view fault) const;

  const std::string& where() const { return where_; }
  const nlohmann::json& json() const { return *json_; }

 private:
  const nlohmann::json* json_;
  std::string where_;
  ErrorKind kind_;
  bool refuses_null_ = false;
};

}  // namespace electra::internal
