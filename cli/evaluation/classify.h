// Predicted labels or values against the right ones, whoever predicted them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/evaluation/label_map.h"
#include "cli/examples/text.h"
#include "electra/losses.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

// A label as it stands in a file of predictions, a value among them.
struct NamedLabel {
  std::string name;
  std::optional<double> probability;  // its score
};

class ClassifyEvaluation : public Evaluation<TextExample, Classification> {
 public:
  // labels: their names, in the order of their numbers. threshold: of several labels per text, for their probability,
  // whatever the activation. scale: of a regression's logits, which are compared whatever the activation. gold_names:
  // what gold labels stand for. Throws Error(usage) for such names where there are no labels, or other ones.
  ClassifyEvaluation(std::vector<std::string> labels, ProblemType problem, double threshold, double scale = 1.0,
                     LabelMap gold_names = {});

  void add(const TextExample& example, const Classification& result, const std::string&) override;
  // Labels out of a file, best first. For a regression the first one's name is the value or, where that is no number
  // and the label stands alone, its score. Throws Error(input) for labels that are none.
  void add(const std::string& gold, const std::vector<NamedLabel>& labels);

  // Accuracy, MCC, averages, every class with its support and the confusion matrix; or what the problem has instead. Of
  // very many classes those that occur, and the cells of the matrix that are not 0.
  // Without items nothing was right or wrong, and there is none of that.
  Report report() const override;
  // Of two labels the second is the positive one.
  void keep_for_plot() override;
  Plot plot() const override;

 private:
  // What a label is: a name or a number of one; several of them with commas, or as a list of JSON, as a row of 0 and 1
  // for every label. Throw Error(input) for others.
  int64_t class_of(const std::string& label) const;
  std::vector<uint8_t> classes_of_gold(const std::string& labels);
  // For plot(). The probability is that of the second of two labels, or of the predicted one of more.
  bool has_two() const { return labels_.size() == 2; }
  void keep(int64_t gold, int64_t predicted, std::optional<double> probability);
  // Of labels out of a file, best first: nothing if they have none.
  std::optional<double> probability_of(const std::vector<NamedLabel>& labels) const;

  int64_t class_of_gold(const std::string& label) { return class_of(gold_names_.of(label)); }

  std::vector<std::string> labels_;
  std::unordered_map<std::string, int64_t> class_of_label_;
  float threshold_;
  float scale_;
  LabelMap gold_names_;
  std::variant<ClassAccumulator, MultiLabelAccumulator, RegressionAccumulator> metrics_;
  // Of single labels, for plot(): of two whether the second one is right, of more whether the predicted one is. Nothing
  // if it is not asked for, or if an item has no probability.
  std::optional<BinaryAccumulator> kept_;
  std::string_view missing_;  // why not, for the picture
};

// The labels of a gold cell with several: "a,b", or of JSON ["a", 3]. Throws Error(input) for what begins a list and is
// none.
std::vector<std::string> split_labels(const std::string& labels);

// A finite number. Throws Error(input) for others.
double value_of(const std::string& label);

}  // namespace electra::cli
