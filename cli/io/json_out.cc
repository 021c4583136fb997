#include "cli/io/json_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace electra::cli {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  size_t copied = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text, copied, i - copied);
    append_escaped(out, text[i]);
    copied = i + 1;
  }
  out.append(text, copied);
  out += '"';
}

void append_json_score(std::string& out, float score) {
  if (std::isfinite(score)) {
    append_score(out, score);
  } else {
    out += "null";
  }
}

void append_score(std::string& out, float score) { fmt::format_to(std::back_inserter(out), "{:.6g}", score); }

std::string on_one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

void keep_on_one_line(std::string& out, size_t begin) {
  for (size_t i = begin; i < out.size(); ++i) {
    if (out[i] != '\n') continue;
    out[i] = ' ';
    if (i > begin && out[i - 1] == '\r') out[i - 1] = ' ';
  }
}

void append_integer(std::string& out, int64_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

}  // namespace electra::cli
