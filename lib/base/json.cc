#include "base/json.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <utility>

#include "base/json_handler.h"
#include "base/mapped_file.h"
#include "base/quote.h"
#include "electra/error.h"

namespace electra::internal {
namespace {

Error model_error(const std::filesystem::path& path, std::string_view fault) {
  return Error(ErrorKind::model, fmt::format("{}: {}", path.string(), fault));
}

// What stands around a byte, for the reader to find it: quoted, on one line, valid UTF-8.
std::string surroundings(std::string_view text, size_t byte) {
  constexpr size_t before = 20;
  constexpr size_t after = 10;
  const size_t begin = byte - std::min(byte, before);
  return quote_json(nlohmann::json(std::string(text.substr(begin, byte - begin + after))));
}

// The words of Python's json module for numbers that JSON does not have.
constexpr struct {
  std::string_view word;
  double value;
} number_words[] = {
    {"NaN", std::numeric_limits<double>::quiet_NaN()},
    {"Infinity", std::numeric_limits<double>::infinity()},
    {"-Infinity", -std::numeric_limits<double>::infinity()},
};

std::optional<double> number_of_word(std::string_view token) {
  for (const auto& known : number_words) {
    if (token == known.word) return known.value;
  }
  return std::nullopt;
}

// Such a word in a text.
struct NumberWord {
  size_t begin;
  size_t size;
  size_t index;  // among all numbers of the text, in order
  double value;
};

bool is_token_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
         c == '.' || c == '_';
}

// The byte behind the string whose opening quote is at `begin`.
size_t end_of_string(std::string_view text, size_t begin) {
  size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

// What is no JSON apart from these words is left for the parser to refuse.
std::vector<NumberWord> find_number_words(std::string_view text) {
  std::vector<NumberWord> found;
  if (text.find("NaN") == text.npos && text.find("Infinity") == text.npos) return found;
  size_t numbers = 0;
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      at = end_of_string(text, at);
      continue;
    }
    const size_t begin = at;
    while (at < text.size() && is_token_byte(text[at])) ++at;
    const std::string_view token = text.substr(begin, at - begin);
    if (const auto value = number_of_word(token)) {
      found.push_back({.begin = begin, .size = token.size(), .index = numbers++, .value = *value});
    } else if (!token.empty() && (token[0] == '-' || (token[0] >= '0' && token[0] <= '9'))) {
      ++numbers;
    }
    if (token.empty()) ++at;
  }
  return found;
}

// The text with a number of the same size, 0e0…, for each word: the places of faults stay.
std::string without_number_words(std::string_view text, const std::vector<NumberWord>& words) {
  std::string result(text);
  for (const NumberWord& word : words) {
    std::fill_n(result.begin() + static_cast<ptrdiff_t>(word.begin), word.size, '0');
    result[word.begin + 1] = 'e';
  }
  return result;
}

// Makes one value of a text, and gives the words among its numbers their values.
class Document : public JsonHandler {
 public:
  explicit Document(const std::vector<NumberWord>& words) : words_(words), next_(words.begin()) {}

  Json take() { return std::move(builder_.root()); }

  bool key(string_t& v) override {
    builder_.key(v);
    return true;
  }

 private:
  bool value(Json v) override {
    const bool is_word = v.is_number() && next_ != words_.end() && next_->index == numbers_++;
    builder_.value(is_word ? Json((next_++)->value) : std::move(v));
    return true;
  }
  bool start(Json empty) override {
    builder_.start(std::move(empty));
    return true;
  }
  bool end() override {
    builder_.end();
    return true;
  }

  JsonBuilder builder_;
  const std::vector<NumberWord>& words_;
  std::vector<NumberWord>::const_iterator next_;
  size_t numbers_ = 0;
};

// Collects the keys of one member.
class KeyOrder : public JsonHandler {
 public:
  explicit KeyOrder(std::string_view name) : name_(name) {}

  std::vector<std::string> take() { return std::move(keys_); }

  bool key(string_t& v) override {
    if (depth() == 1) is_inside_ = v == name_;
    if (depth() == 2 && is_inside_ && seen_.insert(v).second) keys_.push_back(v);
    return true;
  }

 private:
  bool value(Json) override { return true; }
  bool start(Json) override {
    if (depth() == 1 && is_inside_) {  // of a repeated member the last one counts
      keys_.clear();
      seen_.clear();
    }
    return true;
  }
  bool end() override { return true; }

  std::string_view name_;
  bool is_inside_ = false;
  std::vector<std::string> keys_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

nlohmann::json parse_json(std::string_view text, const std::filesystem::path& path) {
  if (text.empty()) throw model_error(path, "empty file, expected JSON");
  if (const std::string_view fault = placeholder_fault(text); !fault.empty()) throw model_error(path, fault);
  const std::vector<NumberWord> words = find_number_words(text);
  Document document(words);
  const bool is_json = words.empty() ? document.parse(text) : document.parse(without_number_words(text, words));
  if (is_json) return document.take();
  if (document.byte() == 0) throw model_error(path, document.reason());
  const size_t byte = std::min(document.byte(), text.size());
  const auto line = std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(byte), '\n') + 1;
  throw model_error(path, fmt::format("not JSON at byte {} (line {}), near {}: {}", byte, line,
                                      surroundings(text, byte), document.reason()));
}

nlohmann::json parse_json_record(std::string_view text) {
  const std::vector<NumberWord> none;
  Document document(none);
  if (!document.parse(text)) throw Error(ErrorKind::input, document.error());
  return document.take();
}

std::vector<std::string> keys_in_order(std::string_view text, std::string_view name) {
  KeyOrder order(name);
  const std::vector<NumberWord> words = find_number_words(text);
  order.parse(without_number_words(text, words));
  return order.take();
}

nlohmann::json parse_json_file(const std::filesystem::path& path, size_t max_bytes) {
  const MappedFile file(path);
  if (file.bytes().size() > max_bytes) {
    throw model_error(path, fmt::format("{} bytes, expected at most {}", file.bytes().size(), max_bytes));
  }
  return parse_json(file.text(), path);
}

std::string quote_json(const nlohmann::json& value) {
  constexpr size_t limit = 60;
  if (value.is_structured() && value.size() > 16) return value.is_object() ? "{...}" : "[...]";
  if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  }
  return cut_text(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), limit);
}

std::optional<int64_t> integer_of(const nlohmann::json& value, int64_t least, int64_t most) {
  // Unsigned is asked first: it is also "integer".
  const bool too_large =
      value.is_number_unsigned() && value.get<uint64_t>() > uint64_t{std::numeric_limits<int64_t>::max()};
  if (!value.is_number_integer() || too_large) return std::nullopt;
  const auto number = value.get<int64_t>();
  return number < least || number > most ? std::nullopt : std::optional(number);
}

}  // namespace electra::internal
