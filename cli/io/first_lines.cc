#include "cli/io/first_lines.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

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

// Members that make an object a record, whatever else it has.
constexpr std::string_view members_of_records[] = {"text",     "sentence", "sentence1", "premise", "context",
                                                   "question", "prompt",   "choices",   "tokens",  "words"};

// Whether the object is a document of records: has a member "data" that is a list of objects, or an empty one beside
// which there is nothing but a "version", and no member of records beside it, as far as it is at hand. Those of its own
// members may have such, too.
bool has_data(std::string_view text) {
  int64_t depth = 0;
  bool has_list = false, is_empty_list = false, has_others = false;
  while (skip_to_structure(text)) {
    if (text.front() != '"') {
      depth += step_of(text.front());
      if (depth == 0) return has_list || (is_empty_list && !has_others);
      text.remove_prefix(1);
      continue;
    }
    const std::string_view key = text.substr(1, text.find('"', 1) - 1);
    if (!take_string(text)) return has_list;
    if (depth > 1 || !text.starts_with(':')) continue;
    if (std::ranges::find(members_of_records, key) != std::end(members_of_records)) return false;
    has_others = has_others || (key != "data" && key != "version");
    const std::string_view value = trimmed_front(text.substr(1));
    if (key != "data" || !value.starts_with('[')) continue;
    const std::string_view inside = trimmed_front(value.substr(1));
    has_list = has_list || inside.starts_with('{');
    is_empty_list = inside.starts_with(']');
  }
  return has_list;
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
  // A text may be "[]": no file is told to be JSON by it.
  if (!is_object && inside.front() == ']') return {Verdict::no, JsonLayout::array};
  if (inside.front() != '"') return {};
  std::string_view rest = inside;
  if (!take_string(rest)) return {inside.find('\n') == inside.npos ? open : Verdict::no};
  if (rest.empty()) return {open};
  if (!is_object) return rest.front() == ',' || rest.front() == ']' ? array : JsonLook{};
  if (rest.front() != ':') return {};
  return look_at_object(text, is_broken, open);
}

}  // namespace electra::cli
