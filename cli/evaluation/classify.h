// Predicted labels or values against the right ones, whoever predicted them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/examples/text.h"
#include "electra/config.h"
#include "electra/losses.h"
#include "electra/tasks.h"

namespace electra::cli {

class ClassifyScores {
 public:
  // labels: their names, in the order of their numbers.
  ClassifyScores(std::vector<std::string> labels, ProblemType problem);

  ProblemType problem() const { return problem_; }
  int64_t num_labels() const { return static_cast<int64_t>(labels_.size()); }

  // What a label that stands in a file is: a name or a number of one; several of them with commas, or as a list of
  // JSON, as a row of 0 and 1 for every label; a finite number. Throw Error(input) for others.
  int32_t class_of(const std::string& label) const;
  std::vector<uint8_t> classes_of(const std::string& labels) const;
  static double value_of(const std::string& label);

  // An item. REQUIRES: the problem is single_label, multi_label, regression.
  void add_class(int32_t gold, int32_t predicted);
  void add_classes(const std::vector<uint8_t>& gold, const std::vector<uint8_t>& predicted);
  void add_value(double gold, double predicted);

  int64_t items() const { return items_; }
  // Accuracy, MCC, averages, every class with its support and the confusion matrix; or what the problem has instead.
  // Without items nothing was right or wrong, and it is empty.
  Report report() const;

 private:
  Report report_classes() const;
  Report report_multi_labels() const;
  Report report_regression() const;

  std::vector<std::string> labels_;
  ProblemType problem_;
  int64_t items_ = 0;
  std::vector<int32_t> gold_, predicted_;            // single label
  std::vector<uint8_t> gold_rows_, predicted_rows_;  // several: [items, labels]
  std::vector<double> gold_values_, values_;         // regression
};

// What a model says of texts against their gold labels.
class ClassifyEvaluation : public Evaluation<TextExample, Classification> {
 public:
  // config must outlive this.
  ClassifyEvaluation(const Config& config, double threshold);

  void add(const Item<TextExample>& item, const Classification& result, const ItemSource<TextExample>&) override;
  // The loss is what Transformers reports, as the mean over all items.
  Report report() const override;

 private:
  const Config& config_;
  float threshold_;
  ClassifyScores scores_;
  double loss_ = 0.0;  // sum
};

// The labels of a gold cell with several: "a,b", or of JSON ["a", 3]. Throws Error(input) for what begins a list and is
// none.
std::vector<std::string> split_labels(const std::string& labels);

}  // namespace electra::cli
