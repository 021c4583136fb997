// Predictions for masks against the words that stood there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/examples/masked.h"
#include "cli/io/messages.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::cli {

// The piece of the vocabulary that a word is: as the tokenizer splits it, or as it stands there, such as ##ing; -1 for
// a word of several pieces.
int32_t piece_id(const Tokenizer& tokenizer, const std::string& word);
std::vector<int32_t> piece_ids(const Tokenizer& tokenizer, const std::vector<std::string>& words);

// The originals of a text with `masks` that were predicted. Throws Error(input) without any, and for another number,
// unless the text was cut: then there may be more.
const std::vector<std::string>& checked_originals(const MaskedExample& example, size_t masks, bool cut);

// What both ways to predict come down to.
class MaskScores {
 public:
  static constexpr int64_t predictions_needed = 5;

  // A mask whose original is the n-th best prediction, from 0; nothing if it is none of them.
  void add(std::optional<size_t> rank);
  void add_loss(double log_probability) { loss_.add(-log_probability); }
  // The share of masks whose original is the best prediction, or among the best five; the loss of Transformers, as the
  // mean over the masks that it is known of.
  Report report() const;

 private:
  int64_t masks_ = 0;
  int64_t first_ = 0;
  int64_t among_five_ = 0;
  MeanLoss loss_;
};

// What a model predicts. REQUIRES: results with the best predictions_needed, and the log-probabilities of originals.
class MaskEvaluation : public Evaluation<MaskedExample, FilledText> {
 public:
  // The tokenizer must outlive this.
  explicit MaskEvaluation(const Tokenizer& tokenizer);

  void add(const Item<MaskedExample>& item, const FilledText& result, const ItemSource<MaskedExample>& source) override;
  Report report() const override;

 private:
  const Tokenizer& tokenizer_;
  MaskScores scores_;
  CountedWarning unknown_;
};

}  // namespace electra::cli
