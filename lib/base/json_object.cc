#include "base/json_object.h"

#include <fmt/core.h>

#include <utility>

#include "base/json.h"

namespace electra {

using Json = nlohmann::json;

JsonObject::JsonObject(const Json& json, std::string where, ErrorKind kind)
    : json_(&json), where_(std::move(where)), kind_(kind) {
  if (!json.is_object()) fail(fmt::format("{}, expected an object", quote_json(json)));
}

void JsonObject::fail(std::string_view fault) const {
  throw Error(kind_, where_.empty() ? std::string(fault) : fmt::format("{}: {}", where_, fault));
}

void JsonObject::refuse(const char* key, std::string_view expected) const {
  const auto found = json_->find(key);
  if (found == json_->end()) fail(fmt::format("no \"{}\"", key));
  fail(fmt::format("'{}' is {}, expected {}", key, quote_json(*found), expected));
}

const Json* JsonObject::find(const char* key) const {
  const auto found = json_->find(key);
  return found == json_->end() || found->is_null() ? nullptr : &*found;
}

std::optional<bool> JsonObject::boolean(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) refuse(key, "true or false");
  return value->get<bool>();
}

std::optional<int64_t> JsonObject::integer(const char* key, int64_t least, int64_t most) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  // Unsigned is asked first: it is also "integer", and above 2^63 it would turn negative.
  const bool too_large =
      value->is_number_unsigned() && value->get<uint64_t>() > uint64_t{std::numeric_limits<int64_t>::max()};
  if (!value->is_number_integer() || too_large || value->get<int64_t>() < least || value->get<int64_t>() > most) {
    const bool bounded = most != std::numeric_limits<int64_t>::max();
    refuse(key, bounded ? fmt::format("an integer from {} to {}", least, most) : std::string("an integer"));
  }
  return value->get<int64_t>();
}

std::optional<double> JsonObject::number(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) refuse(key, "a number");
  return value->get<double>();
}

std::optional<std::string> JsonObject::string(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) refuse(key, "a string");
  return value->get<std::string>();
}

std::optional<std::vector<std::string>> JsonObject::strings(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) refuse(key, "a list of strings");
  std::vector<std::string> strings;
  for (const Json& element : *value) {
    if (!element.is_string()) fail(fmt::format("'{}' has {}, expected a string", key, quote_json(element)));
    strings.push_back(element.get<std::string>());
  }
  return strings;
}

std::optional<JsonObject> JsonObject::object(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return JsonObject(*value, where_.empty() ? fmt::format("'{}'", key) : fmt::format("{}: '{}'", where_, key), kind_);
}

std::string JsonObject::need_string(const char* key) const {
  if (std::optional<std::string> value = string(key)) return std::move(*value);
  refuse(key, "a string");
}

const Json& JsonObject::need_list(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr || !value->is_array()) refuse(key, "a list");
  return *value;
}

}  // namespace electra
