// The fields of a JSON object in one of a tokenizer's files, with their types checked.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/error.h"

namespace electra {

// An absent key and null are the same. Whatever has another type is an Error(model) that says where it stands.
class JsonFields {
 public:
  // `where` names the object in messages; json must outlive this. Throws Error(model) if it is not an object.
  JsonFields(const nlohmann::json& json, std::string where);

  const nlohmann::json* find(const char* key) const;  // nullptr: absent or null
  std::optional<bool> boolean(const char* key) const;
  std::optional<std::string> string(const char* key) const;
  std::vector<std::string> strings(const char* key) const;  // of an array
  std::optional<JsonFields> object(const char* key) const;

  Error wrong(const char* key, std::string_view expected) const;
  const std::string& where() const { return where_; }
  const nlohmann::json& json() const { return json_; }

 private:
  const nlohmann::json& json_;
  std::string where_;
};

}  // namespace electra
