#include "cli/examples/text_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

using nlohmann::json;

std::vector<std::string> words_of(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  std::vector<std::string> words;
  for (size_t begin = text.find_first_not_of(blanks); begin != text.npos;) {
    const size_t end = std::min(text.find_first_of(blanks, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(blanks, end);
  }
  return words;
}

TextRecord plain(std::string_view line, const TextFormat& format) {
  TextRecord record;
  if (format.pair) {
    const auto columns = std::count(line.begin(), line.end(), '\t') + 1;
    if (columns != 2) fail(fmt::format("{} column{}, expected 2 with a TAB between", columns, columns == 1 ? "" : "s"));
    const size_t tab = line.find('\t');
    record.pair = line.substr(tab + 1);
    line = line.substr(0, tab);
  }
  record.text = line;
  return record;
}

std::vector<std::string> list_of_words(const json& list, const char* key) {
  std::vector<std::string> words;
  for (const json& word : list) {
    if (!word.is_string()) fail(fmt::format("'{}' has {}, expected a word", key, quote_json(word)));
    words.push_back(word.get<std::string>());
  }
  return words;
}

}  // namespace

TextRecord read_text_object(const json& object) {
  const auto text = object.find("text");
  if (text == object.end()) fail("no \"text\" in the object");
  const auto pair = object.find("pair");
  const bool has_pair = pair != object.end() && !pair->is_null();
  TextRecord record;
  record.is_split = text->is_array();
  if (record.is_split) {
    record.words = list_of_words(*text, "text");
    if (has_pair && !pair->is_array())
      fail(fmt::format("'pair' is {}, expected words like the text", quote_json(*pair)));
    if (has_pair) record.pair_words = list_of_words(*pair, "pair");
    return record;
  }
  if (!text->is_string()) fail(fmt::format("'text' is {}, expected a string or a list of words", quote_json(*text)));
  if (has_pair && !pair->is_string()) fail(fmt::format("'pair' is {}, expected a string", quote_json(*pair)));
  record.text = text->get<std::string>();
  if (has_pair) record.pair = pair->get<std::string>();
  return record;
}

nlohmann::json parse_record_object(std::string_view line) {
  json object;
  try {
    object = json::parse(line, [](int depth, json::parse_event_t, const json&) {
      if (depth > max_json_depth) fail(fmt::format("nested deeper than {} levels", max_json_depth));
      return true;
    });
  } catch (const json::parse_error& error) {
    fail(fmt::format("not JSON at byte {}: {}", error.byte, json_fault(error)));
  } catch (const json::exception& error) {
    fail(fmt::format("not JSON: {}", json_fault(error)));
  }
  if (!object.is_object()) fail(fmt::format("{}, expected an object", quote_json(object)));
  return object;
}

TextRecord read_text_record(std::string_view line, const TextFormat& format) {
  TextRecord record = format.jsonl ? read_text_object(parse_record_object(line)) : plain(line, format);
  if (!format.split_words || record.is_split) return record;
  record.is_split = true;
  record.words = words_of(record.text);
  if (record.pair) record.pair_words = words_of(*record.pair);
  return record;
}

}  // namespace electra::cli
