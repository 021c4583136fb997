#include "text/vocabulary_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/quote.h"
#include "electra/error.h"

namespace electra::internal {
namespace {

constexpr int32_t max_id = Vocabulary::max_tokens - 1;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Goes through JSON text. At its end, and where something else stands than is asked for, calls give false or nothing.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  void skip_blanks() {
    while (!at_end() && is_blank(text_[at_])) ++at_;
  }
  // Behind blanks.
  bool take(char c) {
    skip_blanks();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  // With its quotes.
  std::optional<std::string_view> take_string() {
    skip_blanks();
    const size_t begin = at_;
    if (peek() != '"') return std::nullopt;
    const char* const data = text_.data();
    for (size_t i = begin + 1; i < text_.size(); ++i) {
      if (data[i] == '"') {
        at_ = i + 1;
        return text_.substr(begin, at_ - begin);
      }
      if (data[i] == '\\') ++i;
    }
    return std::nullopt;
  }
  // Whatever it is, with its quotes or brackets; nothing if it does not end.
  std::optional<std::string_view> take_value() {
    skip_blanks();
    if (peek() == '"') return take_string();
    const size_t begin = at_;
    if (peek() == '{' || peek() == '[') {
      if (!skip_brackets()) return std::nullopt;
    } else {
      while (!at_end() && peek() != ',' && peek() != '}' && peek() != ']' && !is_blank(peek())) ++at_;
      if (at_ == begin) return std::nullopt;
    }
    return text_.substr(begin, at_ - begin);
  }

 private:
  // An object or a list; false if it does not end.
  bool skip_brackets() {
    size_t depth = 0;
    while (!at_end()) {
      const char c = peek();
      if (c == '"') {
        if (!take_string()) return false;
        continue;
      }
      ++at_;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
};

// Goes through the object at the cursor to the member that the keys, in their quotes, lead to: one object inside the
// other. False where a key on the way is there twice, where keys have escapes, which could hide one, and at what is no
// JSON.
bool find_member(Cursor& cursor, std::span<const std::string_view> keys, std::string_view& found) {
  if (!cursor.take('{')) return false;
  bool is_found = false;
  do {
    const auto key = cursor.take_string();
    if (!key || key->find('\\') != key->npos || !cursor.take(':')) return false;
    cursor.skip_blanks();
    const bool is_next = *key == keys.front();
    if (is_next && std::exchange(is_found, true)) return false;
    if (is_next && keys.size() > 1 && cursor.peek() == '{') {
      if (!find_member(cursor, keys.subspan(1), found)) return false;
      continue;
    }
    const auto value = cursor.take_value();
    if (!value) return false;
    if (is_next && keys.size() == 1) found = *value;
  } while (cursor.take(','));
  return cursor.take('}');
}

// The entries of the object, collected.
class Entries {
 public:
  Entries(const std::string& where, size_t bytes) : where_(where) {
    tokens_.reserve(bytes / usual_entry);
    ids_.reserve(bytes / usual_entry);
  }

  void add(std::string_view quoted, std::string_view number) {
    const std::string_view token = text_of(quoted);
    int32_t id = -1;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
    if (error != std::errc{} || end != number.data() + number.size() || id < 0 || id > max_id) {
      fail(token, number, fmt::format("an integer from 0 to {}", max_id));
    }
    is_in_order_ = is_in_order_ && static_cast<size_t>(id) == ids_.size();
    tokens_.push_back(token);
    ids_.push_back(id);
  }

  Vocabulary finish() && { return is_in_order_ ? Vocabulary::from_tokens(tokens_, {}, where_) : ordered(); }

 private:
  Vocabulary ordered() const {
    std::vector<std::string_view> tokens(table_size());
    std::vector<bool> known(tokens.size());
    for (size_t i = 0; i < ids_.size(); ++i) {
      const auto index = static_cast<size_t>(ids_[i]);
      if (known[index]) fail(tokens_[i], std::to_string(index), "an id of its own");
      known[index] = true;
      tokens[index] = tokens_[i];
    }
    std::vector<int32_t> holes;
    for (size_t i = 0; i < known.size(); ++i) {
      if (!known[i]) holes.push_back(static_cast<int32_t>(i));
    }
    return Vocabulary::from_tokens(tokens, std::move(holes), where_);
  }

  // One more than the largest id. Holes are few where there are any; a table up to a wild id would take all memory.
  size_t table_size() const {
    const size_t most = ids_.size() * 16 + 1000;
    size_t size = 0;
    for (size_t i = 0; i < ids_.size(); ++i) {
      const auto index = static_cast<size_t>(ids_[i]);
      if (index >= most) {
        fail(tokens_[i], std::to_string(index), fmt::format("less than {} for {} pieces", most, ids_.size()));
      }
      size = std::max(size, index + 1);
    }
    return size;
  }

  // Without the quotes; what has escapes is parsed by the library.
  std::string_view text_of(std::string_view quoted) {
    const std::string_view inside = quoted.substr(1, quoted.size() - 2);
    const auto needs_parsing = [](char c) { return c == '\\' || static_cast<unsigned char>(c) < ' '; };
    if (std::ranges::none_of(inside, needs_parsing)) return inside;
    unescaped_.push_back(parse_json(quoted, where_).get<std::string>());
    return unescaped_.back();
  }

  [[noreturn]] void fail(std::string_view token, std::string_view value, std::string_view expected) const {
    throw Error(ErrorKind::model,
                fmt::format("{}: {} is {}, expected {}", where_, quote(token), cut_text(value, 60), expected));
  }

  static constexpr size_t usual_entry = 20;  // bytes of one, with its blanks

  std::string where_;
  std::vector<std::string_view> tokens_;  // in the order of the file
  std::vector<int32_t> ids_;
  bool is_in_order_ = true;  // ids count from 0
  std::deque<std::string> unescaped_;
};

}  // namespace

SplitTokenizerJson split_tokenizer_json(std::string_view text) {
  constexpr std::string_view keys[] = {"\"model\"", "\"vocab\""};
  Cursor cursor(text);
  std::string_view vocabulary;
  if (!find_member(cursor, keys, vocabulary) || !vocabulary.starts_with('{')) {
    return {.rest = std::string(text), .vocabulary = {}};
  }
  const auto begin = static_cast<size_t>(vocabulary.data() - text.data());
  std::string rest(text.substr(0, begin));
  rest += "{}";
  rest += text.substr(begin + vocabulary.size());
  return {.rest = std::move(rest), .vocabulary = vocabulary};
}

Vocabulary parse_vocabulary_json(std::string_view object, const std::string& where) {
  Entries entries(where, object.size());
  Cursor cursor(object);
  const auto refuse = [&]() {
    // The parser names the fault and its place; what it takes is still no such object.
    const nlohmann::json parsed = parse_json(object, where);
    throw Error(ErrorKind::model,
                fmt::format("{}: {}, expected an object of pieces and their ids", where, quote_json(parsed)));
  };
  if (!cursor.take('{')) refuse();
  do {
    const auto token = cursor.take_string();
    if (!token || !cursor.take(':')) refuse();
    const auto number = cursor.take_value();
    if (!number) refuse();
    entries.add(*token, *number);
  } while (cursor.take(','));
  if (!cursor.take('}') || !cursor.at_end()) refuse();
  return std::move(entries).finish();
}

}  // namespace electra::internal
