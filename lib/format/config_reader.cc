#include "format/config_reader.h"

#include <fmt/core.h>

#include <limits>
#include <utility>

#include "base/json.h"
#include "electra/config.h"
#include "electra/error.h"

namespace electra {

using nlohmann::json;

ConfigReader::ConfigReader(json object, const std::filesystem::path& path) : json_(std::move(object)), path_(path) {
  if (!json_.is_object()) fail(fmt::format("{}: expected a JSON object", quote_json(json_)));
}

void ConfigReader::fail(std::string_view fault) const {
  throw Error(ErrorKind::model, fmt::format("{}: {}", path_.string(), fault));
}

void ConfigReader::fail_value(const char* key, std::string_view expected) const {
  fail(fmt::format("'{}' is {}: expected {}", key, quote_json(json_.at(key)), expected));
}

const json* ConfigReader::find(const char* key) const {
  const auto found = json_.find(key);
  return found == json_.end() ? nullptr : &*found;
}

bool ConfigReader::is_null(const char* key) const {
  const json* value = find(key);
  return value != nullptr && value->is_null();
}

bool ConfigReader::is_empty(const char* key) const {
  const json* value = find(key);
  return value == nullptr || value->empty() || *value == false;
}

void ConfigReader::integer(const char* key, int64_t least, int64_t most, int64_t& out) const {
  const json* value = find(key);
  if (value == nullptr) return;
  // Unsigned is asked first: it is also "integer", and above 2^63 it would turn negative.
  const bool too_large =
      value->is_number_unsigned() && value->get<uint64_t>() > uint64_t{std::numeric_limits<int64_t>::max()};
  if (!value->is_number_integer() || too_large || value->get<int64_t>() < least || value->get<int64_t>() > most) {
    fail_value(key, fmt::format("an integer from {} to {}", least, most));
  }
  out = value->get<int64_t>();
}

void ConfigReader::number(const char* key, double least, double most, float& out) const {
  const json* value = find(key);
  if (value == nullptr) return;
  // JSON has no NaN, so these comparisons cover everything.
  if (!value->is_number() || value->get<double>() < least || value->get<double>() > most) {
    const std::string range = most < 1e30 ? fmt::format("a number from {} to {}", least, most)
                                          : fmt::format("a finite number, at least {}", least);
    fail_value(key, range);
  }
  out = static_cast<float>(value->get<double>());
}

void ConfigReader::boolean(const char* key, bool& out) const {
  const json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_boolean()) fail_value(key, "true or false");
  out = value->get<bool>();
}

void ConfigReader::string(const char* key, std::string& out) const {
  const json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_string()) fail_value(key, "a string");
  out = value->get<std::string>();
}

std::vector<std::string> ConfigReader::strings(const char* key) const {
  std::vector<std::string> result;
  const json* value = find(key);
  if (value == nullptr || value->is_null()) return result;
  if (!value->is_array()) fail_value(key, "an array of strings");
  for (const json& element : *value) {
    if (!element.is_string()) fail_value(key, "an array of strings");
    result.push_back(element.get<std::string>());
  }
  return result;
}

std::vector<std::string> ConfigReader::labels(const char* key) const {
  const json& object = json_.at(key);
  if (!object.is_object() || object.empty() || object.size() > static_cast<size_t>(max_labels)) {
    fail_value(key, fmt::format("an object with 1 to {} labels", max_labels));
  }
  std::vector<std::string> result;
  for (size_t id = 0; id < object.size(); ++id) {
    const auto label = object.find(std::to_string(id));
    if (label == object.end()) {
      fail(fmt::format("'{}' has {} labels but none for \"{}\": expected the keys 0 to {}", key, object.size(), id,
                       object.size() - 1));
    }
    if (label->is_structured()) {
      fail(fmt::format("'{}' has the label {} for \"{}\": expected a string", key, quote_json(*label), id));
    }
    // Old data sets have numbers for names.
    result.push_back(label->is_string() ? label->get<std::string>() : label->dump());
  }
  return result;
}

}  // namespace electra
