#include "cli/formats/detect_replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/io/html.h"
#include "cli/io/json_out.h"
#include "cli/io/offsets.h"

namespace electra::cli {
namespace {

constexpr int shades = 10;

// Shade n of a word is class s<n>; its colour is the accent mixed into the page by n tenths.
constexpr std::string_view style = R"css(:root{--heat:232,93,4;--flag:#b02a00}
@media (prefers-color-scheme:dark){:root{--heat:232,92,12;--flag:#ffb38a}}
b.f{border-bottom:2px solid var(--flag);font-weight:600}
b.f:focus::after{content:" " attr(title);color:var(--flag);font-size:.8em}
b.f:focus{outline:none}
)css";

int shade(float score) { return std::clamp(static_cast<int>(score * static_cast<float>(shades)), 0, shades - 1); }

void append_shade_rules(std::string& out) {
  for (int n = 1; n < shades; ++n) {
    fmt::format_to(std::back_inserter(out), ".s{}{{background:rgba(var(--heat),.{:02})}}\n", n, n * 75 / (shades - 1));
  }
}

}  // namespace

void append_html_head(std::string& out, double threshold) {
  std::string rules(style);
  append_shade_rules(rules);
  append_page_head(out, "Words that look replaced", rules);
  out += "<p class=\"legend\">Score of a word: ";
  for (int n = 0; n < shades; ++n) {
    fmt::format_to(std::back_inserter(out), "<b class=\"s{0}\"> .{0} </b> ", n);
  }
  fmt::format_to(std::back_inserter(out),
                 "</p>\n<p class=\"about\"><b class=\"f\">Underlined</b>: {:.6g} or more. "
                 "Point at a word, or tap an underlined one, for its score.</p>\n",
                 threshold);
}

void append_html_row(std::string& out, const Record& record, std::string_view text, std::span<const ScoredWord> words,
                     float threshold) {
  append_row_head(out, record);
  size_t copied = 0;
  for (const ScoredWord& word : words) {
    const bool flagged = word.score >= threshold;
    // The many words that are plainly fine stay plain text: pages of long files remain small.
    if (!flagged && shade(word.score) == 0) continue;
    append_html_text(out, text.substr(copied, word.bytes.begin - copied));
    fmt::format_to(std::back_inserter(out), "<b class=\"s{}{}\" title=\"", shade(word.score),
                   flagged ? " f\" tabindex=\"0" : "");
    append_score(out, word.score);
    out += "\">";
    append_html_text(out, span_text(text, word.bytes));
    out += "</b>";
    copied = word.bytes.end;
  }
  append_html_text(out, text.substr(copied));
  append_row_foot(out);
}

}  // namespace electra::cli
