// Predictions and gold of any bytes are refused with a message or give a report, whose shares are shares. The first
// bytes of the input choose the task and its flags, the rest holds predictions, then a zero byte, then gold.
//
// A function of the tasks stands here in short: what computes is no part of the fuzzers.
#include <cmath>
#include <iterator>
#include <string>
#include <string_view>

#include "cli/evaluation/report.h"
#include "cli/io/messages.h"
#include "cli/score/score.h"
#include "electra/tasks.h"
#include "fuzz/input.h"
#include "fuzz/memory_file.h"

namespace electra {

float label_probability(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

}  // namespace electra

namespace electra::cli {

using namespace internal;
namespace {

struct Task {
  Scored (*score)(const ScoreRequest& request);
  Format predictions[3];
  Format gold[3];
};
using enum Format;
constexpr Task tasks[] = {{score_detect_replaced, {jsonl, jsonl, jsonl}, {jsonl, jsonl, jsonl}},
                          {score_fill_mask, {jsonl, jsonl, jsonl}, {jsonl, jsonl, jsonl}},
                          {score_classify, {tsv, jsonl, tsv}, {tsv, csv, jsonl}},
                          {score_qa, {squad, jsonl, tsv}, {squad, jsonl, jsonl}},
                          {score_tag, {conll, jsonl, csv}, {conll, jsonl, tagged}},
                          {score_choose, {tsv, jsonl, tsv}, {jsonl, csv, jsonl}}};

void choose_flags(fuzz::Input& input, ScoreRequest& request) {
  constexpr const char* columns[] = {"", "1", "2", "label", "3"};
  constexpr const char* labels[] = {"", "a,b", "no,yes,maybe"};
  constexpr std::optional<ProblemType> problems[] = {std::nullopt, ProblemType::single_label, ProblemType::multi_label,
                                                     ProblemType::regression};
  constexpr std::optional<TagScheme> schemes[] = {
      std::nullopt,           TagScheme::lenient,     TagScheme::strict_iob2,  TagScheme::strict_iobes,
      TagScheme::google,      TagScheme::strict_iob1, TagScheme::strict_bilou, TagScheme::strict_ioe1,
      TagScheme::strict_ioe2,
  };
  constexpr std::optional<TagAffix> affixes[] = {std::nullopt, TagAffix::prefix, TagAffix::suffix};
  request.label_column = columns[input.byte() % std::size(columns)];
  request.labels = labels[input.byte() % std::size(labels)];
  request.problem_type = problems[input.byte() % std::size(problems)];
  const size_t choice = input.byte();
  request.scheme = schemes[choice % std::size(schemes)];
  request.affix = affixes[choice / std::size(schemes) % std::size(affixes)];
  request.offsets = input.byte() % 2 == 0 ? OffsetUnit::bytes : OffsetUnit::chars;
}

// Numbers are finite or null; those that are shares of a whole lie between 0 and 1.
void check(const Report& report) {
  for (const auto& [name, value] : report.items()) {
    if (value.is_structured()) check(value);
    if (!value.is_number()) continue;
    FUZZ_CHECK(std::isfinite(value.get<double>()));
    const bool is_share = name == "accuracy" || name == "precision" || name == "recall" || name == "f1";
    // Answers count in percent, as in the scripts of SQuAD.
    if (is_share) FUZZ_CHECK(value >= 0 && value <= 100);
  }
}

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  set_quiet(true);
  fuzz::Input input(data, size);
  const Task& task = tasks[input.byte() % std::size(tasks)];
  ScoreRequest request;
  request.predictions_as.format = task.predictions[input.byte() % 3];
  const Format gold_format = task.gold[input.byte() % 3];
  choose_flags(input, request);
  const bool has_odds = input.byte() % 4 == 3;
  const fuzz::MemoryFile predictions(input.until('\0')), gold(input.until('\0')), odds(input.rest());
  request.predictions = predictions.path();
  request.gold = gold.path();
  if (has_odds) {
    request.null_odds = odds.path();
    request.null_threshold = 0.5;
  }
  try {
    request.gold_files = InputFiles({gold.path()}, {.format = gold_format});
    const Report report = task.score(request).report;
    check(report);
    FUZZ_CHECK(!table_of(report).empty() && is_utf8(json_of(report, {})));  // the writer escapes a table
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input || error.kind() == ErrorKind::usage);
    fuzz::check_message(error.what());
  }
  return 0;
}
