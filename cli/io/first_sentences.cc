#include "cli/io/first_sentences.h"

#include <algorithm>
#include <vector>

namespace electra::cli {
namespace {

constexpr std::string_view letters = "BIESLUM";
constexpr std::string_view words_named[] = {"tokens", "words", "token", "word", "form"};
constexpr std::string_view tags_named[] = {"ner_tags", "tags",  "labels", "ner",     "pos_tags",   "ner_tag",
                                           "tag",      "label", "pos",    "pos_tag", "chunk_tags", "iob"};
constexpr std::string_view sentences_named[] = {"sentence_id",  "sentence #", "sentence_idx", "sent_id",
                                                "sentence_num", "sentence",   "sent",         "sentence no"};

// A word with up to ten columns behind it, a tag being the last.
bool is_tagged_word(const std::vector<std::string_view>& columns) {
  return columns.size() >= 2 && columns.size() <= 11 && !columns.front().empty() &&
         columns.front().find(' ') == std::string_view::npos && is_tag(columns.back());
}

std::vector<std::string_view> columns_of(std::string_view line) {
  return first_cells(line, line.find('\t') == line.npos ? ' ' : '\t');
}

// "1" or "1-2", the number of a word, and nine columns more.
bool is_conll_u_word(std::string_view line) {
  const std::vector<std::string_view> columns = first_cells(line, '\t');
  return columns.size() == 10 && is_number(columns.front().substr(0, columns.front().find_first_of("-.")));
}

// The first line that is not blank; an empty one at the end. Nothing while it may go on.
std::optional<std::string_view> take_first_text(Beginning& rest) {
  for (;;) {
    const auto line = take_first_line(rest);
    const bool is_last = rest.is_whole && rest.bytes.empty();
    if (!line || line->find_first_not_of(" \t") != line->npos || is_last) return line;
  }
}

// A sentence of tags, each with a TAB and its word behind it. One line is too little: texts may begin so ("E-mail").
Verdict has_tags_first(std::string_view line, Beginning rest) {
  size_t words = 0;
  bool has_type = false;
  while (!line.empty()) {
    const std::vector<std::string_view> columns = first_cells(line, '\t');
    const bool is_word = columns.size() == 2 && is_tag(columns[0]) && columns[1].find(' ') == std::string_view::npos;
    if (!is_word) return Verdict::no;
    ++words;
    has_type = has_type || columns[0] != "O";
    const auto next = take_first_line(rest);
    if (!next) return Verdict::open;
    line = *next;
  }
  return words > 1 && has_type ? Verdict::yes : Verdict::no;
}

}  // namespace

const std::span<const std::string_view> names_of_words = words_named;
const std::span<const std::string_view> names_of_tags = tags_named;
const std::span<const std::string_view> names_of_sentences = sentences_named;

bool is_number(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

bool is_tag(std::string_view text) {
  if (text == "O") return true;
  if (text.size() < 3 || text.find(' ') != text.npos) return false;
  const bool is_before = text[1] == '-' && letters.find(text[0]) != letters.npos;
  const std::string_view type = text.substr(0, text.size() - 2);
  const bool is_behind = text[type.size()] == '-' && letters.find(text.back()) != letters.npos &&
                         type.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == type.npos;
  return is_before || is_behind;
}

Verdict is_conll(Beginning beginning) {
  auto first = take_first_text(beginning);
  if (!first) return Verdict::open;
  constexpr std::string_view marks[] = {"-DOCSTART-",       "# sent_id", "# newdoc",       "# newpar",
                                        "# global.columns", "# text =",  "#begin document"};
  if (std::ranges::any_of(marks, [&](std::string_view mark) { return first->starts_with(mark); })) return Verdict::yes;
  while (first->starts_with('#') && !is_tagged_word(columns_of(*first))) {
    first = take_first_line(beginning);
    if (!first) return Verdict::open;
  }
  if (is_conll_u_word(*first)) return Verdict::yes;
  const std::vector<std::string_view> columns = columns_of(*first);
  if (!is_tagged_word(columns)) return has_tags_first(*first, beginning);
  if (first->find('\t') != first->npos) return Verdict::yes;
  // Blanks are between the words of a text, too: one line is too little. A word may lack its tag.
  for (;;) {
    const auto next = take_first_text(beginning);
    if (!next) return Verdict::open;
    const std::vector<std::string_view> more = first_cells(*next, ' ');
    if (more.size() == columns.size()) return is_tagged_word(more) ? Verdict::yes : Verdict::no;
    if (more.size() != 1) return Verdict::no;
  }
}

Verdict is_conll_u(Beginning beginning) {
  while (const auto line = take_first_line(beginning)) {
    const bool is_word = !line->empty() && !line->starts_with('#');
    if (is_word) return is_conll_u_word(*line) ? Verdict::yes : Verdict::no;
    if (beginning.bytes.empty() && beginning.is_whole) return Verdict::no;
  }
  return Verdict::open;
}

Verdict is_tagged(Beginning beginning) {
  while (const auto line = take_first_line(beginning)) {
    const std::vector<std::string_view> sides = first_cells(*line, '\t');
    if (sides.size() != 2) return Verdict::no;
    const std::vector<std::string_view> words = first_cells(sides[0], ' '), tags = first_cells(sides[1], ' ');
    if (words.empty() || tags.empty() || !std::ranges::all_of(tags, is_tag)) return Verdict::no;
    if (tags.size() > 1) return Verdict::yes;
    if (beginning.bytes.empty() && beginning.is_whole) return Verdict::no;
  }
  return Verdict::open;
}

Verdict is_header_of_words(Beginning beginning, char separator) {
  const auto line = take_first_line(beginning);
  if (!line) return Verdict::open;
  const std::vector<std::string_view> cells = first_cells(*line, separator);
  const auto has = [&](std::span<const std::string_view> names) {
    return std::ranges::any_of(cells, [&](std::string_view cell) { return is_among(names, plain_cell(cell)); });
  };
  return has(names_of_words) && (has(names_of_tags) || has(names_of_sentences)) ? Verdict::yes : Verdict::no;
}

}  // namespace electra::cli
