// Classifications against gold labels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/evaluation.h"
#include "cli/text_parser.h"
#include "electra/config.h"
#include "electra/tasks.h"

namespace electra::cli {

class ClassifyEvaluation {
 public:
  // config must outlive this; without `wanted` nothing is kept, and labels may be absent.
  ClassifyEvaluation(const Config& config, double threshold, bool wanted);

  // A gold label is a name of id2label or its number; for several labels per text a list of them with commas, or
  // JSON's; in regression a number. Throws Error(input) for an absent or unknown one.
  void add(const TextItem& item, const Classification& result);

  // Accuracy, MCC, averages, every class with its support and the confusion matrix; or what the problem has instead.
  // The loss is what Transformers reports, as the mean over all items.
  Report report() const;

 private:
  int32_t class_of(const std::string& label) const;
  std::vector<uint8_t> classes_of(const std::string& labels) const;
  Report report_classes() const;
  Report report_multi_labels() const;
  Report report_regression() const;

  const Config& config_;
  double threshold_;
  bool wanted_;
  ProblemType problem_;
  double loss_ = 0.0;  // sum
  int64_t items_ = 0;
  std::vector<int32_t> gold_, predicted_;            // single label
  std::vector<uint8_t> gold_rows_, predicted_rows_;  // several
  std::vector<double> gold_values_, values_;         // regression
};

}  // namespace electra::cli
