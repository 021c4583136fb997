// Choices out of files, as electra choose writes them.
#include "cli/evaluation/choose.h"

#include <fmt/format.h>

#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/io/numbers.h"
#include "cli/score/pairs.h"
#include "cli/score/score.h"

namespace electra::cli {
namespace {

int64_t from_json(std::string_view line) {
  const nlohmann::json object = parse_record_object(line);
  return record_members(object).need_integer("choice");
}

// Behind a file and its line, where rows begin with them: an index is no name.
int64_t from_cells(const std::vector<std::string>& cells) {
  const bool shows_file = cells.size() > 3 && !parse_number<int64_t>(cells[0]) && parse_number<int64_t>(cells[1]);
  return index_of(cells[shows_file ? 2 : 0], "choice");
}

// Nothing for a skipped question.
std::optional<Choice> read_choice(std::string_view line, Format format) {
  if (line.empty() || line == "null") return std::nullopt;
  Choice choice;
  choice.best = format == Format::jsonl ? from_json(line) : from_cells(split_cells(line, tsv_cells));
  return choice;
}

}  // namespace

Scored score_choose(const ScoreRequest& request) {
  ChooseEvaluation evaluation;
  InputFiles gold = request.gold_files;
  settle_table(request.table, false, gold.read_as);
  const int64_t records = visit_pairs<ChoiceExample, Choice>(
      request, {.gold = [&] { return choice_source(std::move(gold)); },
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
  return {evaluation.report(), records};
}

}  // namespace electra::cli
