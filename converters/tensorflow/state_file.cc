#include "converters/tensorflow/state_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/quote.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// The text between the quotes of a literal, with its escapes resolved; nothing for what is none.
std::optional<std::string> unquoted(std::string_view literal) {
  if (literal.size() < 2) return std::nullopt;
  const char quote = literal.front();
  if ((quote != '"' && quote != '\'') || literal.back() != quote) return std::nullopt;
  literal = literal.substr(1, literal.size() - 2);
  std::string text;
  while (!literal.empty()) {
    const char c = literal.front();
    literal.remove_prefix(1);
    if (c == quote || c == '\0') return std::nullopt;
    if (c != '\\') {
      text += c;
      continue;
    }
    if (literal.empty()) return std::nullopt;
    const char escape = literal.front();
    if (is_octal(escape)) {
      unsigned value = 0;
      for (int digits = 0; digits < 3 && !literal.empty() && is_octal(literal.front()); ++digits) {
        value = value * 8 + static_cast<unsigned>(literal.front() - '0');
        literal.remove_prefix(1);
      }
      text += static_cast<char>(value);
      continue;
    }
    literal.remove_prefix(1);
    constexpr std::string_view names = "nrt\\\"'";
    constexpr std::string_view values = "\n\r\t\\\"'";
    const size_t known = names.find(escape);
    if (known == names.npos) return std::nullopt;
    text += values[known];
  }
  return text;
}

// What TensorFlow writes: strings for paths, numbers for times.
bool is_number(std::string_view value) {
  return !value.empty() && value.find_first_not_of("0123456789+-.eE") == value.npos;
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

std::string newest_checkpoint(std::string_view text, const std::string& label) {
  const auto fail = [&](const std::string& fault) {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label, fault));
  };
  if (text.size() > max_state_bytes) fail(fmt::format("{} bytes, expected at most {}", text.size(), max_state_bytes));
  std::optional<std::string> newest;
  for (size_t line_number = 1; !text.empty(); ++line_number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    const size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = trimmed(line.substr(0, colon));
    const std::string_view value = colon < line.size() ? trimmed(line.substr(colon + 1)) : "";
    const std::optional<std::string> string = unquoted(value);
    if (!is_field_name(name) || (!string && !is_number(value))) {
      fail(fmt::format("line {}: not a field of TensorFlow's checkpoint state: {}", line_number, quote(line)));
    }
    if (name == "model_checkpoint_path") newest = string.value_or("");
  }
  if (!newest || newest->empty()) fail("names no checkpoint: expected model_checkpoint_path: \"…\"");
  return *newest;
}

}  // namespace electra::converters
