// The elements of a document of JSON are those that the JSON library finds in it, whole and in their order, however its
// bytes come; and of any other bytes nothing is lost without a word. The first byte of the input chooses the layout,
// the second one whether the rest is a document or a recipe for one.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/first_lines.h"
#include "cli/io/json_elements.h"
#include "cli/io/reader.h"
#include "electra/error.h"
#include "fuzz/input.h"
#include "fuzz/lines.h"
#include "fuzz/memory_file.h"
#include "fuzz/promises.h"

namespace electra::cli {
namespace {

using nlohmann::json;

struct Elements {
  std::string lines, fault;
  bool operator==(const Elements&) const = default;
};

Elements read_elements(std::string_view document, JsonLayout layout, size_t step) {
  JsonElements elements(layout);
  Elements out;
  for (size_t at = 0; at < document.size(); at += step) {
    std::string part(document.substr(at, step));
    part.resize(elements.take(part));
    out.lines += part;
    if (!elements.fault().empty()) break;
  }
  out.fault = elements.fault_at_end();
  return out;
}

// --- Documents from a recipe ---

std::string white(fuzz::Input& input) {
  constexpr const char* kinds[] = {"", "", "", " ", "\n", "\r\n", "\t ", " \n \n"};
  return kinds[input.byte() % std::size(kinds)];
}

std::string value(fuzz::Input& input, int depth) {
  const uint8_t kind = input.byte() % (depth > 3 ? 4 : 7);
  if (kind == 0)
    return json(std::string(input.text().substr(0, 20)))
        .dump(-1, ' ', input.byte() % 2 == 0, json::error_handler_t::replace);
  if (kind == 1) return json(static_cast<int8_t>(input.byte())).dump();
  if (kind == 2) return json(static_cast<double>(input.number(2)) / 7).dump();
  if (kind == 3) return input.byte() % 2 == 0 ? "null" : "true";
  const bool is_object = kind > 4;
  std::string out = (is_object ? "{" : "[") + white(input);
  for (size_t i = 0, size = input.byte() % 4; i < size; ++i) {
    if (i > 0) out += "," + white(input);
    // Keys of a list that is none of the document's.
    if (is_object) out += json(i == 0 ? "data" : std::to_string(i)).dump() + white(input) + ":" + white(input);
    out += value(input, depth + 1) + white(input);
  }
  return out + (is_object ? "}" : "]");
}

struct Document {
  std::string text;
  std::vector<json> elements;
};

Document document_of(fuzz::Input& input, JsonLayout layout) {
  Document document;
  std::string list;
  const char separator = layout == JsonLayout::document ? '\n' : ',';
  for (size_t i = 0, size = input.byte() % 6; i < size; ++i) {
    const std::string element = value(input, 0);
    document.elements.push_back(json::parse(element));
    if (i > 0) list += separator + white(input);
    list += element + (separator == ',' ? white(input) : "");
  }
  if (layout == JsonLayout::document) {
    document.text = list;
  } else {
    document.text = "[" + white(input) + list + "]" + white(input);
  }
  if (layout != JsonLayout::data) return document;
  std::string around = "{" + white(input);
  if (input.byte() % 2 == 0) around += "\"x\"" + white(input) + ":" + value(input, 0) + ",";
  around += "\"data\"" + white(input) + ":" + white(input) + document.text;
  if (input.byte() % 2 == 0) around += ", \"data2\" :" + value(input, 0);
  document.text = around + "}";
  return document;
}

std::vector<json> parsed(const std::string& lines) {
  std::vector<json> values;
  for (const std::string& line : fuzz::lines_of(lines)) values.push_back(json::parse(line));
  return values;
}

// --- Any bytes ---

// The elements that the JSON library finds; nothing where it finds no document.
std::optional<std::vector<json>> found_by_library(std::string_view text, JsonLayout layout) {
  std::vector<json> values;
  if (layout == JsonLayout::document) {
    std::istringstream in{std::string(text)};
    try {
      for (json one; in >> std::ws && !in.eof(); values.push_back(one)) in >> one;
    } catch (const json::exception&) {
      return std::nullopt;
    }
    return values;
  }
  const json document = json::parse(text, nullptr, false);
  const json* list = &document;
  if (layout == JsonLayout::data && document.is_object()) {
    const auto found = document.find("data");
    list = found == document.end() ? nullptr : &*found;
  }
  if (list == nullptr || !list->is_array() || (layout == JsonLayout::data && !document.is_object()))
    return std::nullopt;
  return std::vector<json>(list->begin(), list->end());
}

// A byte order mark before a line is passed over, as where files are put together; in a document it is no JSON.
bool all_json(const std::vector<std::string>& lines) {
  return std::ranges::all_of(
      lines, [](const std::string& line) { return !line.starts_with("\xEF\xBB\xBF") && json::accept(line); });
}

// What is read without a fault is what the library finds; what it finds and is not read, has a fault.
void check_any(std::string_view text, JsonLayout layout, const Elements& elements) {
  if (!elements.fault.empty()) return fuzz::check_message(elements.fault);
  if (text.find('\0') != text.npos || !internal::is_utf8(text)) return;
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos || text[begin] != (layout == JsonLayout::array ? '[' : '{')) return;  // told as something else
  const std::vector<std::string> lines = fuzz::lines_of(elements.lines);
  if (!all_json(lines)) return;  // whoever reads the lines refuses one
  const auto found = found_by_library(text, layout);
  if (!found && layout == JsonLayout::data && !json::accept(text)) return;  // inside of the object's other members
  FUZZ_CHECK(found.has_value());
  FUZZ_CHECK(*found == parsed(elements.lines));
}

// Through the reader, which tells the layout.
void check_reader(const std::string& text) {
  const JsonLook look = look_for_json({std::string_view(text).substr(0, longest_beginning), true});
  if (look.is_json != Verdict::yes || look.layout == JsonLayout::objects || look.is_squad) return;
  const size_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const Elements expected = read_elements(std::string_view(text).substr(mark), look.layout, text.size());
  const fuzz::MemoryFile file(text);
  std::vector<std::string> lines;
  std::string fault;
  try {
    Reader reader(InputFiles({file.path()}, {.format = Format::jsonl}));
    for (auto records = reader.next(); !records.empty(); records = reader.next()) {
      for (const Record& record : records) lines.emplace_back(record.text);
    }
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input);
    fuzz::check_message(error.what(), file.path() + ": ");
    fault = std::string(error.what()).substr(file.path().size() + 2);
  }
  FUZZ_CHECK(fault == expected.fault);
  FUZZ_CHECK(lines == fuzz::lines_of(expected.lines));
}

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  if (size < 2) return 0;
  constexpr JsonLayout layouts[] = {JsonLayout::array, JsonLayout::data, JsonLayout::document};
  const JsonLayout layout = layouts[data[0] % 3];
  fuzz::Input input(data + 2, size - 2);
  Document document;
  const bool is_recipe = data[1] % 2 == 0;
  if (is_recipe) document = document_of(input, layout);
  const std::string text = is_recipe ? document.text : std::string(input.rest());
  const Elements whole = read_elements(text, layout, text.size() + 1);
  for (const size_t step : {size_t{1}, size_t{2} + data[0] / 3U})
    FUZZ_CHECK(read_elements(text, layout, step) == whole);
  if (is_recipe) {
    FUZZ_CHECK(whole.fault.empty());
    FUZZ_CHECK(parsed(whole.lines) == document.elements);
  } else {
    check_any(text, layout, whole);
  }
  check_reader(text);
  return 0;
}
