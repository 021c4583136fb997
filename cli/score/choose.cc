// Choices out of files, as electra choose writes them.
#include "cli/evaluation/choose.h"

#include <fmt/format.h>

#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/score/pairs.h"
#include "cli/score/score.h"

namespace electra::cli {
namespace {

int64_t from_json(std::string_view line) {
  const nlohmann::json object = parse_record_object(line);
  return record_members(object).need_integer("choice");
}

// Nothing for a skipped question.
std::optional<Choice> read_choice(std::string_view line, Format format) {
  if (line.empty() || line == "null") return std::nullopt;
  Choice choice;
  choice.best = format == Format::jsonl ? from_json(line) : index_of(split_cells(line, '\t').front(), "choice");
  return choice;
}

}  // namespace

Report score_choose(const ScoreRequest& request) {
  ChooseEvaluation evaluation;
  visit_pairs<ChoiceExample, Choice>(
      request, {.gold = [&] { return choice_source(request.gold_files); },
                .check = right_choice,
                .prediction = [&](std::string_view line) { return read_choice(line, request.predictions_as.format); },
                .pair =
                    [&](const ChoiceExample& example, const Choice& choice, const std::string& place) {
                      const int64_t choices = std::ssize(example.choices);
                      if (choice.best < 0 || choice.best >= choices) {
                        fail(fmt::format("choice {} was predicted, expected 0 to {}", choice.best, choices - 1));
                      }
                      evaluation.add(example, choice, place);
                    }});
  return evaluation.report();
}

}  // namespace electra::cli
