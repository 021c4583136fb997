#include "cli/formats/detect_replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "base/quote.h"
#include "cli/io/json_out.h"
#include "cli/io/marks.h"
#include "cli/io/rows.h"
#include "cli/io/terminal.h"

namespace electra::cli {

bool is_flagged(const JudgedWord& word, const ReplacedStyle& style) { return word.probability >= style.threshold; }

std::span<const Suggestion> suggestions_for(const JudgedText& result, size_t word) {
  const auto found = std::ranges::lower_bound(result.suggested, word, {}, &SuggestedWord::word);
  if (found == result.suggested.end() || found->word != word) return {};
  return found->suggestions;
}

namespace {

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

// The best suggestion of those that gain enough.
void append_corrected(std::string& out, std::string_view word, std::span<const Suggestion> suggestions, float gain) {
  const auto found =
      std::ranges::find_if(suggestions, [&](const Suggestion& suggestion) { return suggestion.gain > gain; });
  out += found == suggestions.end() ? word : std::string_view(found->text);
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

}  // namespace electra::cli
