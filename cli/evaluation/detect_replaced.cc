#include "cli/evaluation/detect_replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"

namespace electra::cli {
namespace {

// The index of each judged word among the words that the example's gold counts.
std::vector<size_t> gold_words(const ReplacedExample& example, std::span<const JudgedWord> judged) {
  std::vector<size_t> indices;
  for (size_t i = 0, word = 0; i < judged.size(); ++i) {
    if (example.words) {
      while (word + 1 < example.words->size() && (*example.words)[word].end <= judged[i].bytes.begin) ++word;
    } else {
      word = i;
    }
    indices.push_back(word);
  }
  return indices;
}

// By word of the gold: whether it was replaced.
std::vector<uint8_t> replaced_of(const ReplacedExample& example, std::span<const JudgedWord> judged) {
  const std::vector<int64_t>& replaced = gold_of(example.replaced, "no \"replaced\"");
  std::vector<uint8_t> gold(example.words ? example.words->size() : judged.size(), 0);
  for (const int64_t index : replaced) {
    if (index < 0 || index >= std::ssize(gold)) {
      fail(fmt::format("'replaced' has {}, but the text has {} word{}", index, gold.size(),
                       gold.size() == 1 ? "" : "s"));
    }
    gold[static_cast<size_t>(index)] = 1;
  }
  return gold;
}

}  // namespace

void ReplacedEvaluation::add(const ReplacedExample& example, const JudgedText& result, const std::string&) {
  const std::vector<JudgedWord>& judged = result.words;
  const std::vector<uint8_t> gold = replaced_of(example, judged);
  if (gold.empty() && !judged.empty()) fail(fmt::format("no words, but {} were scored", judged.size()));
  std::vector<float> probabilities(gold.size(), 0.0F);   // a word without pieces cannot be found
  std::vector<int64_t> labels(result.logits.size(), 0);  // [CLS] and [SEP] are no replacements
  const std::vector<size_t> words = gold_words(example, judged);
  for (size_t i = 0; i < judged.size(); ++i) {
    probabilities[words[i]] = std::max(probabilities[words[i]], judged[i].probability);
    if (labels.empty()) continue;
    std::fill(labels.begin() + judged[i].token_begin, labels.begin() + judged[i].token_end, int64_t{gold[words[i]]});
  }
  words_.add(gold, probabilities, result.logits, labels);
}

Report ReplacedEvaluation::report() const {
  const BinaryMetrics metrics = words_.metrics();
  Report report = {
      {"task", "detect-replaced"}, {"texts", metrics.texts}, {"words", metrics.items}, {"replaced", metrics.positives}};
  add_loss(report, metrics.loss);
  if (metrics.items == 0) return report;
  if (has_ranking_) report["threshold"] = threshold_;
  report["accuracy"] = metrics.accuracy;
  report.update(report_of(metrics.found));
  if (has_ranking_) report["auc"] = report_of(metrics.auc);
  return report;
}

Plot ReplacedEvaluation::plot() const {
  const BinaryCurves curves = words_.curves();
  Plot plot = {.title = "detect-replaced",
               .about = fmt::format("{}, {} of them replaced", counted(curves.items, "word"), curves.positives),
               .charts = {}};
  if (has_ranking_) {
    add_binary_charts(plot, curves, "replaced words");
  } else {
    plot.about += "; curves need the probabilities of all words, as jsonl has them";
  }
  return plot;
}

}  // namespace electra::cli
