#include "cli/io/conll_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

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

struct Word {
  Columns columns;
  bool begins = false;  // a sentence
};

// The words of the lines at hand. Without `count` every "#" begins a comment.
std::vector<Word> words_at_hand(std::span<const std::string_view> lines, const ConllColumns& columns) {
  std::vector<Word> words;
  bool in_sentence = false;
  for (const std::string_view line : lines) {
    const bool is_between = is_blank(line) || is_document_mark(line) || is_document_comment(line);
    if (is_between || (!in_sentence && is_comment(line, columns))) {
      in_sentence = in_sentence && !is_between;
      continue;
    }
    words.push_back({split_conll(line), !std::exchange(in_sentence, true)});
  }
  return words;
}

// How far a column counts the words of sentences.
struct WordCount {
  size_t counted = 0;  // sentences of several words that it counts
  size_t others = 0;   // sentences that it does not count
  size_t lone = 0;     // sentences of one word that have the first number
};

// From 0 if there is one, else from 1, behind the same name of a document or part. Nothing where a cell is no number.
std::optional<WordCount> count_words(const std::vector<Word>& words, size_t column) {
  std::vector<std::optional<size_t>> ids;  // nothing: a line without a word
  for (const Word& word : words) {
    if (word.columns.size() < column + 3) return std::nullopt;
    const std::string_view cell = word.columns[column];
    ids.push_back(parse_number<size_t>(cell));
    if (!ids.back() && !has_no_word(cell)) return std::nullopt;
  }
  const size_t first = std::ranges::find(ids, std::optional<size_t>(0)) == ids.end() ? 1 : 0;
  WordCount count;
  size_t length = 0;
  bool is_counted = false;
  const auto end_sentence = [&] {
    if (length > 0) (!is_counted ? count.others : length > 1 ? count.counted : count.lone) += 1;
    length = 0;
  };
  const Columns* before = nullptr;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].begins) end_sentence();
    if (!ids[i]) continue;
    const Columns& columns = words[i].columns;
    const bool goes_on =
        length > 0 &&
        std::equal(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(column), before->begin());
    is_counted = *ids[i] == first + length && (length == 0 || (is_counted && goes_on));
    before = &columns;
    ++length;
  }
  end_sentence();
  return count;
}

// The column that numbers the words. One word may be the number itself, which in lines of blanks is as likely. A part
// of a file may begin in the middle of a sentence, and have a fault.
std::optional<size_t> numbers_of_words(const std::vector<Word>& words, bool with_tabs) {
  constexpr size_t most_before = 2;  // a document and its part
  constexpr size_t counted_for_another = 10;
  for (size_t column = 0; column <= most_before; ++column) {
    const std::optional<WordCount> count = count_words(words, column);
    if (!count) continue;
    if (count->counted > 0 && count->others <= count->counted / counted_for_another) return column;
    if (column == 0 && with_tabs && count->counted + count->others == 0 && count->lone > 0) return column;
  }
  return std::nullopt;
}

// Whether the first column has numbers alone, and another, before that of the tags, has none.
bool are_numbers(const std::vector<Word>& words) {
  constexpr size_t least = 3;  // fewer may be words that are numbers
  const auto have_number = [&](size_t column) {
    return std::ranges::all_of(
        words, [&](const Word& word) { return column < word.columns.size() && is_number(word.columns[column]); });
  };
  return words.size() >= least && words.front().columns.size() > 2 && have_number(0) && !have_number(1);
}

// Whether tags stand before their words, as in the files of MIT's slots. A sentence may have O alone, and a word be
// one.
bool has_tags_first(const std::vector<Word>& words) {
  const auto is_tagged = [](const Word& word) { return word.columns.size() > 1 && is_tag(word.columns.front()); };
  return std::ranges::all_of(words, is_tagged) &&
         std::ranges::any_of(words, [](const Word& word) { return word.columns.front() != "O"; }) &&
         std::ranges::any_of(words, [](const Word& word) { return !is_tag(word.columns[1]); });
}

// The first column behind the word that has tags alone, or the last.
size_t told_tag(const std::vector<Word>& words, const ConllColumns& columns) {
  for (size_t i = columns.word + 1; i < columns.count; ++i) {
    const auto has_tag = [&](const Word& word) { return i < word.columns.size() && is_tag(word.columns[i]); };
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
  std::vector<Word> words = words_at_hand(lines, columns);
  const auto plain =
      std::ranges::find_if(words, [](const Word& word) { return !word.columns.front().starts_with('#'); });
  if (!words.empty()) columns.count = (plain == words.end() ? words.front() : *plain).columns.size();
  words = words_at_hand(lines, columns);
  const bool with_tabs = std::ranges::any_of(lines, [](auto line) { return line.find('\t') != line.npos; });
  const auto numbers = columns.has_ids ? std::nullopt : numbers_of_words(words, with_tabs);
  const bool is_reversed = names.empty() && has_tags_first(words);
  columns.has_numbers_alone = choice.word.empty() && !columns.has_ids && !numbers && !is_reversed && are_numbers(words);
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
