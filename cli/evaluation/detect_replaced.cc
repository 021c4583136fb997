#include "cli/evaluation/detect_replaced.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/io/input_fault.h"
#include "electra/losses.h"
#include "electra/metrics.h"

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
std::vector<uint8_t> gold_of(const ReplacedExample& example, std::span<const ScoredWord> scored) {
  if (!example.replaced) fail("no \"replaced\" to compare with");
  std::vector<uint8_t> gold(example.words ? example.words->size() : scored.size(), 0);
  for (const int64_t index : *example.replaced) {
    if (index < 0 || index >= std::ssize(gold)) {
      fail(fmt::format("'replaced' has {}, but the text has {} word{}", index, gold.size(),
                       gold.size() == 1 ? "" : "s"));
    }
    gold[static_cast<size_t>(index)] = 1;
  }
  return gold;
}

}  // namespace

void ReplacedEvaluation::add(const Item<ReplacedExample>& item, const ScoredText& result,
                             const ItemSource<ReplacedExample>&) {
  add(item.example, result.words, result.logits);
}

void ReplacedEvaluation::add(const ReplacedExample& example, std::span<const ScoredWord> scored,
                             std::span<const float> logits) {
  const std::vector<uint8_t> gold = gold_of(example, scored);
  if (gold.empty() && !scored.empty()) fail(fmt::format("no words, but {} were scored", scored.size()));
  std::vector<float> scores(gold.size(), 0.0F);   // a word without pieces cannot be found
  std::vector<int64_t> labels(logits.size(), 0);  // [CLS] and [SEP] are no replacements
  const std::vector<size_t> words = gold_words(example, scored);
  for (size_t i = 0; i < scored.size(); ++i) {
    scores[words[i]] = std::max(scores[words[i]], scored[i].score);
    if (logits.empty()) continue;
    std::fill(labels.begin() + scored[i].token_begin, labels.begin() + scored[i].token_end, int64_t{gold[words[i]]});
  }
  gold_.insert(gold_.end(), gold.begin(), gold.end());
  scores_.insert(scores_.end(), scores.begin(), scores.end());
  ++texts_;
  if (logits.empty()) return;
  const std::ptrdiff_t tokens = std::ssize(logits);
  loss_.add(double{replaced_token_loss(logits, labels, {})} * static_cast<double>(tokens), tokens);
}

Report ReplacedEvaluation::report() const {
  const BinaryMetrics metrics = binary_metrics(gold_, scores_, static_cast<float>(threshold_));
  Report report = {
      {"task", "detect-replaced"}, {"texts", texts_}, {"words", metrics.items}, {"replaced", metrics.positives}};
  loss_.report_to(report);
  if (metrics.items == 0) return report;
  report["threshold"] = threshold_;
  report["accuracy"] = metrics.accuracy;
  report.update(report_of(metrics.found));
  report["auc"] = report_of(metrics.auc);
  return report;
}

}  // namespace electra::cli
