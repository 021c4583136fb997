// What a model says of texts against their gold labels.
#pragma once

#include <cstdint>

#include "cli/evaluation/classify.h"
#include "cli/examples/text.h"
#include "electra/config.h"
#include "electra/tasks.h"

namespace electra::cli {

class ClassifyEvaluation {
 public:
  // config must outlive this.
  ClassifyEvaluation(const Config& config, double threshold);

  // Throws Error(input) for an absent or unknown gold label (see ClassifyScores).
  void add(const TextItem& item, const Classification& result);

  // The loss is what Transformers reports, as the mean over all items.
  Report report() const;

 private:
  const Config& config_;
  float threshold_;
  ClassifyScores scores_;
  double loss_ = 0.0;  // sum
};

}  // namespace electra::cli
