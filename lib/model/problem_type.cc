#include "electra/model.h"

namespace electra {

ProblemType problem_type(const Config& config, LabelType labels) {
  if (config.problem_type == "regression") return ProblemType::regression;
  if (config.problem_type == "single_label_classification") return ProblemType::single_label;
  if (config.problem_type == "multi_label_classification") return ProblemType::multi_label;
  if (config.num_labels == 1) return ProblemType::regression;
  return labels == LabelType::integers ? ProblemType::single_label : ProblemType::multi_label;
}

}  // namespace electra
