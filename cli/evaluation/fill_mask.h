// Predictions for masks against the words that stood there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/examples/masked.h"
#include "cli/io/messages.h"
#include "electra/metrics.h"
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

// The rank of what is right among predictions, 0 for the first; nothing if it is none of them.
template <class Predictions, class Value, class Projection = std::identity>
std::optional<size_t> rank_of(const Predictions& predictions, const Value& right, Projection projection = {}) {
  const auto found = std::ranges::find(predictions, right, projection);
  if (found == predictions.end()) return std::nullopt;
  return static_cast<size_t>(found - predictions.begin());
}

Report report_of(const MaskMetrics& metrics);
Plot plot_of(const MaskMetrics& metrics);

// What a model predicts. REQUIRES: results with the best MaskAccumulator::ranks_needed, and the log-probabilities of
// originals.
class MaskEvaluation : public Evaluation<MaskedExample, FilledText> {
 public:
  // The tokenizer must outlive this.
  explicit MaskEvaluation(const Tokenizer& tokenizer);

  void add(const MaskedExample& example, const FilledText& result, const std::string& place) override;
  Report report() const override;
  Plot plot() const override { return plot_of(masks_.metrics()); }

 private:
  const Tokenizer& tokenizer_;
  MaskAccumulator masks_;
  CountedWarning unknown_;
};

}  // namespace electra::cli
