#include "cli/evaluation/classify_evaluation.h"

#include <algorithm>

#include "cli/io/input_fault.h"

namespace electra::cli {

ClassifyEvaluation::ClassifyEvaluation(const Config& config, double threshold)
    : config_(config), threshold_(static_cast<float>(threshold)), scores_(config.id2label, classify_problem(config)) {}

void ClassifyEvaluation::add(const TextItem& item, const Classification& result) {
  if (!item.label) fail("no label to compare with");
  switch (scores_.problem()) {
    case ProblemType::single_label: {
      const int64_t gold = scores_.class_of(*item.label);
      const auto best = std::ranges::max_element(result.logits) - result.logits.begin();
      scores_.add_class(static_cast<int32_t>(gold), static_cast<int32_t>(best));
      loss_ += cross_entropy_loss(result.logits, config_.num_labels, std::span(&gold, 1));
      return;
    }
    case ProblemType::multi_label: {
      const std::vector<uint8_t> gold = scores_.classes_of(*item.label);
      std::vector<uint8_t> predicted;
      for (const float score : result.scores) predicted.push_back(score >= threshold_);
      scores_.add_classes(gold, predicted);
      loss_ += multi_label_loss(result.logits, std::vector<float>(gold.begin(), gold.end()));
      return;
    }
    case ProblemType::regression: {
      const double gold = ClassifyScores::value_of(*item.label);
      scores_.add_value(gold, result.scores.front());
      const auto target = static_cast<float>(gold / classify_scale(config_));
      loss_ += squared_error_loss(std::span(result.logits).first(1), std::span(&target, 1));
      return;
    }
  }
}

Report ClassifyEvaluation::report() const {
  Report report = {{"task", "classify"}, {"items", scores_.items()}, {"loss", mean_of(loss_, scores_.items())}};
  report.update(scores_.report());
  return report;
}

}  // namespace electra::cli
