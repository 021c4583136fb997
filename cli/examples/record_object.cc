#include "cli/examples/record_object.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "cli/io/input_fault.h"

namespace electra::cli {

using namespace internal;

nlohmann::json parse_record_object(std::string_view line) {
  if (line.empty()) fail("an empty line, expected an object");
  nlohmann::json object = parse_json_record(line);
  if (!object.is_object()) fail(fmt::format("{}, expected an object", quote_json(object)));
  return object;
}

namespace {

// The end of the string that begins at `at`.
size_t end_of_string(std::string_view json, size_t at) {
  for (++at; json[at] != '"'; ++at) at += json[at] == '\\' ? 1 : 0;
  return at + 1;
}

// The end of the value that begins at `at`: what follows is a comma or the bracket around it, maybe behind blanks.
size_t end_of_value(std::string_view json, size_t at) {
  for (size_t depth = 0;;) {
    const char c = json[at];
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '"') {
      at = end_of_string(json, at);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
}

}  // namespace

std::optional<std::string> value_as_written(std::string_view line, std::string_view key) {
  constexpr std::string_view blanks = " \t\r\n";
  std::optional<std::string_view> found;
  const auto behind_blanks = [&](size_t at) { return line.find_first_not_of(blanks, at); };
  for (size_t at = behind_blanks(line.find('{') + 1); line[at] != '}';) {
    const size_t key_end = end_of_string(line, at);
    const std::string_view written = line.substr(at, key_end - at);
    const size_t begin = behind_blanks(line.find(':', key_end) + 1);
    at = end_of_value(line, begin);
    if (parse_json_record(written).get_ref<const std::string&>() == key) found = line.substr(begin, at - begin);
    if (line[at] == ',') at = behind_blanks(at + 1);
  }
  if (!found) return std::nullopt;
  std::string value(found->substr(0, found->find_last_not_of(blanks) + 1));
  // Between the elements of a list; a string has none.
  std::ranges::replace_if(
      value, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return value;
}

}  // namespace electra::cli
