// The number formats of the encoder's matrix products.
#pragma once

#include "electra/export.h"

namespace electra {

// Sums, LayerNorm, softmax, attention, embeddings and heads are f32 in every one of them.
enum class Precision {
  f32,   // exact: logits within 1e-4 of Transformers
  bf16,  // weights and what they are multiplied with rounded to bf16
  int8,  // weights quantised per output, what they are multiplied with per token, sums exact
};

// Whether this CPU computes a precision faster than f32.
ELECTRA_EXPORT bool is_fast(Precision precision);

// The fastest one on this CPU whose metrics stay within half a point of those of f32: from a table by instruction set,
// nothing is measured.
ELECTRA_EXPORT Precision automatic_precision();

}  // namespace electra
