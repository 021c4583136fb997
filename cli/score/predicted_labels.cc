#include "cli/score/predicted_labels.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// A list as Python prints it: ['a', "b's"], or of numbers. Each of its labels is predicted.
Labels from_python(std::string_view list) {
  Labels labels;
  list = list.substr(1, list.size() - 2);
  for (size_t begin = list.find_first_not_of(" ,"); begin != list.npos; begin = list.find_first_not_of(" ,", begin)) {
    const bool is_quoted = list[begin] == '\'' || list[begin] == '"';
    const size_t end = is_quoted ? list.find(list[begin], begin + 1) : std::min(list.find(',', begin), list.size());
    if (end == list.npos || list.substr(begin, end - begin).find('\\') != list.npos) {
      fail(fmt::format("{}, expected a list of labels in quotes", quote(list)));
    }
    labels.push_back({std::string(list.substr(begin + is_quoted, end - begin - is_quoted)), 1.0});
    begin = end + is_quoted;
  }
  return labels;
}

}  // namespace

bool is_number(const std::string& text) {
  const auto number = parse_number<double>(text);
  return number && std::isfinite(*number);
}

bool LabelReader::take_header(std::string_view line) { return has_indices_ = line == "index\tprediction"; }

LabelLine LabelReader::read_row(std::string_view line) {
  std::vector<std::string> cells = split_cells(line, tsv_cells);
  if (!has_indices_) return {.labels = {}, .cells = std::move(cells)};
  if (cells.size() != 2) fail(fmt::format("{}, expected an index and a prediction", counted(cells.size(), "column")));
  if (cells[0] != std::to_string(rows_)) fail(fmt::format("index {}, expected {}", quote(cells[0]), rows_));
  ++rows_;
  return {.labels = {}, .cells = {std::move(cells[1])}};
}

LabelLine LabelReader::read_object(std::string_view line) const {
  const json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  if (members.refusing_null().number("value")) {
    return {.labels = {{object.at("value").dump(), std::nullopt}}, .cells = {}};
  }
  if (!members.has("labels")) fail("neither a list \"labels\" nor a \"value\" in the object");
  Labels predicted;
  for (const json& label : members.need_list("labels")) {
    const JsonObject of_label = members.nested("labels", label);
    predicted.push_back({of_label.need_string("label"), of_label.need_number("score")});
  }
  return {.labels = std::move(predicted), .cells = {}};
}

bool show_files(const std::vector<const LabelLine*>& lines, const std::set<std::string>& gold) {
  std::string file;
  uint64_t last = 0;
  for (const LabelLine* line : lines) {
    if (line->cells.size() < 3 || gold.contains(line->cells[0])) return false;
    const auto number = parse_number<uint64_t>(line->cells[1]);
    const bool goes_on = line->cells[0] == file;
    if (!number || *number == 0 || (goes_on && *number <= last)) return false;
    file = line->cells[0];
    last = *number;
  }
  return !lines.empty();
}

Labels labels_of(const std::vector<std::string>& cells, size_t begin) {
  const size_t count = cells.size() - begin;
  if (count == 1) {
    const std::string& cell = cells[begin];
    if (cell.empty()) return {};
    if (cell.starts_with('[') && cell.ends_with(']')) return from_python(cell);
    return {{cell, std::nullopt}};
  }
  if (count % 2 != 0) fail(fmt::format("{}, expected labels each with a score", counted(cells.size(), "column")));
  Labels predicted;
  for (size_t i = begin; i < cells.size(); i += 2) {
    if (!is_number(cells[i + 1])) {
      fail(fmt::format("{}, expected the score of {}", quote(cells[i + 1]), quote(cells[i])));
    }
    predicted.push_back({cells[i], value_of(cells[i + 1])});
  }
  return predicted;
}

}  // namespace electra::cli
