#include "cli/io/conll_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/quote.h"
#include "cli/io/first_sentences.h"
#include "cli/io/numbers.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view names_mark = "# global.columns =";

// Of CoNLL-U, and nearly those of CoNLL-X.
constexpr std::string_view names_of_conllu[] = {"ID",    "FORM", "LEMMA",  "UPOS", "XPOS",
                                                "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"};

using Columns = std::vector<std::string_view>;

// The words of the lines at hand as their columns. Without `count` every "#" begins a comment.
std::vector<Columns> words_at_hand(std::span<const std::string_view> lines, const ConllColumns& columns) {
  std::vector<Columns> words;
  bool in_sentence = false;
  for (const std::string_view line : lines) {
    const bool is_between = is_blank(line) || is_document_mark(line) || is_document_comment(line);
    if (is_between || (!in_sentence && is_comment(line, columns))) {
      in_sentence = in_sentence && !is_between;
      continue;
    }
    in_sentence = true;
    words.push_back(split_conll(line));
  }
  return words;
}

// Whether a column counts the words of every sentence, from 0 or from 1, behind the same name of a document or part. A
// sentence of one word alone tells it where `one_is_enough`.
bool counts_words(const std::vector<Columns>& words, size_t column, bool one_is_enough) {
  std::optional<size_t> first, last;
  const Columns* before = nullptr;
  bool has_counted = false;
  for (const Columns& word : words) {
    if (word.size() < column + 3) return false;
    if (has_no_word(word[column])) continue;
    const auto id = parse_number<size_t>(word[column]);
    if (!first && id && *id <= 1) first = id;
    if (!id || !first) return false;
    const bool goes_on = last && *id == *last + 1 &&
                         std::equal(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(column), before->begin());
    if (!goes_on && *id != *first) return false;
    has_counted = has_counted || goes_on;
    last = id;
    before = &word;
  }
  return has_counted || (last && one_is_enough);
}

// The column that numbers the words. One word may be the number itself, which in lines of blanks is as likely.
std::optional<size_t> numbers_of_words(const std::vector<Columns>& words, bool with_tabs) {
  constexpr size_t most_before = 2;  // a document and its part
  for (size_t column = 0; column <= most_before; ++column) {
    if (counts_words(words, column, false)) return column;
  }
  return with_tabs && counts_words(words, 0, true) ? std::optional<size_t>(0) : std::nullopt;
}

// Whether tags stand before their words, as in the files of MIT's slots. A sentence may have O alone, and a word be
// one.
bool has_tags_first(const std::vector<Columns>& words) {
  const auto is_tagged = [](const Columns& word) { return word.size() > 1 && is_tag(word.front()); };
  return std::ranges::all_of(words, is_tagged) &&
         std::ranges::any_of(words, [](const Columns& word) { return word.front() != "O"; }) &&
         std::ranges::any_of(words, [](const Columns& word) { return !is_tag(word[1]); });
}

// The first column behind the word that has tags alone, or the last.
size_t told_tag(const std::vector<Columns>& words, const ConllColumns& columns) {
  for (size_t i = columns.word + 1; i < columns.count; ++i) {
    const auto has_tag = [&](const Columns& word) { return i < word.size() && is_tag(word[i]); };
    if (std::ranges::all_of(words, has_tag)) return i;
  }
  return columns.count - 1;
}

std::optional<size_t> find_name(const Columns& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? std::nullopt : std::optional<size_t>(found - names.begin());
}

size_t chosen_column(const Columns& names, const std::string& column, const std::string& file) {
  if (const auto named = find_name(names, column)) return *named;
  const auto number = parse_number<size_t>(column);
  if (number && *number > 0) return *number - 1;
  if (names.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: no names of columns, expected a number from 1 in place of {}", file, quote(column)));
  }
  throw Error(ErrorKind::usage, fmt::format("{}: no column {}, there is {}", file, quote(column),
                                            quote_list({names.begin(), names.end()})));
}

Columns names_given(std::span<const std::string_view> lines, Format format) {
  for (const std::string_view line : lines) {
    if (!line.starts_with('#')) break;
    if (line.starts_with(names_mark)) return first_cells(line.substr(names_mark.size()), ' ');
  }
  return format == Format::conllu ? Columns(std::begin(names_of_conllu), std::end(names_of_conllu)) : Columns();
}

}  // namespace

std::vector<std::string_view> split_conll(std::string_view line) {
  return first_cells(line, line.find('\t') == line.npos ? ' ' : '\t');
}

bool is_blank(std::string_view line) { return line.find_first_not_of(blanks) == line.npos; }

bool is_document_mark(std::string_view line) {
  constexpr std::string_view mark = "-DOCSTART-";
  return line.starts_with(mark) && (line.size() == mark.size() || blanks.find(line[mark.size()]) != blanks.npos);
}

bool is_document_comment(std::string_view line) {
  return line.starts_with("#begin document") || line.starts_with("#end document");
}

bool is_comment(std::string_view line, const ConllColumns& columns) {
  if (!line.starts_with('#')) return false;
  if (columns.has_ids) return true;
  if (line.size() > 1 && blanks.find(line[1]) == blanks.npos) return false;  // "#word"
  const Columns cells = split_conll(line);
  if (columns.count == 0) return cells.size() != 2 || !is_tag(cells.back());
  if (cells.size() != columns.count) return true;
  if (cells.size() == 1) return false;
  const bool has_tabs = line.find('\t') != line.npos;
  const bool is_capitals = cells.back().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
  return !is_tag(cells.back()) && !(has_tabs && is_capitals && !cells.back().empty());
}

bool has_no_word(std::string_view id) {
  const size_t end = id.find_first_of("-.");
  return end != id.npos && is_number(id.substr(0, end));
}

ConllColumns columns_of_conll(std::span<const std::string_view> lines, Format format, const ConllChoice& choice,
                              const std::string& file) {
  const Columns names = names_given(lines, format);
  ConllColumns columns;
  columns.has_ids = format == Format::conllu || (!names.empty() && names.front() == "ID");
  std::vector<Columns> words = words_at_hand(lines, columns);
  const auto plain = std::ranges::find_if(words, [](const Columns& word) { return !word.front().starts_with('#'); });
  if (!words.empty()) columns.count = (plain == words.end() ? words.front() : *plain).size();
  words = words_at_hand(lines, columns);
  const bool with_tabs = std::ranges::any_of(lines, [](auto line) { return line.find('\t') != line.npos; });
  const auto numbers = columns.has_ids ? std::nullopt : numbers_of_words(words, with_tabs);
  const bool is_reversed = names.empty() && has_tags_first(words);
  if (numbers) columns.told = fmt::format("column {} numbers the words: they are", *numbers + 1);
  if (is_reversed) columns.told = "column 1 has the tags: words are";
  columns.has_ids = columns.has_ids || numbers;
  columns.id = numbers.value_or(0);
  columns.word = find_name(names, "FORM").value_or(columns.has_ids || is_reversed ? columns.id + 1 : 0);
  if (!choice.word.empty()) columns.word = chosen_column(names, choice.word, file);
  const size_t last = columns.count == 0 ? 0 : columns.count - 1;
  columns.tag = is_reversed ? 0 : numbers && columns.count > 0 ? told_tag(words, columns) : last;
  if (format == Format::conllu && columns.count == std::size(names_of_conllu)) columns.tag = 3;
  if (choice.tags == ConllChoice::Tags::last) columns.tag = last;
  if (!choice.tag.empty()) columns.tag = chosen_column(names, choice.tag, file);
  return columns;
}

}  // namespace electra::cli
