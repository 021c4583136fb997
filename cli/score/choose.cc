// Choices out of files, as electra choose writes them.
#include "cli/evaluation/choose.h"

#include <fmt/format.h>

#include "cli/evaluation/pairs.h"
#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/score/score.h"

namespace electra::cli {
namespace {

int64_t from_json(std::string_view line) {
  const nlohmann::json object = parse_record_object(line);
  const internal::JsonObject members = record_members(object);
  if (const auto choice = members.integer("choice")) return *choice;
  members.refuse("choice", "an integer");
}

}  // namespace

Report score_choose(const ScoreRequest& request) {
  LineFile predictions(request.predictions);
  const auto gold = choice_source(request.format, {request.gold});
  ChooseEvaluation evaluation;
  const PairVisitor<ChoiceExample, int64_t> visitor = {
      .check =
          [](const ChoiceExample& example) {
            if (!example.label) fail("no label to compare with");
          },
      .prediction = [&](std::string_view line) -> std::optional<int64_t> {
        if (line.empty() || line == "null") return std::nullopt;
        if (request.predictions_format == Format::jsonl) return from_json(line);
        return index_of(split_cells(line, '\t').front(), "choice");
      },
      .pair =
          [&](const ChoiceExample& example, int64_t choice, const std::string&) {
            if (choice < 0 || choice >= std::ssize(example.choices)) {
              fail(fmt::format("choice {} was predicted, expected 0 to {}", choice, std::ssize(example.choices) - 1));
            }
            evaluation.add(example, choice);
          },
  };
  Pairs(predictions, *gold, request.gold, visitor).visit();
  return evaluation.report();
}

}  // namespace electra::cli
