#include "cli/io/first_cells.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cli/io/input_fault.h"

namespace electra::cli {

// --- Headers ---

namespace {

constexpr std::string_view names_of_texts[] = {
    "text",     "texts",    "sentence",  "sentence1",  "sentence2", "sentence_a", "sentence_b", "text1",     "text2",
    "text_a",   "text_b",   "premise",   "hypothesis", "question",  "question1",  "question2",  "review",    "comment",
    "document", "headline", "utterance", "tweet",      "passage",   "context",    "#1 string",  "#2 string", "message",
    "content",  "body",     "phrase",    "summary",    "abstract",  "description"};

constexpr std::string_view other_names[] = {
    "label",      "labels",       "gold_label", "label1", "class",  "category", "target",     "score",
    "rating",     "sentiment",    "index",      "id",     "idx",    "guid",     "pairid",     "promptid",
    "#1 id",      "#2 id",        "quality",    "genre",  "answer", "intent",   "polarity",   "stars",
    "similarity", "is_duplicate", "qid1",       "qid2",   "title",  "url",      "date",       "value",
    "name",       "language",     "overall",    "field",  "qid",    "cat",      "class index"};

bool is_capital(char c) { return 'A' <= c && c <= 'Z'; }

// "text" of clean_text and of reviewText.
std::string_view last_word(std::string_view name) {
  for (size_t i = name.size(); i > 1; --i) {
    if (name[i - 1] == '_') return name.substr(i);
    if (is_capital(name[i - 1]) && !is_capital(name[i - 2])) return name.substr(i - 1);
  }
  return name;
}

struct Names {
  size_t cells = 0;
  size_t known = 0;
  size_t texts = 0;
};

Names names_of(std::string_view line, char separator) {
  Names names;
  for (const std::string_view cell : first_cells(line, separator)) {
    const std::string_view name = plain_cell(cell);
    const std::string_view word = name.find(' ') == name.npos ? last_word(name) : name;
    const bool is_text = is_among(names_of_texts, name) || is_among(names_of_texts, word);
    ++names.cells;
    names.texts += is_text ? 1 : 0;
    names.known += is_text || is_among(other_names, name) || is_among(other_names, word) ? 1 : 0;
  }
  return names;
}

}  // namespace

HeaderLook look_for_header(Beginning beginning, char separator) {
  const auto line = take_first_line(beginning);
  if (!line) return {.is_header = Verdict::open};
  const char own = separator == '\0' ? '\t' : separator;
  const auto found = [](bool yes, char at, bool is_lone = false) {
    return HeaderLook{yes ? Verdict::yes : Verdict::no, at, is_lone};
  };
  const Names names = names_of(*line, own);
  if (names.cells > 1) return found(names.known > 1 && (names.texts > 0 || names.known == names.cells), own);
  if (separator != '\0' && names.texts == 1) return found(true, own, true);
  // With the separator of another format, or of a part of the world.
  const auto other = std::ranges::find_if(usual_separators, [&](char at) {
    const Names others = names_of(*line, at);
    return others.cells > 1 && others.known == others.cells && others.texts > 0;
  });
  return other == usual_separators.end() ? HeaderLook() : found(true, *other);
}

// --- Separators ---

namespace {

// How many cells the line has; 0: its quotes are not those of cells.
size_t count_cells(std::string_view line, CellSyntax syntax) {
  size_t cells = 0;
  static_cast<void>(fault_of([&] { cells = split_cells(line, syntax).size(); }));
  return cells;
}

}  // namespace

SeparatorLook look_for_separator(Beginning beginning, CellSyntax syntax) {
  // The first two lines with text tell, however many are there: a pipe gives now more of them, now fewer.
  std::vector<std::string_view> lines;
  while (!beginning.bytes.empty() && lines.size() < 2) {
    const auto line = take_first_line(beginning);
    if (!line) break;
    if (!line->empty()) lines.push_back(*line);
  }
  const Verdict open = beginning.is_whole ? Verdict::no : Verdict::open;
  if (lines.empty()) return {.is_other = open};
  if (count_cells(lines.front(), syntax) > 1) return {};
  for (const char separator : usual_separators) {
    const CellSyntax other = {.separator = separator, .has_quotes = syntax.has_quotes || separator == ','};
    const size_t cells = count_cells(lines.front(), other);
    if (separator == syntax.separator || cells < 2) continue;
    if (lines.size() == 1 && open == Verdict::open) return {.is_other = open};
    if (lines.size() == 2 && count_cells(lines.back(), other) == cells) {
      return {.is_other = Verdict::yes, .separator = separator};
    }
  }
  return {};
}

}  // namespace electra::cli
