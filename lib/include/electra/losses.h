// The mean losses that Transformers reports, summed in double, and the kinds of labels that they compare with. Pure
// functions; thread-safe.
#pragma once

#include <cstdint>
#include <span>

#include "electra/export.h"

namespace electra {

// The kind of labels that a classify head predicts.
enum class ProblemType { regression, single_label, multi_label };

// Replaced-token head: binary cross-entropy over the tokens whose mask is not 0 (an empty mask counts all).
ELECTRA_EXPORT float replaced_token_loss(std::span<const float> logits, std::span<const int64_t> labels,
                                         std::span<const uint8_t> mask);
// Softmax cross-entropy over rows [rows, classes]; rows labelled ignored_label do not count; NaN if none counts. For
// masked-LM, tag, single-label classify, and choose, where a row is a question and its classes are its choices.
inline constexpr int64_t ignored_label = -100;
ELECTRA_EXPORT float cross_entropy_loss(std::span<const float> logits, int64_t classes,
                                        std::span<const int64_t> labels);
// Multi-label classify: binary cross-entropy of each logit with its target, which may be a fraction.
ELECTRA_EXPORT float multi_label_loss(std::span<const float> logits, std::span<const float> targets);
// Regression: the mean of the squared differences.
ELECTRA_EXPORT float squared_error_loss(std::span<const float> logits, std::span<const float> targets);
// Question answering: softmax cross-entropy over rows [B, length] of start_logits or end_logits. A position before the
// row counts as 0, a position behind it excludes the row; NaN if none counts. An answer's loss is the mean of both.
ELECTRA_EXPORT float position_loss(std::span<const float> logits, int64_t length, std::span<const int64_t> positions);

}  // namespace electra
