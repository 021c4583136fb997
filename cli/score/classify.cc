// Labels and values out of files beside the gold.
#include "cli/evaluation/classify.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/examples/text.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "cli/score/pairs.h"
#include "cli/score/predicted_labels.h"

namespace electra::cli {

using namespace internal;

namespace {

struct Pair {
  std::string gold;
  LabelLine line;
  Labels predicted;
  std::string place;  // of both
};

struct Pairs {
  std::vector<Pair> all;
  int64_t records = 0;       // with those that were not predicted
  bool has_indices = false;  // of run_glue.py, which writes whole numbers for labels alone
  bool has_lists = false;    // of its several labels per text
};

// Once all rows are known: they may begin with their files.
void make_labels(std::vector<Pair>& pairs, LabelMap gold_names) {
  std::vector<const LabelLine*> rows;
  std::set<std::string> gold;
  for (const Pair& pair : pairs) {
    if (!pair.line.cells.empty()) rows.push_back(&pair.line);
    gold.insert(gold_names.of(pair.gold));
  }
  const size_t begin = show_files(rows, gold) ? 2 : 0;
  for (Pair& pair : pairs) {
    const LabelLine& line = pair.line;
    pair.predicted =
        line.cells.empty() ? line.labels : at_place(pair.place, [&] { return labels_of(line.cells, begin); });
  }
}

// Unless its format is given, a line that begins like an object is one.
bool is_object(std::string_view line, const ReadAs& read_as) {
  if (read_as.is_given || read_as.format == Format::jsonl) return read_as.format == Format::jsonl;
  return line.starts_with('{') || line == "null";
}

Pairs read_pairs(const ScoreRequest& given) {
  refuse_if(given.gold_files.read_as.format != Format::jsonl && given.label_column.empty(),
            "GOLD needs a --label-column (1 where every line is a label), or to be jsonl");
  ScoreRequest request = given;
  request.predictions_as.is_given = true;  // each line says what it is
  // Texts are not needed: the labels may stand for them.
  TextInputFlags flags;
  flags.columns = flags.label_column = request.label_column;
  flags.table = request.table;
  TextParser parser(flags, request.gold_files.read_as, {.labels_alone = true});
  const bool empty_is_none = request.problem_type == ProblemType::multi_label;  // no label, not no prediction
  Pairs pairs;
  LabelReader reader;
  pairs.records = visit_pairs<TextExample, LabelLine>(
      request, {.gold = [&] { return text_source(std::move(parser), request.gold_files); },
                .check = [](const TextExample& example) { gold_of(example.label, "no label"); },
                .is_header = [&](std::string_view line) { return reader.take_header(line); },
                .prediction = [&](std::string_view line) -> std::optional<LabelLine> {
                  if (is_object(line, given.predictions_as)) {
                    return line == "null" ? std::nullopt : std::optional(reader.read_object(line));
                  }
                  if (line.empty()) return empty_is_none ? std::optional(LabelLine()) : std::nullopt;
                  return reader.read_row(line);
                },
                .pair =
                    [&](const TextExample& example, const LabelLine& line, const std::string& place) {
                      pairs.all.push_back({*example.label.value, line, {}, place});
                    }});
  make_labels(pairs.all, LabelMap(request.map_labels));
  pairs.has_indices = reader.has_indices();
  pairs.has_lists = pairs.has_indices && std::ranges::any_of(pairs.all, [](const Pair& pair) {
                      return !pair.line.cells.empty() && pair.line.cells.front().starts_with('[');
                    });
  return pairs;
}

// Whole numbers may be the names of labels, with a probability. What else is a number beside another one may be what
// --keep passed through: the gold itself, perhaps.
void refuse_kept_numbers(const Pair& pair) {
  if (pair.predicted.size() != 1 || !pair.predicted[0].probability || !is_number(pair.predicted[0].name)) return;
  const NamedLabel& label = pair.predicted[0];
  const bool is_probability = *label.probability >= 0 && *label.probability <= 1;
  if (is_probability && parse_number<int64_t>(label.name)) return;
  fail(
      fmt::format("{}: {} beside {}, expected a value alone, or a label beside its probability: of --keep, score "
                  "reads jsonl",
                  pair.place, quote(label.name), *label.probability));
}

ProblemType problem_of(const ScoreRequest& request, const Pairs& pairs) {
  refuse_if(pairs.has_lists && request.problem_type.value_or(ProblemType::multi_label) != ProblemType::multi_label,
            "--problem-type: the predictions are lists of labels, expected multi-label");
  if (request.problem_type.value_or(ProblemType::regression) == ProblemType::regression) {
    for (const Pair& pair : pairs.all) refuse_kept_numbers(pair);
  }
  if (request.problem_type) return *request.problem_type;
  if (pairs.has_lists) return ProblemType::multi_label;
  const auto is_value = [&](const Pair& pair) {
    const Labels& labels = pair.predicted;
    return labels.size() == 1 && !labels[0].probability && is_number(labels[0].name) &&
           !(pairs.has_indices && parse_number<int64_t>(labels[0].name));
  };
  const bool are_values = !pairs.all.empty() && std::ranges::all_of(pairs.all, is_value);
  return are_values ? ProblemType::regression : ProblemType::single_label;
}

std::vector<std::string> given_labels(const std::string& list) {
  const std::vector<std::string> names = split_at_commas(list);
  const std::set<std::string> different(names.begin(), names.end());
  if (different.size() == names.size() && !different.contains("")) return names;
  throw Error(ErrorKind::usage, fmt::format("--labels: {}, expected different names", quote(list)));
}

// Those of --labels, else all that the files have, by name.
std::vector<std::string> names_of(const ScoreRequest& request, const std::vector<Pair>& pairs, ProblemType problem) {
  if (!request.labels.empty()) return given_labels(request.labels);
  std::set<std::string> gold, predicted;
  LabelMap gold_names(request.map_labels);
  for (const Pair& pair : pairs) {
    for (const NamedLabel& label : pair.predicted) predicted.insert(label.name);
    if (problem == ProblemType::multi_label) {
      for (const std::string& label : at_place(pair.place, [&] { return split_labels(pair.gold); })) {
        gold.insert(gold_names.of(label));
      }
    } else {
      gold.insert(gold_names.of(pair.gold));
    }
  }
  for (const std::string& label : gold_names.targets()) {
    if (predicted.contains(label)) continue;
    throw Error(ErrorKind::usage, fmt::format("--map-labels: {} is never predicted: if it is a label all the same, "
                                              "--labels names them all",
                                              quote(label)));
  }
  std::set<std::string> all = predicted;
  all.insert(gold.begin(), gold.end());
  if (!gold.empty() && !predicted.empty() && all.size() == gold.size() + predicted.size()) {
    print_warning(fmt::format(
        "right labels such as {} are never predicted, and predicted ones such as {} never right; --labels names "
        "labels that are numbers, and --problem-type regression compares scores",
        quote(*gold.begin()), quote(*predicted.begin())));
  }
  constexpr size_t most = 1000;
  if (all.size() > most) fail(fmt::format("{} different labels, expected at most {}", all.size(), most));
  return {all.begin(), all.end()};
}

}  // namespace

Scored score_classify(const ScoreRequest& request) {
  const Pairs read = read_pairs(request);
  const std::vector<Pair>& pairs = read.all;
  const ProblemType problem = problem_of(request, read);
  ClassifyEvaluation evaluation(
      problem == ProblemType::regression ? std::vector<std::string>() : names_of(request, pairs, problem), problem,
      request.threshold, 1.0, LabelMap(request.map_labels));
  if (request.plots) evaluation.keep_for_plot();
  for (const Pair& pair : pairs) at_place(pair.place, [&] { evaluation.add(pair.gold, pair.predicted); });
  Report report = evaluation.report();
  report.erase("loss");                            // there are no logits
  if (request.labels.empty()) report.erase("f1");  // which label is the second is not known
  return {std::move(report), read.records, evaluation.plot()};
}

}  // namespace electra::cli
