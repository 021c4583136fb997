// Choices out of files, as electra choose writes them.
#include "cli/evaluation/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/io/numbers.h"
#include "cli/score/pairs.h"
#include "cli/score/score.h"

namespace electra::cli {
namespace {

// A line of predictions.
struct Row {
  std::optional<int64_t> index;      // of an object
  std::vector<float> probabilities;  // of an object, if it has them
  std::vector<std::string> cells;    // of tsv
};

Row from_json(std::string_view line) {
  const nlohmann::json object = parse_record_object(line);
  Row row = {.index = record_members(object).need_integer("choice"), .probabilities = {}, .cells = {}};
  const auto probabilities = object.find("probabilities");
  if (probabilities == object.end() || !probabilities->is_array()) return row;
  for (const nlohmann::json& probability : *probabilities) {
    if (!probability.is_number()) return {.index = row.index, .probabilities = {}, .cells = {}};
    row.probabilities.push_back(probability.get<float>());
  }
  return row;
}

// Rows end with the index, the text and the probability of each choice: before them stand a file and its line, and what
// --keep passed on, such as gold. Rows of other programs may begin with the index and have less behind it.
int64_t best_of(const Row& row, size_t choices) {
  if (row.index) return *row.index;
  const size_t own = choices + 2;
  return index_of(row.cells[row.cells.size() > own ? row.cells.size() - own : 0], "choice");
}

// One for each choice, or none.
std::vector<float> probabilities_of(const Row& row, size_t choices) {
  if (row.index) return row.probabilities.size() == choices ? row.probabilities : std::vector<float>();
  std::vector<float> probabilities;
  for (size_t i = row.cells.size() - std::min(row.cells.size(), choices); i < row.cells.size(); ++i) {
    const auto probability = parse_number<float>(row.cells[i]);
    const bool is_one = probability && *probability >= 0.0F && *probability <= 1.0F;
    if (row.cells.size() < choices + 2 || !is_one) return {};
    probabilities.push_back(*probability);
  }
  return probabilities;
}

// Nothing for a skipped question.
std::optional<Row> read_row(std::string_view line, Format format) {
  if (line.empty() || line == "null") return std::nullopt;
  if (format == Format::jsonl) return from_json(line);
  return Row{.index = std::nullopt, .probabilities = {}, .cells = split_cells(line, tsv_cells)};
}

}  // namespace

Scored score_choose(const ScoreRequest& request) {
  ChooseEvaluation evaluation;
  if (request.plots) evaluation.keep_for_plot();
  InputFiles gold = request.gold_files;
  settle_table(request.table, false, gold.read_as);
  const int64_t records = visit_pairs<ChoiceExample, Row>(
      request, {.gold = [&] { return choice_source(std::move(gold)); },
                .check = right_choice,
                .prediction = [&](std::string_view line) { return read_row(line, request.predictions_as.format); },
                .pair =
                    [&](const ChoiceExample& example, const Row& row, const std::string& place) {
                      Choice choice;
                      choice.best = best_of(row, example.choices.size());
                      const int64_t choices = std::ssize(example.choices);
                      if (choice.best < 0 || choice.best >= choices) {
                        fail(fmt::format("choice {} was predicted, expected 0 to {}", choice.best, choices - 1));
                      }
                      choice.probabilities = probabilities_of(row, example.choices.size());
                      evaluation.add(example, choice, place);
                    }});
  return {evaluation.report(), records, evaluation.plot()};
}

}  // namespace electra::cli
