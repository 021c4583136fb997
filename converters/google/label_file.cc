#include "converters/google/label_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "converters/google/pickle.h"
#include "electra/config.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

using nlohmann::json;
using Items = std::vector<std::pair<std::string, int64_t>>;

[[noreturn]] void fail(const std::string& label, const std::string& fault) {
  throw Error(ErrorKind::model, fmt::format("{}: {}", label, fault));
}

Items lines_of(std::string_view text) {
  Items items;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    items.emplace_back(line, static_cast<int64_t>(items.size()));
  }
  return items;
}

std::optional<int64_t> index_of(const json& value) {
  if (value.is_number()) return integer_of(value);
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  int64_t index = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return index;
}

// {"name": 0} or {"0": "name"}: the side of each item that is a number is its index, the value first.
Items items_of(const json& file, const std::string& label) {
  Items items;
  if (file.is_array()) {
    for (const json& name : file) {
      if (!name.is_string()) fail(label, fmt::format("{} in the list, expected a name", quote_json(name)));
      items.emplace_back(name.get<std::string>(), static_cast<int64_t>(items.size()));
    }
    return items;
  }
  if (!file.is_object()) fail(label, fmt::format("{}, expected a list or an object of labels", quote_json(file)));
  for (const auto& [key, value] : file.items()) {
    if (const auto number = integer_of(value)) {
      items.emplace_back(key, *number);
    } else if (const auto index = index_of(json(key)); index && value.is_string()) {
      items.emplace_back(value.get<std::string>(), *index);
    } else {
      fail(label, fmt::format("{} is {}, expected a label and its index", quote(key), quote_json(value)));
    }
  }
  return items;
}

bool is_clean(std::string_view name) {
  return !name.empty() && is_utf8(name) &&
         std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::vector<std::string> in_order(Items items, const std::string& label) {
  const auto count = static_cast<int64_t>(items.size());
  if (count < 1 || count > max_labels) fail(label, fmt::format("{} labels, expected 1 to {}", count, max_labels));
  std::vector<std::string> names(items.size());
  std::set<std::string> seen;
  for (auto& [name, index] : items) {
    if (!is_clean(name)) fail(label, fmt::format("label {}: {}, expected plain text", index, quote(name)));
    if (index < 0 || index >= count) {
      fail(label, fmt::format("label {} has index {}, expected 0 to {}", quote(name), index, count - 1));
    }
    if (!seen.insert(name).second) fail(label, fmt::format("label {} is there twice", quote(name)));
    std::string& place = names[static_cast<size_t>(index)];
    if (!place.empty()) {
      fail(label, fmt::format("labels {} and {} both have index {}", quote(place), quote(name), index));
    }
    place = std::move(name);
  }
  return names;
}

}  // namespace

std::vector<std::string> parse_labels(std::span<const std::byte> file, const std::string& label) {
  std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (text.size() > max_label_bytes)
    fail(label, fmt::format("{} bytes, expected at most {}", text.size(), max_label_bytes));
  if (looks_like_pickle(text)) return in_order(parse_label_pickle(text, label), label);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t begin = text.find_first_not_of(" \t\r\n");
  const bool is_json = begin != text.npos && (text[begin] == '{' || text[begin] == '[');
  return in_order(is_json ? items_of(parse_json(text, label), label) : lines_of(text), label);
}

}  // namespace electra::converters
