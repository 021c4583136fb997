#include "cli/formats/detect_replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "base/quote.h"
#include "cli/io/html.h"
#include "cli/io/json_out.h"
#include "cli/io/marks.h"
#include "cli/io/rows.h"
#include "cli/io/terminal.h"

namespace electra::cli {
namespace {

constexpr int shades = 10;

// Shade n of a word is class s<n>; its colour is the accent mixed into the page by n tenths.
constexpr std::string_view page_style = R"css(:root{--heat:232,93,4;--flag:#b02a00}
@media (prefers-color-scheme:dark){:root{--heat:232,92,12;--flag:#ffb38a}}
b.f{border-bottom:2px solid var(--flag);font-weight:600}
b.f:focus::after{content:" " attr(title);color:var(--flag);font-size:.8em}
b.f:focus{outline:none}
)css";

int shade(float probability) {
  return std::clamp(static_cast<int>(probability * static_cast<float>(shades)), 0, shades - 1);
}

void append_shade_rules(std::string& out) {
  for (int n = 1; n < shades; ++n) {
    fmt::format_to(std::back_inserter(out), ".s{}{{background:rgba(var(--heat),.{:02})}}\n", n, n * 75 / (shades - 1));
  }
}

bool is_flagged(const JudgedWord& word, const ReplacedStyle& style) { return word.probability >= style.threshold; }

// What was suggested in place of a word of the result, best first.
std::span<const Suggestion> suggestions_for(const JudgedText& result, size_t word) {
  const auto found = std::ranges::lower_bound(result.suggested, word, {}, &SuggestedWord::word);
  if (found == result.suggested.end() || found->word != word) return {};
  return found->suggestions;
}

// The word, with the best suggestion for it.
void append_marked(std::string& out, std::string_view word, float probability, std::span<const Suggestion> suggestions,
                   const ReplacedStyle& style) {
  if (style.marks.colour) {
    append_shaded(out, beside_colours(word), probability);
    if (suggestions.empty()) return;
    out += faint_begin;
    out += '|' + beside_colours(suggestions[0].text);
    out += colour_end;
    return;
  }
  out += "[[";
  append_beside_marks(out, word, style.marks);
  if (!suggestions.empty()) {
    out += '|';
    append_beside_marks(out, suggestions[0].text, style.marks);
  }
  out += "]]";
}

void append_corrected(std::string& out, std::string_view word, std::span<const Suggestion> suggestions, float gain) {
  out += !suggestions.empty() && suggestions[0].gain > gain ? suggestions[0].text : word;
}

void append_suggestions_json(std::string& out, std::span<const Suggestion> suggestions) {
  out += R"(,"suggestions":[)";
  for (const Suggestion& suggestion : suggestions) {
    out += &suggestion == suggestions.data() ? R"({"text":)" : R"(,{"text":)";
    append_json_string(out, suggestion.text);
    out += R"(,"probability":)";
    append_json_score(out, suggestion.probability);
    out += R"(,"score":)";
    append_json_score(out, suggestion.replaced_probability);
    out += R"(,"gain":)";
    append_json_score(out, suggestion.gain);
    out += '}';
  }
  out += ']';
}

// The best with its gain, and all of them with blanks between: nothing of one holds a blank.
void append_suggestions_cells(std::string& out, std::span<const Suggestion> suggestions) {
  out += '\t';
  if (!suggestions.empty()) out += on_one_line(suggestions[0].text);
  out += '\t';
  if (!suggestions.empty()) append_score(out, suggestions[0].gain);
  out += '\t';
  for (const Suggestion& suggestion : suggestions) {
    if (&suggestion != suggestions.data()) out += ' ';
    out += on_one_line(suggestion.text);
  }
}

}  // namespace

void write_replaced_text(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                         std::string& out) {
  const std::string_view text = item.example.text;
  const size_t line_begin = out.size();
  const auto is_shown = [&](const JudgedWord& word) { return is_flagged(word, style); };
  const auto suggestions = [&](const JudgedWord& word) {
    return suggestions_for(result, static_cast<size_t>(&word - result.words.data()));
  };
  if (style.applies) {
    visit_marked(
        text, result.words, is_shown, [&](std::string_view plain) { out += plain; },
        [&](const JudgedWord& word) { append_corrected(out, word.bytes.of(text), suggestions(word), *style.applies); });
  } else {
    visit_marked(
        text, result.words, is_shown, [&](std::string_view plain) { append_beside_marks(out, plain, style.marks); },
        [&](const JudgedWord& word) {
          append_marked(out, word.bytes.of(text), word.probability, suggestions(word), style);
        });
  }
  keep_on_one_line(out, line_begin);
  out += '\n';
}

void write_replaced_json(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                         std::string& out) {
  const std::string_view text = item.example.text;
  const std::vector<JudgedWord>& words = result.words;
  const std::vector<Span> offsets = offsets_of(words, style.offsets, text);
  begin_object(out, item);
  out += R"("words":[)";
  for (size_t i = 0; i < offsets.size(); ++i) {
    out += i == 0 ? R"({"text":)" : R"(,{"text":)";
    append_json_string(out, words[i].bytes.of(text));
    append_json_span(out, offsets[i]);
    out += R"(,"score":)";
    append_json_score(out, words[i].probability);
    out += is_flagged(words[i], style) ? R"(,"replaced":true)" : R"(,"replaced":false)";
    if (style.suggests && is_flagged(words[i], style)) append_suggestions_json(out, suggestions_for(result, i));
    out += '}';
  }
  out += "]}\n";
}

void write_replaced_tsv(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                        std::string& out) {
  const std::string_view text = item.example.text;
  const std::vector<JudgedWord>& words = result.words;
  const std::vector<Span> offsets = offsets_of(words, style.offsets, text);
  for (size_t i = 0; i < offsets.size(); ++i) {
    if (!style.all && !is_flagged(words[i], style)) continue;
    begin_row(out, item, offsets[i]);
    out += on_one_line(std::string(words[i].bytes.of(text)));
    out += '\t';
    append_score(out, words[i].probability);
    if (style.suggests) append_suggestions_cells(out, suggestions_for(result, i));
    out += '\n';
  }
}

// A message that editors show beside the place, so it quotes.
void write_replaced_places(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                           std::string& out) {
  const std::string_view text = item.example.text;
  const std::vector<Span> offsets = offsets_of(result.words, style.offsets, text);
  for (size_t i = 0; i < offsets.size(); ++i) {
    if (!is_flagged(result.words[i], style)) continue;
    fmt::format_to(std::back_inserter(out), "{}:{}:{}: {}", on_one_line(std::string(item.file_name)), item.place.line,
                   offsets[i].begin + 1, internal::quote(result.words[i].bytes.of(text)));
    const std::span<const Suggestion> suggestions = suggestions_for(result, i);
    if (suggestions.empty()) {
      out += " looks replaced (";
      append_score(out, result.words[i].probability);
      out += ")\n";
      continue;
    }
    out += ": did you mean ";
    for (const Suggestion& suggestion : suggestions) {
      if (&suggestion != suggestions.data()) out += &suggestion == &suggestions.back() ? " or " : ", ";
      out += internal::quote(suggestion.text);
    }
    out += "?\n";
  }
}

void begin_replaced_page(ReplacedStyle& style, std::string& out) {
  std::string rules(page_style);
  append_shade_rules(rules);
  append_page_head(out, "Words that look replaced", rules);
  out += "<p class=\"legend\">Probability that a word was replaced: ";
  for (int n = 0; n < shades; ++n) {
    fmt::format_to(std::back_inserter(out), "<b class=\"s{0}\"> .{0} </b> ", n);
  }
  fmt::format_to(std::back_inserter(out),
                 "</p>\n<p class=\"about\"><b class=\"f\">Underlined</b>: {:.6g} or more. "
                 "Point at a word, or tap an underlined one, to see its probability.</p>\n",
                 style.threshold);
}

void write_replaced_row(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                        std::string& out) {
  const std::string_view text = item.example.text;
  append_row_head(out, item.ordinal);
  // The many words that are plainly fine stay plain text: pages of long files remain small.
  const auto is_shown = [&](const JudgedWord& word) { return is_flagged(word, style) || shade(word.probability) > 0; };
  visit_marked(
      text, result.words, is_shown, [&](std::string_view plain) { append_html_text(out, plain); },
      [&](const JudgedWord& word) {
        fmt::format_to(std::back_inserter(out), "<b class=\"s{}{}\" title=\"", shade(word.probability),
                       is_flagged(word, style) ? " f\" tabindex=\"0" : "");
        append_score(out, word.probability);
        out += "\">";
        append_html_text(out, word.bytes.of(text));
        out += "</b>";
      });
  append_row_foot(out);
}

void end_replaced_page(ReplacedStyle&, std::string& out) { append_page_foot(out); }

}  // namespace electra::cli
