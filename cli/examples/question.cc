#include "cli/examples/question.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/examples/text_record.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

using nlohmann::json;

void check_label(const QuestionItem& item) {
  if (!item.label || (*item.label >= 0 && *item.label < std::ssize(item.choices))) return;
  fail(fmt::format("label {}, expected 0 to {}", *item.label, std::ssize(item.choices) - 1));
}

QuestionItem from_json(std::string_view line) {
  const json object = parse_record_object(line);
  QuestionItem item;
  const char* key = object.contains("prompt") ? "prompt" : "context";
  const auto prompt = object.find(key);
  if (prompt == object.end()) fail("no \"prompt\" in the object");
  if (!prompt->is_string()) fail(fmt::format("'{}' is {}, expected a string", key, quote_json(*prompt)));
  item.prompt = prompt->get<std::string>();
  const auto choices = object.find("choices");
  if (choices == object.end()) fail("no \"choices\" in the object");
  if (!choices->is_array() || choices->empty()) {
    fail(fmt::format("'choices' is {}, expected a list of at least one", quote_json(*choices)));
  }
  for (const json& choice : *choices) {
    if (!choice.is_string()) fail(fmt::format("'choices' has {}, expected a string", quote_json(choice)));
    item.choices.push_back(choice.get<std::string>());
  }
  if (const auto label = object.find("label"); label != object.end() && !label->is_null()) {
    if (!label->is_number_integer()) fail(fmt::format("'label' is {}, expected an index", quote_json(*label)));
    item.label = label->get<int64_t>();
  }
  check_label(item);
  return item;
}

}  // namespace

void QuestionParser::read_header(const std::vector<std::string>& cells, std::string_view file) {
  const auto find = [&](const std::string& name) -> std::optional<size_t> {
    const auto found = std::ranges::find(cells, name);
    if (found == cells.end()) return std::nullopt;
    return static_cast<size_t>(found - cells.begin());
  };
  const auto require = [&](const std::string& name) {
    const auto index = find(name);
    if (index) return *index;
    throw Error(ErrorKind::usage, fmt::format("{}: no column '{}', there is {}", file, name, fmt::join(cells, ", ")));
  };
  prompt_ = require("sent1");
  beginning_ = require("sent2");
  endings_ = {require("ending0")};
  while (const auto ending = find(fmt::format("ending{}", endings_.size()))) endings_.push_back(*ending);
  label_ = find("label");
  cells_ = cells.size();
}

std::optional<QuestionItem> QuestionParser::from_cells(const Record& record, std::string_view file) {
  if (cells_ == 0 || record.source != source_) {
    source_ = record.source;
    read_header(split_cells(record.text, ','), file);
    return std::nullopt;
  }
  const std::vector<std::string> cells = split_cells(record.text, ',');
  if (cells.size() != cells_) fail(fmt::format("{} columns, expected {} as in the header", cells.size(), cells_));
  QuestionItem item;
  item.prompt = cells[prompt_];
  for (const size_t ending : endings_) item.choices.push_back(cells[beginning_] + ' ' + cells[ending]);
  if (label_ && !cells[*label_].empty()) item.label = index_of(cells[*label_], "label");
  check_label(item);
  return item;
}

std::optional<QuestionItem> QuestionParser::parse(const Record& record, std::string_view file) {
  return format_ == "csv" ? from_cells(record, file) : from_json(record.text);
}

}  // namespace electra::cli
