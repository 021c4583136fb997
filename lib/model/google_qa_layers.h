// The layers of Google's question-answering head that look at two tokens at once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "format/weight_table.h"
#include "model/head_layer.h"

namespace electra::internal {

// Rows whose padding is zero, so that the rows which only fill up the last group are harmless.
AlignedBuffer zeroed_rows(int64_t rows, int64_t columns);

// The end of an answer given its start: gelu(W [h_start; h_end] + b), one logit of it. The halves of W that meet the
// start and the end are products of their own, so that the one with the ends is computed once, not for every start.
class EndGivenStart {
 public:
  EndGivenStart(WeightSource& source, int64_t hidden_size);

  const Linear& starts() const { return *starts_; }  // its product with every start that is followed,
  const Linear& ends() const { return *ends_; }      // and with every token

  // The logit of one end: from_start and from_end [google_qa_hidden_size] are rows of the two products.
  float logit(const float* from_start, const float* from_end) const;

 private:
  std::optional<Linear> starts_;
  std::optional<Linear> ends_;
  Logit logit_;
};

// Whether there is an answer, from the first token alone, or beside it the token where an answer is expected to start:
// the mean of all by their probability.
class Answerable {
 public:
  Answerable(WeightSource& source, const Config& config);

  // Output::answerable_logits of hidden [T, hidden_size] and Output::start_logits.
  void run(const PackedBatch& batch, Rows hidden, Workers& workers, Output& output) const;

 private:
  // features [2 hidden_size] of zeros: the first token, the expected start
  void add_features(const PackedBatch& batch, Rows hidden, std::span<const float> start_logits, size_t sequence,
                    float* features) const;

  int64_t hidden_size_;
  std::optional<Linear> inner_;  // with answerable_uses_start_logits
  Logit logit_;
};

}  // namespace electra::internal
