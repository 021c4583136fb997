// Probabilities of words against the words that were replaced.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/examples/replaced.h"
#include "electra/tasks.h"

namespace electra::cli {

class ReplacedEvaluation : public Evaluation<ReplacedExample, ScoredText> {
 public:
  explicit ReplacedEvaluation(double threshold) : threshold_(threshold) {}

  void add(const Item<ReplacedExample>& item, const ScoredText& result,
           const ItemSource<ReplacedExample>& source) override;
  // `scored` has the tokenizer's words; those of a list have the highest score of theirs, in bytes of the text. The
  // loss is what Transformers reports for all tokens; without their logits there is none. Throws Error(input) without
  // gold, or for an index that is none.
  void add(const ReplacedExample& example, std::span<const ScoredWord> scored, std::span<const float> logits = {});

  Report report() const override;

 private:
  double threshold_;
  int64_t texts_ = 0;
  std::vector<uint8_t> gold_;  // by word
  std::vector<float> scores_;
  MeanLoss loss_;  // of tokens
};

}  // namespace electra::cli
