#include "base/json_object.h"

#include <fmt/core.h>

#include <utility>

#include "base/json.h"
#include "base/quote.h"

namespace electra::internal {
namespace {

std::string text_of_range(int64_t least, int64_t most) {
  if (most != std::numeric_limits<int64_t>::max()) return fmt::format("an integer from {} to {}", least, most);
  if (least != std::numeric_limits<int64_t>::min()) return fmt::format("an integer, at least {}", least);
  return "an integer";
}

std::string text_of_range(double least, double most) {
  constexpr double unbounded = 1e30;
  if (most < unbounded) return fmt::format("a number from {} to {}", least, most);
  if (least > -unbounded) return fmt::format("a finite number, at least {}", least);
  return "a number";
}

}  // namespace

JsonObject::JsonObject(const nlohmann::json& json, std::string where, ErrorKind kind)
    : json_(&json), where_(std::move(where)), kind_(kind) {
  if (!json.is_object()) fail(fmt::format("{}, expected an object", quote_json(json)));
}

void JsonObject::fail(std::string_view fault) const {
  throw Error(kind_, where_.empty() ? std::string(fault) : fmt::format("{}: {}", where_, fault));
}

void JsonObject::refuse(std::string_view key, std::string_view expected) const {
  const auto found = json_->find(key);
  if (found == json_->end()) fail(fmt::format("no \"{}\"", escaped(key)));
  fail(fmt::format("{} is {}, expected {}", quote(key), quote_json(*found), expected));
}

JsonObject JsonObject::nested(std::string_view key, const nlohmann::json& value) const {
  const std::string quoted = quote(key);
  return {value, where_.empty() ? quoted : fmt::format("{}: {}", where_, quoted), kind_};
}

const nlohmann::json* JsonObject::find(const char* key) const {
  const auto found = json_->find(key);
  return found == json_->end() || (found->is_null() && !refuses_null_) ? nullptr : &*found;
}

JsonObject JsonObject::refusing_null() const {
  JsonObject refusing = *this;
  refusing.refuses_null_ = true;
  return refusing;
}

std::optional<bool> JsonObject::boolean(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) refuse(key, "true or false");
  return value->get<bool>();
}

std::optional<int64_t> JsonObject::integer(const char* key, int64_t least, int64_t most) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto number = integer_of(*value, least, most)) return number;
  refuse(key, text_of_range(least, most));
}

std::optional<double> JsonObject::number(const char* key, double least, double most) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const bool is_within = value->is_number() && value->get<double>() >= least && value->get<double>() <= most;
  if (!is_within) {  // NaN is not
    refuse(key, text_of_range(least, most));
  }
  return value->get<double>();
}

std::optional<std::string> JsonObject::string(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) refuse(key, "a string");
  return value->get<std::string>();
}

std::optional<std::vector<std::string>> JsonObject::strings(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) refuse(key, "a list of strings");
  std::vector<std::string> strings;
  for (const nlohmann::json& element : *value) {
    if (!element.is_string()) fail(fmt::format("{} has {}, expected a string", quote(key), quote_json(element)));
    strings.push_back(element.get<std::string>());
  }
  return strings;
}

std::optional<JsonObject> JsonObject::object(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) refuse(key, "an object");
  return nested(key, *value);
}

int64_t JsonObject::need_integer(const char* key, int64_t least, int64_t most) const {
  if (const std::optional<int64_t> value = integer(key, least, most)) return *value;
  refuse(key, text_of_range(least, most));
}

double JsonObject::need_number(const char* key) const {
  if (const std::optional<double> value = number(key)) return *value;
  refuse(key, "a number");
}

std::string JsonObject::need_string(const char* key) const {
  if (std::optional<std::string> value = string(key)) return std::move(*value);
  refuse(key, "a string");
}

const nlohmann::json& JsonObject::need_list(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr || !value->is_array()) refuse(key, "a list");
  return *value;
}

}  // namespace electra::internal
