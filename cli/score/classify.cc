// Labels and values out of files, as electra classify writes them.
#include "cli/evaluation/classify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/examples/text.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "cli/score/pairs.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// Best first. A probability is absent of a label that stands alone, which may be a regression's value too.
using Labels = std::vector<NamedLabel>;

bool is_number(const std::string& text) {
  const auto number = parse_number<double>(text);
  return number && std::isfinite(*number);
}

Labels from_json(std::string_view line) {
  const json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  if (members.refusing_null().number("value")) return {{object.at("value").dump(), std::nullopt}};
  if (!members.has("labels")) fail("neither a list \"labels\" nor a \"value\" in the object");
  Labels predicted;
  for (const json& label : members.need_list("labels")) {
    const JsonObject of_label = members.nested("labels", label);
    predicted.push_back({of_label.need_string("label"), of_label.need_number("score")});
  }
  return predicted;
}

Labels from_cells(std::string_view line) {
  const std::vector<std::string> cells = split_cells(line, '\t');
  if (cells.size() == 1) return {{cells[0], std::nullopt}};
  if (cells.size() % 2 != 0) fail(fmt::format("{} columns, expected labels each with a score", cells.size()));
  Labels predicted;
  for (size_t i = 0; i < cells.size(); i += 2) {
    if (!is_number(cells[i + 1]))
      fail(fmt::format("{}, expected the score of {}", quote(cells[i + 1]), quote(cells[i])));
    predicted.push_back({cells[i], value_of(cells[i + 1])});
  }
  return predicted;
}

struct Pair {
  std::string gold;
  Labels predicted;
  std::string place;  // of both
};

std::vector<Pair> read_pairs(const ScoreRequest& request) {
  refuse_if(request.gold_files.read_as.format != Format::jsonl && request.label_column.empty(),
            "GOLD needs a --label-column (1 where every line is a label), or to be jsonl");
  // Texts are not needed: the labels may stand for them.
  TextParser parser({.format = std::nullopt, .columns = request.label_column, .label_column = request.label_column},
                    request.gold_files.read_as);
  const bool empty_is_none = request.problem_type == ProblemType::multi_label;  // no label, not no prediction
  std::vector<Pair> pairs;
  visit_pairs<TextExample, Labels>(
      request, {.gold = [&] { return text_source(std::move(parser), request.gold_files); },
                .check = [](const TextExample& example) { gold_of(example.label, "no label"); },
                .prediction = [&](std::string_view line) -> std::optional<Labels> {
                  if (request.predictions_as.format == Format::jsonl) {
                    return line == "null" ? std::nullopt : std::optional(from_json(line));
                  }
                  if (line.empty()) return empty_is_none ? std::optional(Labels()) : std::nullopt;
                  return from_cells(line);
                },
                .pair =
                    [&](const TextExample& example, const Labels& predicted, const std::string& place) {
                      pairs.push_back({*example.label.value, predicted, place});
                    }});
  return pairs;
}

ProblemType problem_of(const ScoreRequest& request, const std::vector<Pair>& pairs) {
  if (request.problem_type) return *request.problem_type;
  const auto is_value = [](const Pair& pair) {
    const Labels& labels = pair.predicted;
    return labels.size() == 1 && !labels[0].probability && is_number(labels[0].name);
  };
  const bool are_values = !pairs.empty() && std::ranges::all_of(pairs, is_value);
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
  for (const Pair& pair : pairs) {
    for (const NamedLabel& label : pair.predicted) predicted.insert(label.name);
    if (problem == ProblemType::multi_label) {
      for (std::string& label : at_place(pair.place, [&] { return split_labels(pair.gold); })) {
        gold.insert(std::move(label));
      }
    } else {
      gold.insert(pair.gold);
    }
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

Report score_classify(const ScoreRequest& request) {
  const std::vector<Pair> pairs = read_pairs(request);
  const ProblemType problem = problem_of(request, pairs);
  ClassifyEvaluation evaluation(
      problem == ProblemType::regression ? std::vector<std::string>() : names_of(request, pairs, problem), problem,
      request.threshold);
  for (const Pair& pair : pairs) at_place(pair.place, [&] { evaluation.add(pair.gold, pair.predicted); });
  Report report = evaluation.report();
  report.erase("loss");                            // there are no logits
  if (request.labels.empty()) report.erase("f1");  // which label is the second is not known
  return report;
}

}  // namespace electra::cli
