#include "text/json_fields.h"

#include <fmt/core.h>

#include <utility>

#include "base/json.h"

namespace electra {

JsonFields::JsonFields(const nlohmann::json& json, std::string where) : json_(json), where_(std::move(where)) {
  if (!json_.is_object()) {
    throw Error(ErrorKind::model, fmt::format("{}: {}, expected an object", where_, quote_json(json_)));
  }
}

const nlohmann::json* JsonFields::find(const char* key) const {
  const auto found = json_.find(key);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<bool> JsonFields::boolean(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) throw wrong(key, "true or false");
  return value->get<bool>();
}

std::optional<std::string> JsonFields::string(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) throw wrong(key, "a string");
  return value->get<std::string>();
}

std::vector<std::string> JsonFields::strings(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  std::vector<std::string> strings;
  if (!value->is_array()) throw wrong(key, "an array of strings");
  for (const nlohmann::json& element : *value) {
    if (!element.is_string()) throw wrong(key, "an array of strings");
    strings.push_back(element.get<std::string>());
  }
  return strings;
}

std::optional<JsonFields> JsonFields::object(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return JsonFields(*value, fmt::format("{}: '{}'", where_, key));
}

Error JsonFields::wrong(const char* key, std::string_view expected) const {
  const auto found = json_.find(key);
  const std::string value = found == json_.end() ? "missing" : quote_json(*found);
  return Error(ErrorKind::model, fmt::format("{}: '{}': {}, expected {}", where_, key, value, expected));
}

}  // namespace electra
