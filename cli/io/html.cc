#include "cli/io/html.h"

#include <fmt/format.h>

#include <iterator>

#include "base/quote.h"
#include "base/utf8.h"
#include "electra/version.h"

namespace electra::cli {

using namespace internal;

namespace {

// Lines are laid out when their block comes into view: its height until then is that of lines of one row. A mark's tip
// stands below it; in a window without room beside the text, at the lower edge. A block whose tip is shown is not
// clipped. Some browsers take a finger for a pointer only where there is something to click.
constexpr std::string_view common_style = R"css(
:root{color-scheme:light dark;--page:#fff;--ink:#1a1a1a;--dim:#666;--line:#e4e4e4;--link:#0a58a8}
@media (prefers-color-scheme:dark){:root{--page:#15171a;--ink:#e8e6e3;--dim:#9a9a9a;--line:#2c2f33;--link:#8ab8f0}}
body{background:var(--page);color:var(--ink);font:17px/1.65 system-ui,sans-serif;max-width:46em;margin:0 auto;
padding:1em;-webkit-text-size-adjust:100%}
.page{display:flex;flex-direction:column}
header{order:-2}.counts{order:-1}
h1{font-size:1.3em;line-height:1.3;margin:.4em 0}
h2{font-size:1em;margin:1.6em 0 .4em;overflow-wrap:anywhere}
dl,.hint,.only,footer{color:var(--dim);font-size:.85em;margin:.3em 0}
dl{display:flex;flex-wrap:wrap;gap:0 1.4em}
dl div{display:flex;gap:.5em;min-width:0}
dd{margin:0;color:var(--ink);overflow-wrap:anywhere;min-width:0}
.only{display:block;color:var(--ink);width:fit-content;padding:.2em 0}
.only input{width:1.1em;height:1.1em;margin:0 .5em 0 0;vertical-align:-.15em}
a{color:var(--link)}
main{margin:.8em 0}
main>h2:first-child{margin-top:.4em}
main p{margin:0;min-height:1.65em;padding:.3em .3em .3em 3.4em;border-top:1px solid var(--line);position:relative;white-space:pre-wrap;
overflow-wrap:anywhere}
.block{position:relative;content-visibility:auto;contain-intrinsic-size:auto 230em}
.block:hover,.block:focus-within{content-visibility:visible;z-index:1}
main p:hover,main p:focus-within{z-index:1}
main p:target{background:color-mix(in srgb,var(--link) 12%,var(--page))}
main p>a:first-child{position:absolute;left:0;width:3.6em;text-align:right;color:var(--dim);
font:.75em/2.2 system-ui,sans-serif;text-decoration:none;user-select:none}
main p>a:first-child:hover{text-decoration:underline}
.page:has(.only :checked) main p:not(.m){display:none}
.page:has(.only :checked) .block{contain-intrinsic-size:auto 40em}
b{font-weight:inherit;border-radius:.2em;padding:.05em 0;color:var(--ink)}
b i{font:.7em/1 system-ui,sans-serif;user-select:none}
@media (hover:none){b{cursor:pointer}}
b:focus{outline:2px solid var(--link);outline-offset:1px}
[data-tip]:hover::after,[data-tip]:focus::after{content:attr(data-tip);position:absolute;z-index:2;margin:1.9em 0 0 -1em;
padding:.3em .7em;border-radius:.3em;background:var(--ink);color:var(--page);font:400 .8em/1.4 system-ui,sans-serif;
white-space:pre-wrap;max-width:16em;pointer-events:none}
@media (max-width:72em){html{scroll-padding-bottom:4em}[data-tip]:hover::after,[data-tip]:focus::after{position:fixed;inset:auto 0 0;margin:0;
border-radius:0;max-width:none;padding:.8em 1em;text-align:center;font-size:.95em}}
@media (max-width:30em){body{padding:.6em}main p{padding-left:2.4em}main p>a:first-child{width:2.4em}}
@media (forced-colors:active){b{border:1px solid}}
@media print{.page{display:block}.only,.hint{display:none}.block{content-visibility:visible}main p{break-inside:avoid}
b{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

// Names stand as messages have them, and in the direction of their letters.
std::string html_name(std::string_view name) {
  std::string html = "<bdi>";
  append_html_text(html, escaped(name));
  return html + "</bdi>";
}

std::string html_names(const std::vector<std::string>& names) {
  std::vector<std::string> html;
  html.reserve(names.size());
  for (const std::string& name : names) html.push_back(html_name(name));
  return listed(html);
}

void append_fact(std::string& out, std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

}  // namespace

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
    } else if (c == '"') {
      out += "&quot;";
    } else if (c < 0x20 && c != '\t' && c != '\n') {
      append_utf8(out, 0x2400 + c);  // the control pictures
    } else if (c >= 0x7F && c < 0xA0) {
      append_utf8(out, c == 0x7F ? char32_t{0x2421} : replacement_character);
    } else {
      out += text.substr(i, next.length);
    }
    i += next.length;
  }
}

void Page::begin(std::string& out, const PageHead& head) const {
  fmt::format_to(std::back_inserter(out),
                 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';{}style-src "
                 "'unsafe-inline'\">\n<title>{}: ",
                 head.has_script ? "script-src 'unsafe-inline';" : "", head.title);
  append_html_text(out, escaped(listed(source_.files)));
  fmt::format_to(std::back_inserter(out),
                 "</title>\n<style>{}{}</style>\n</head>\n<body>\n<div class=\"page\">\n<header>\n<h1>{}</h1>\n<dl>\n",
                 common_style, head.style, head.title);
  append_fact(out, source_.files.size() > 1 ? "Files" : "File", html_names(source_.files));
  append_fact(out, "Model", html_name(source_.model));
  if (!source_.generator.empty()) append_fact(out, "Generator", html_name(source_.generator));
  for (const PageFact& fact : head.facts) append_fact(out, fact.name, fact.value);
  out += "</dl>\n";
  if (!head.hint.empty()) out += "<p class=\"hint\">" + head.hint + "</p>\n";
  if (!head.filter.empty()) {
    fmt::format_to(std::back_inserter(out), "<label class=\"only\"><input type=\"checkbox\">{}</label>\n", head.filter);
  }
  // The language of the texts is not known, and is not that of the page.
  out += "</header>\n<main lang=\"\">\n";
}

void Page::begin_file(std::string& out, std::string_view file_name) {
  if (file_name == file_name_) return;
  file_name_ = file_name;
  end_block(out);
  out += "<h2>" + html_name(file_name) + "</h2>\n";
}

void Page::begin_line(std::string& out, const PageLine& line, bool has_marks) {
  begin_file(out, line.file_name);
  if (lines_ == most_lines) end_block(out);
  if (lines_++ == 0) out += "<div class=\"block\">\n";
  begin_paragraph(out, line, has_marks);
}

void Page::begin_paragraph(std::string& out, const PageLine& line, bool has_marks) {
  const uint64_t number = line.file_name.empty() || line.line == 0 ? line.ordinal : line.line;
  fmt::format_to(std::back_inserter(out), R"(<p id="r{0}"{1} dir="auto"><a href="#r{0}" tabindex="-1">{2}</a>)",
                 line.ordinal, has_marks ? R"( class="m")" : "", number);
}

void Page::end_block(std::string& out) {
  if (lines_ > 0) out += "</div>\n";
  lines_ = 0;
}

void Page::append_mark(std::string& out, const PageMark& mark) {
  fmt::format_to(std::back_inserter(out), R"(<b class="{}")", mark.classes);
  if (mark.is_stop) {
    out += R"( tabindex="0" role="note" aria-label=")";
    append_html_text(out, mark.text);
    if (!mark.label.empty()) out += ", ";
    append_html_text(out, mark.label);
    out += ": ";
    append_html_text(out, mark.tip);
    out += '"';
  }
  out += R"( data-tip=")";
  append_html_text(out, mark.tip);
  out += "\">";
  append_html_text(out, mark.text);
  if (!mark.label.empty()) {
    out += "<i> ";
    append_html_text(out, mark.label);
    out += "</i>";
  }
  out += "</b>";
}

void Page::end(std::string& out, const std::vector<PageFact>& counts) {
  end_block(out);
  out += "</main>\n";
  if (!counts.empty()) {
    out += "<section class=\"counts\" aria-label=\"Counts\">\n<dl>\n";
    for (const PageFact& count : counts) append_fact(out, count.name, count.value);
    out += "</dl>\n</section>\n";
  }
  out += "<footer>electra " ELECTRA_VERSION "</footer>\n</div>\n</body>\n</html>\n";
}

}  // namespace electra::cli
