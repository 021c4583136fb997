#include "cli/io/first_lines.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

constexpr std::string_view white_space = " \t\r\n";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

}  // namespace

std::optional<std::string_view> take_first_line(Beginning& rest) {
  const size_t end = rest.bytes.find('\n');
  if (end == rest.bytes.npos && !rest.is_whole) return std::nullopt;
  std::string_view line = rest.bytes.substr(0, end);
  rest.bytes.remove_prefix(std::min(line.size() + 1, rest.bytes.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> first_cells(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  for (size_t begin = 0; begin <= line.size();) {
    const size_t end = std::min(line.find(separator, begin), line.size());
    if (separator != ' ' || end > begin) cells.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return cells;
}

std::string_view plain_cell(std::string_view cell) {
  cell = without_mark(cell);
  const size_t begin = std::min(cell.find_first_not_of(" \""), cell.size());
  return cell.substr(begin, cell.find_last_not_of(" \"") + 1 - begin);
}

bool is_among(std::span<const std::string_view> names, std::string_view cell) {
  const auto lower = [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::any_of(names,
                             [&](std::string_view name) { return std::ranges::equal(name, cell, {}, {}, lower); });
}

namespace {

// --- JSON ---

// Behind white space.
std::string_view trimmed_front(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(white_space), text.size()));
}

// Takes a string of JSON from the front of `text`, and white space behind it. False: it does not end here, or not in
// its line.
bool take_string(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  size_t end = 1;
  while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
  if (end >= line.size()) return false;
  text = trimmed_front(text.substr(end + 1));
  return true;
}

// Takes what stands before the next string or bracket from the front of `text`. False: there is none.
bool skip_to_structure(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_of("\"{}[]"), text.size()));
  return !text.empty();
}

int64_t step_of(char bracket) { return bracket == '{' || bracket == '[' ? 1 : -1; }

// Whether the object has a member "data" that is a list of objects. Those of its own members may have such, too.
bool has_data(std::string_view text) {
  int64_t depth = 0;
  while (skip_to_structure(text)) {
    if (text.front() != '"') {
      depth += step_of(text.front());
      if (depth == 0) return false;
      text.remove_prefix(1);
      continue;
    }
    const bool is_data = depth == 1 && text.starts_with("\"data\"");
    if (!take_string(text)) return false;
    if (!is_data || !text.starts_with(':')) continue;
    const std::string_view value = trimmed_front(text.substr(1));
    if (value.starts_with('[') && trimmed_front(value.substr(1)).starts_with('{')) return true;
  }
  return false;
}

// Whether all that a line opens is closed in it.
bool is_closed(std::string_view line) {
  int64_t depth = 0;
  while (skip_to_structure(line)) {
    if (line.front() == '"') {
      if (!take_string(line)) return false;
      continue;
    }
    depth += step_of(line.front());
    line.remove_prefix(1);
  }
  return depth == 0;
}

// Whether the object in the line goes on in the next one, as printers of JSON break it. A line that is cut off ends
// otherwise, and another object follows.
bool goes_on(std::string_view line, std::string_view next) {
  line = line.substr(0, line.find_last_not_of(white_space) + 1);
  if (next.empty() || is_closed(line)) return false;
  return line.ends_with('[') || line.ends_with('{') || (line.ends_with(',') && !next.starts_with('{'));
}

// What an object whose first member has been seen is among, or begins. `is_broken`: its brace is not in the line of the
// member.
JsonLook look_at_object(std::string_view text, bool is_broken, Verdict open) {
  const size_t end = text.find('\n');
  if (!is_broken && end == text.npos && open == Verdict::open) return {open};
  const std::string_view line = text.substr(0, end);
  const std::string_view next = end == text.npos ? "" : trimmed_front(text.substr(end));
  const bool is_document = is_broken || goes_on(line, next);
  const JsonLook alone = {Verdict::yes, is_document ? JsonLayout::document : JsonLayout::objects};
  if (!is_document) {
    const bool may_go_on = next.empty() && open == Verdict::open;
    if (may_go_on && (!is_closed(line) || has_data(text))) return {open};
    if ((next.starts_with('{') && is_closed(line)) || !has_data(text)) return alone;
  }
  const bool is_data = has_data(text);
  const bool is_squad = is_data && text.find("\"paragraphs\"") != text.npos;
  if (!is_squad && open == Verdict::open) return {open};
  return is_data ? JsonLook{Verdict::yes, JsonLayout::data, is_squad} : alone;
}

}  // namespace

JsonLook look_for_json(Beginning beginning) {
  const Verdict open = beginning.is_whole ? Verdict::no : Verdict::open;
  if (byte_order_mark.starts_with(beginning.bytes)) return {open};  // of three bytes, that may come one by one
  const std::string_view text = trimmed_front(without_mark(beginning.bytes));
  if (text.empty()) return {open};
  const bool is_object = text.front() == '{';
  if (!is_object && text.front() != '[') return {};
  const std::string_view inside = trimmed_front(text.substr(1));
  const bool is_broken = text.substr(0, text.size() - inside.size()).find('\n') != text.npos;
  if (inside.empty()) return {open};
  const JsonLook array = {Verdict::yes, JsonLayout::array};
  if (!is_object && (inside.front() == '{' || (is_broken && inside.front() == '['))) return array;
  if (inside.front() != '"') return {};
  std::string_view rest = inside;
  if (!take_string(rest)) return {inside.find('\n') == inside.npos ? open : Verdict::no};
  if (rest.empty()) return {open};
  if (!is_object) return rest.front() == ',' || rest.front() == ']' ? array : JsonLook{};
  if (rest.front() != ':') return {};
  return look_at_object(text, is_broken, open);
}

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

// How many cells every line has; 0: not as many each.
size_t common_cells(const std::vector<std::string_view>& lines, CellSyntax syntax) {
  const size_t first = count_cells(lines.front(), syntax);
  const bool are_alike =
      std::ranges::all_of(lines, [&](std::string_view line) { return count_cells(line, syntax) == first; });
  return are_alike ? first : 0;
}

}  // namespace

SeparatorLook look_for_separator(Beginning beginning, CellSyntax syntax) {
  std::vector<std::string_view> lines;
  while (!beginning.bytes.empty()) {
    const auto line = take_first_line(beginning);
    if (!line) break;
    lines.push_back(*line);
  }
  if (lines.empty()) return {.is_other = beginning.is_whole ? Verdict::no : Verdict::open};
  if (common_cells(lines, syntax) > 1) return {};
  for (const char separator : usual_separators) {
    const bool is_own = separator == syntax.separator;
    if (is_own || common_cells(lines, {.separator = separator, .has_quotes = syntax.has_quotes}) < 2) continue;
    if (lines.size() > 1) return {.is_other = Verdict::yes, .separator = separator};
    if (!beginning.is_whole) return {.is_other = Verdict::open};
  }
  return {};
}

}  // namespace electra::cli
