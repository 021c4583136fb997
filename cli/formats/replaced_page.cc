// The heat map of electra detect-replaced.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

#include "cli/formats/detect_replaced.h"
#include "cli/io/json_out.h"
#include "cli/io/marks.h"

namespace electra::cli {
namespace {

constexpr int shades = 10;

// Shade n of a word is class s<n>; its colour is the accent mixed into the page by about n tenths.
constexpr std::string_view page_style = R"css(:root{--heat:232,93,4;--most:.75;--flag:#b02a00}
@media (prefers-color-scheme:dark){:root{--heat:232,92,12;--most:.6;--flag:#ffb38a}}
b.f{border-bottom:2px solid var(--flag);font-weight:600}
)css";

int shade(float probability) {
  return std::clamp(static_cast<int>(probability * static_cast<float>(shades)), 0, shades - 1);
}

void append_shade_rules(std::string& out) {
  for (int n = 1; n < shades; ++n) {
    fmt::format_to(std::back_inserter(out), ".s{0}{{background:rgba(var(--heat),calc(var(--most)*{0}/{1}))}}\n", n,
                   shades - 1);
  }
}

// What the page shows beside a word: its probability, and what may stand there instead.
std::string tip_of(float probability, std::span<const Suggestion> suggestions) {
  std::string tip;
  append_score(tip, probability);
  for (const Suggestion& suggestion : suggestions) {
    tip += &suggestion == suggestions.data() ? "; instead: " : " or ";
    tip += suggestion.text;
  }
  return tip;
}

}  // namespace

void begin_replaced_page(ReplacedStyle& style, std::string& out) {
  std::string rules(page_style);
  append_shade_rules(rules);
  std::string hint = "Probability that a word was replaced:";
  for (int n = style.all ? 0 : 1; n < shades; ++n) {
    fmt::format_to(std::back_inserter(hint), R"( <b class="s{0}">{1:.1f}</b>)", n, n / static_cast<double>(shades));
  }
  hint += style.all ? ". " : "; that of unmarked words is less. ";
  hint += R"(<b class="f">Underlined</b> words are flagged. Point at a marked word, tap it, or go to the next flagged )"
          "one with Tab, to see its probability";
  hint += style.suggests ? " and what may stand there instead." : ".";
  style.page.begin(out, {.title = "Words that look replaced",
                         .style = rules,
                         .facts = {{"Flagged from", fmt::format("{:.6g}", style.threshold)}},
                         .hint = hint,
                         .filter = "Only lines with flagged words"});
}

void write_replaced_row(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                        std::string& out) {
  const std::string_view text = item.example.text;
  const auto flagged = std::ranges::count_if(result.words, [&](const auto& word) { return is_flagged(word, style); });
  ++style.counts.texts;
  style.counts.words += result.words.size();
  style.counts.flagged += static_cast<uint64_t>(flagged);
  style.page.begin_line(out, page_line(item), flagged > 0);
  // The many words that are plainly fine stay plain text: pages of long files remain small.
  const auto is_shown = [&](const JudgedWord& word) {
    return style.all || is_flagged(word, style) || shade(word.probability) > 0;
  };
  visit_marked(
      text, result.words, is_shown, [&](std::string_view plain) { append_html_text(out, plain); },
      [&](const JudgedWord& word) {
        Page::append_mark(
            out,
            {.text = word.bytes.of(text),
             .classes = fmt::format("s{}{}", shade(word.probability), is_flagged(word, style) ? " f" : ""),
             .tip = tip_of(word.probability, suggestions_for(result, static_cast<size_t>(&word - result.words.data()))),
             .is_stop = is_flagged(word, style)});
      });
  Page::end_line(out);
}

void end_replaced_page(ReplacedStyle& style, std::string& out) {
  const auto& counts = style.counts;
  const double part =
      counts.words == 0 ? 0.0 : 100.0 * static_cast<double>(counts.flagged) / static_cast<double>(counts.words);
  style.page.end(out, {{"Texts", std::to_string(counts.texts)},
                       {"Words", std::to_string(counts.words)},
                       {"Flagged", fmt::format("{} ({:.1f} %)", counts.flagged, part)}});
}

}  // namespace electra::cli
