// The mean losses that Transformers reports, summed in double, and the kinds of labels that they compare logits with. A
// loss is NaN if there is nothing to average. Pure functions; thread-safe. REQUIRES, in all: sizes that fit each other.
#pragma once

#include <cstdint>
#include <span>

#include "electra/export.h"

namespace electra {

// The kind of labels that a classify head predicts.
enum class ProblemType { regression, single_label, multi_label };

// Replaced-token head: binary cross-entropy over the tokens whose mask is not 0. An empty mask counts all tokens. A
// label is 0 or 1.
ELECTRA_EXPORT float replaced_token_loss(std::span<const float> logits, std::span<const int64_t> labels,
                                         std::span<const uint8_t> mask);
// Softmax cross-entropy of logits [rows, classes] with one label per row. Rows with ignored_label do not count.
// REQUIRES: other labels in [0, classes). For masked-LM, tag, single-label classify, and choose; with choose a row is a
// question, and its classes are its choices.
inline constexpr int64_t ignored_label = -100;
ELECTRA_EXPORT float cross_entropy_loss(std::span<const float> logits, int64_t classes,
                                        std::span<const int64_t> labels);
// Multi-label classify: binary cross-entropy of each logit with its target, which may be a fraction.
ELECTRA_EXPORT float multi_label_loss(std::span<const float> logits, std::span<const float> targets);
// Regression: the mean of the squared differences of logits and targets.
ELECTRA_EXPORT float squared_error_loss(std::span<const float> logits, std::span<const float> targets);
// Question answering: softmax cross-entropy of start_logits or end_logits [B, length] with one position per row. A
// negative position counts as 0. A row whose position is length or more does not count. The loss of an answer is the
// mean of its two: start and end.
ELECTRA_EXPORT float position_loss(std::span<const float> logits, int64_t length, std::span<const int64_t> positions);

}  // namespace electra
