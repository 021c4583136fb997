#include "cli/evaluation/detect_replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

// The index of each scored word among the words that the example's gold counts.
std::vector<size_t> gold_words(const ReplacedExample& example, std::span<const ScoredWord> scored) {
  std::vector<size_t> indices;
  for (size_t i = 0, word = 0; i < scored.size(); ++i) {
    if (example.words) {
      while (word + 1 < example.words->size() && (*example.words)[word].end <= scored[i].bytes.begin) ++word;
    } else {
      word = i;
    }
    indices.push_back(word);
  }
  return indices;
}

// By word of the gold: whether it was replaced.
std::vector<uint8_t> replaced_of(const ReplacedExample& example, std::span<const ScoredWord> scored) {
  const std::vector<int64_t>& replaced = gold_of(example.replaced, "\"replaced\"");
  std::vector<uint8_t> gold(example.words ? example.words->size() : scored.size(), 0);
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

void ReplacedEvaluation::add(const ReplacedExample& example, const ScoredText& result, const std::string&) {
  const std::vector<ScoredWord>& scored = result.words;
  const std::vector<uint8_t> gold = replaced_of(example, scored);
  if (gold.empty() && !scored.empty()) fail(fmt::format("no words, but {} were scored", scored.size()));
  std::vector<float> probabilities(gold.size(), 0.0F);   // a word without pieces cannot be found
  std::vector<int64_t> labels(result.logits.size(), 0);  // [CLS] and [SEP] are no replacements
  const std::vector<size_t> words = gold_words(example, scored);
  for (size_t i = 0; i < scored.size(); ++i) {
    probabilities[words[i]] = std::max(probabilities[words[i]], scored[i].score);
    if (labels.empty()) continue;
    std::fill(labels.begin() + scored[i].token_begin, labels.begin() + scored[i].token_end, int64_t{gold[words[i]]});
  }
  words_.add(gold, probabilities, result.logits, labels);
}

Report ReplacedEvaluation::report() const {
  const BinaryMetrics metrics = words_.metrics();
  Report report = {
      {"task", "detect-replaced"}, {"texts", metrics.texts}, {"words", metrics.items}, {"replaced", metrics.positives}};
  add_loss(report, metrics.loss);
  if (metrics.items == 0) return report;
  report["threshold"] = threshold_;
  report["accuracy"] = metrics.accuracy;
  report.update(report_of(metrics.found));
  report["auc"] = report_of(metrics.auc);
  return report;
}

}  // namespace electra::cli
