#include "cli/io/html.h"

#include <fmt/format.h>

#include <iterator>

#include "base/utf8.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr std::string_view common_style = R"css(
:root{color-scheme:light dark;--page:#fff;--ink:#1a1a1a;--dim:#6b6b6b;--line:#e4e4e4}
@media (prefers-color-scheme:dark){
:root{--page:#15171a;--ink:#e8e6e3;--dim:#9a9a9a;--line:#2c2f33}}
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
@media (max-width:30em){body{padding:.6em}p.r{padding-left:2.2em}p.r>i{width:2.4em}}
@media print{p.r{break-inside:avoid}b{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

}  // namespace

void append_page_head(std::string& out, std::string_view title, std::string_view style) {
  fmt::format_to(std::back_inserter(out),
                 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                 "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
                 title, common_style, style, title);
}

void append_row_head(std::string& out, uint64_t number) {
  fmt::format_to(std::back_inserter(out), "<p class=\"r\" dir=\"auto\"><i>{}</i>", number);
}

void append_row_foot(std::string& out) { out += "</p>\n"; }

void append_page_foot(std::string& out) { out += "</body>\n</html>\n"; }

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

}  // namespace electra::cli
