// What is written around text can be taken off again: HTML, JSON, words of a shell, cells. Nothing of the text acts
// where it is shown.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/quote.h"
#include "cli/io/html.h"
#include "cli/io/json_out.h"
#include "cli/io/shell.h"
#include "format/tensor.h"
#include "fuzz/promises.h"

namespace electra::cli {

using namespace internal;
namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

bool is_control(char32_t c) { return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0); }

bool has_controls(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, at);
    if (is_control(decoded.code_point)) return true;
    at += decoded.length;
  }
  return false;
}

void check_html(std::string_view text) {
  std::string html;
  append_html_text(html, text);
  FUZZ_CHECK(is_utf8(html) && !has_controls(replaced(html, "\n", " ")));
  FUZZ_CHECK(html.find_first_of("<>\"") == html.npos);
  std::string back = replaced(replaced(replaced(html, "&lt;", "<"), "&gt;", ">"), "&quot;", "\"");
  FUZZ_CHECK(replaced(back, "&amp;", "").find('&') == back.npos);
  if (!has_controls(text)) FUZZ_CHECK(replaced(back, "&amp;", "&") == text);
}

void check_json(std::string_view text) {
  std::string written;
  append_json_string(written, text);
  FUZZ_CHECK(std::ranges::none_of(written, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  FUZZ_CHECK(nlohmann::json::parse(written) == nlohmann::json(text));
}

void check_one_line(const std::string& text) {
  const std::string line = on_one_line(text);
  FUZZ_CHECK(line.size() == text.size() && line.find_first_of("\t\r\n") == line.npos);
  std::string kept = "\n" + text;
  keep_on_one_line(kept, 1);
  FUZZ_CHECK(kept.size() == text.size() + 1 && kept.find('\n', 1) == kept.npos);
}

// As a POSIX shell takes quotes off a word.
std::string unquoted(std::string_view word) {
  std::string out;
  bool in_quotes = false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\'') {
      in_quotes = !in_quotes;
    } else if (!in_quotes && word[i] == '\\') {
      out += word[++i];
    } else {
      FUZZ_CHECK(in_quotes || std::string_view(" \t\n|&;<>()$`\"*?[#~!{}").find(word[i]) == std::string_view::npos);
      out += word[i];
    }
  }
  FUZZ_CHECK(!in_quotes);
  return out;
}

void check_names(std::string_view text) {
  for (const std::string& name : {quote(text), tensor_label(text)}) {
    fuzz::check_message(name);
    FUZZ_CHECK(name.size() < 1000);
  }
}

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  const std::string raw(fuzz::text_of(data, size));
  FUZZ_CHECK(unquoted(shell_word(raw)) == raw);
  check_names(raw);
  uint64_t replaced = 0;
  const std::string text = internal::replace_malformed_utf8(raw, replaced);
  check_html(text);
  check_json(text);
  check_one_line(text);
  return 0;
}
