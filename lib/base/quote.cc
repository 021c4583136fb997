#include "base/quote.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace electra::internal {
namespace {

constexpr std::string_view cut_mark = "...";

// The characters that Unicode calls Bidi_Control: text behind them may be shown in another order than it has.
bool turns_direction(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }
bool is_separator(char32_t c) { return c == 0x2028 || c == 0x2029; }  // of lines and paragraphs

bool is_plain(char32_t c) { return !is_control(c) && !is_separator(c) && !turns_direction(c); }

// Appends what stands for the code point that begins the text, and takes it away.
void append_escaped(std::string& out, std::string_view& text, std::string_view kept) {
  const DecodedCodePoint next = decode_utf8(text, 0);
  const std::string_view bytes = text.substr(0, next.length);
  if (!next.valid) {
    for (const char byte : bytes) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(byte));
    }
  } else if (is_plain(next.code_point) || (bytes.size() == 1 && kept.find(bytes) != kept.npos)) {
    out += bytes;
  } else if (next.code_point < 0x80) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<uint32_t>(next.code_point));
  } else {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<uint32_t>(next.code_point));
  }
  text.remove_prefix(next.length);
}

}  // namespace

std::string escaped(std::string_view text, std::string_view kept) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) append_escaped(out, text, kept);
  return out;
}

std::string cut_text(std::string_view text, size_t most) {
  std::string out;
  size_t before = 0;
  while (!text.empty()) {
    append_escaped(out, text, "");
    if (out.size() > most) return out.substr(0, before) + std::string(cut_mark);
    before = out.size();
  }
  return out;
}

std::string quote(std::string_view text) { return fmt::format("'{}'", cut_text(text, max_quoted_bytes)); }

std::string listed(const std::vector<std::string>& items, std::string_view separator) {
  constexpr size_t most_items = 16;
  constexpr size_t most_bytes = max_message_bytes / 2;
  std::string out;
  size_t count = 0;
  for (const std::string& item : items) {
    const size_t bytes = out.size() + separator.size() + item.size();
    if (count == most_items || (count > 0 && bytes > most_bytes)) break;
    if (count++ > 0) out += separator;
    out += item;
  }
  return count == items.size() ? out : fmt::format("{} and {} more", out, items.size() - count);
}

std::string quote_list(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  shown.reserve(names.size());
  for (const std::string& name : names) shown.push_back(quote(name));
  return listed(shown);
}

std::string message_text(std::string_view message) {
  std::string text = escaped(message);
  if (text.size() <= max_message_bytes) return text;
  size_t first_end = max_message_bytes * 3 / 4;
  while (continues_code_point(text[first_end])) --first_end;
  size_t rest = text.size() - (max_message_bytes - max_message_bytes * 3 / 4 - cut_mark.size());
  while (continues_code_point(text[rest])) ++rest;
  return text.substr(0, first_end) + std::string(cut_mark) + text.substr(rest);
}

}  // namespace electra::internal
