#include "cli/detect_replaced_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "cli/json_text.h"
#include "cli/offsets.h"

namespace electra::cli {
namespace {

constexpr int shades = 10;

// Shade n of a word is class s<n>; its colour is the accent mixed into the page by n tenths.
constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--page:#fff;--ink:#1a1a1a;--dim:#6b6b6b;--line:#e4e4e4;--heat:232,93,4;--flag:#b02a00}
@media (prefers-color-scheme:dark){
:root{--page:#15171a;--ink:#e8e6e3;--dim:#9a9a9a;--line:#2c2f33;--heat:232,92,12;--flag:#ffb38a}}
body{background:var(--page);color:var(--ink);font:17px/1.65 system-ui,sans-serif;max-width:46em;margin:0 auto;
padding:1em;-webkit-text-size-adjust:100%}
h1{font-size:1.25em;margin:.5em 0}
.about,.legend{color:var(--dim);font-size:.85em;margin:.4em 0}
.legend b,.about b{color:var(--ink)}
p.r{margin:0;padding:.3em 0 .3em 3.4em;border-top:1px solid var(--line);position:relative;white-space:pre-wrap;
overflow-wrap:anywhere;min-height:1.65em}
p.r>i{position:absolute;left:0;width:2.9em;text-align:right;color:var(--dim);font:.75em/2.2 system-ui,sans-serif;
user-select:none}
b{font-weight:inherit;border-radius:.2em;padding:.05em .1em;margin:0 -.1em}
b.f{border-bottom:2px solid var(--flag);font-weight:600}
b.f:focus::after{content:" " attr(title);color:var(--flag);font-size:.8em}
b.f:focus{outline:none}
@media (max-width:30em){body{padding:.6em}p.r{padding-left:2.2em}p.r>i{width:2.4em}}
@media print{p.r{break-inside:avoid}b{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

int shade(float score) { return std::clamp(static_cast<int>(score * static_cast<float>(shades)), 0, shades - 1); }

void append_shade_rules(std::string& out) {
  for (int n = 1; n < shades; ++n) {
    fmt::format_to(std::back_inserter(out), ".s{}{{background:rgba(var(--heat),.{:02})}}\n", n, n * 75 / (shades - 1));
  }
}

// Characters with a meaning in HTML, and those that a browser or a terminal would act on instead of showing.
void append_html_text(std::string& out, std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const DecodedCodePoint next = decode_utf8(text, i);
    const char32_t c = next.code_point;
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c < 0x20 && c != '\t') {
      append_utf8(out, 0x2400 + c);  // the control pictures
    } else if (c >= 0x7F && c < 0xA0) {
      append_utf8(out, c == 0x7F ? char32_t{0x2421} : replacement_character);
    } else {
      out += text.substr(i, next.length);
    }
    i += next.length;
  }
}

}  // namespace

void append_html_head(std::string& out, double threshold) {
  out +=
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<title>Words that look replaced</title>\n<style>";
  out += style;
  append_shade_rules(out);
  out += "</style>\n</head>\n<body>\n<h1>Words that look replaced</h1>\n<p class=\"legend\">Score of a word: ";
  for (int n = 0; n < shades; ++n) {
    fmt::format_to(std::back_inserter(out), "<b class=\"s{0}\"> .{0} </b> ", n);
  }
  fmt::format_to(std::back_inserter(out),
                 "</p>\n<p class=\"about\"><b class=\"f\">Underlined</b>: {:.6g} or more. "
                 "Point at a word, or tap an underlined one, for its score.</p>\n",
                 threshold);
}

void append_html_row(std::string& out, const Record& record, std::span<const ScoredWord> words, float threshold) {
  fmt::format_to(std::back_inserter(out), "<p class=\"r\" dir=\"auto\"><i>{}</i>", record.ordinal);
  size_t copied = 0;
  for (const ScoredWord& word : words) {
    const bool flagged = word.score >= threshold;
    // The many words that are plainly fine stay plain text: pages of long files remain small.
    if (!flagged && shade(word.score) == 0) continue;
    append_html_text(out, record.text.substr(copied, word.bytes.begin - copied));
    fmt::format_to(std::back_inserter(out), "<b class=\"s{}{}\" title=\"", shade(word.score),
                   flagged ? " f\" tabindex=\"0" : "");
    append_score(out, word.score);
    out += "\">";
    append_html_text(out, span_text(record.text, word.bytes));
    out += "</b>";
    copied = word.bytes.end;
  }
  append_html_text(out, record.text.substr(copied));
  out += "</p>\n";
}

void append_html_foot(std::string& out) { out += "</body>\n</html>\n"; }

}  // namespace electra::cli
