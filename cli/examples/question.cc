#include "cli/examples/question.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/examples/input_format.h"
#include "cli/examples/object_questions.h"
#include "cli/examples/record_object.h"
#include "cli/examples/record_source.h"
#include "cli/io/csv.h"

namespace electra::cli {

using namespace internal;

namespace {

// The columns of a file of SWAG.
class SwagFile {
 public:
  SwagFile(const Record& record, CellSyntax syntax, std::string_view file)
      : header_(record.text, syntax, std::string(file)),
        prompt_(header_.require("sent1")),
        beginning_(header_.require("sent2")),
        endings_({header_.require("ending0")}),
        label_(header_.find("label")) {
    while (const auto ending = header_.find(fmt::format("ending{}", endings_.size()))) endings_.push_back(*ending);
  }

  ChoiceExample read(const Record& record) const {
    const std::vector<std::string> cells = header_.cells(record.text);
    ChoiceExample example;
    example.prompt = cells[prompt_];
    for (const size_t ending : endings_) example.choices.push_back(cells[beginning_] + ' ' + cells[ending]);
    if (label_ && !cells[*label_].empty()) {
      example.label = read_gold([&] { return std::optional(choice_of(cells[*label_], {}, "label")); });
    }
    return example;
  }

 private:
  CsvHeader header_;
  size_t prompt_, beginning_;
  std::vector<size_t> endings_;
  std::optional<size_t> label_;
};

}  // namespace

std::unique_ptr<ItemSource<ChoiceExample>> choice_source(InputFiles files) {
  files.check();
  if (files.read_as.format == Format::jsonl) {
    return std::make_unique<RecordSource<ChoiceExample, std::vector<ChoiceExample>>>(
        std::move(files), [](const Record& record, std::string_view) {
          const nlohmann::json object = parse_record_object(record.text);
          return read_questions(record_members(object));
        });
  }
  refuse_if(files.read_as.header == Header::no, "--header no: a file of SWAG has a header");
  const auto parse = [syntax = files.read_as.cells(), swag = std::optional<SwagFile>(), source = size_t{0}](
                         const Record& record, std::string_view file) mutable -> std::optional<ChoiceExample> {
    if (swag && record.file == source) return swag->read(record);
    swag.emplace(record, syntax, file);
    source = record.file;
    return std::nullopt;
  };
  return std::make_unique<RecordSource<ChoiceExample>>(std::move(files), parse);
}

}  // namespace electra::cli
