// Choices out of files, as electra choose writes them.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "cli/evaluation/choose.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/evaluation/pairs.h"
#include "cli/examples/question.h"
#include "cli/score/score.h"
#include "cli/examples/text_record.h"

namespace electra::cli {
namespace {

int64_t from_json(std::string_view line) {
  const nlohmann::json object = parse_record_object(line);
  const auto choice = object.find("choice");
  if (choice == object.end()) fail("no \"choice\" in the object");
  if (!choice->is_number_integer()) fail(fmt::format("'choice' is {}, expected an index", quote_json(*choice)));
  return choice->get<int64_t>();
}

}  // namespace

Report score_choose(const ScoreFlags& flags) {
  QuestionParser parser(flags.format);
  LineFile predictions(flags.predictions);
  LineFile gold(flags.gold, parser.record_end());
  const bool reads_json = flags.predictions_format == "jsonl";
  ChooseEvaluation evaluation;
  const auto read_gold = [&](const Record& record) {
    std::optional<QuestionItem> item = parser.parse(record, gold.name());
    if (item && !item->label) fail("no label to compare with");
    return item;
  };
  const auto read_prediction = [&](std::string_view line) -> std::optional<int64_t> {
    if (line.empty() || line == "null") return std::nullopt;
    return reads_json ? from_json(line) : index_of(split_cells(line, '\t').front(), "choice");
  };
  const auto add = [&](const QuestionItem& item, int64_t choice, const std::string&) {
    if (choice < 0 || choice >= std::ssize(item.choices)) {
      fail(fmt::format("choice {} was predicted, expected 0 to {}", choice, std::ssize(item.choices) - 1));
    }
    evaluation.add(item, choice);
  };
  visit_pairs<QuestionItem, int64_t>(predictions, gold,
                                     {.gold = read_gold, .prediction = read_prediction, .pair = add});
  return evaluation.report();
}

}  // namespace electra::cli
