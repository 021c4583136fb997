// The number formats of the encoder's matrix products.
#pragma once

#include <string_view>

#include "electra/export.h"

namespace electra {

// LayerNorm, softmax, embeddings and heads are computed in f32 in every one of them, and attention, too; but with bf16
// and int8 the products of attention are those of bf16 on CPUs with AMX. With int8 the word embeddings are rounded to
// f16.
enum class Precision {
  f32,   // exact: logits within 1e-4 of Transformers
  bf16,  // weights and what they are multiplied with rounded to bf16
  int8,  // weights quantised per output, what they are multiplied with per token
};

// Whether this CPU computes a precision faster than f32.
ELECTRA_EXPORT bool is_fast(Precision precision);

// The fastest one on this CPU whose metrics stay within half a point of those of f32: from a table by instruction set,
// nothing is measured.
ELECTRA_EXPORT Precision automatic_precision();

// "f32", "bf16", "int8".
ELECTRA_EXPORT std::string_view precision_name(Precision precision);

// What one thread reaches here in products of this precision alone, in operations (two for each multiplication and
// addition) a second: what the speed of a model can be held against. Takes about 0.2 s.
ELECTRA_EXPORT double measure_products(Precision precision);

}  // namespace electra
