// Which tokens of a text a model looks at, by layer and head.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "electra/export.h"
#include "electra/model.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra {

struct AttendOptions {
  std::vector<int64_t> layers = {};         // from 0; none: all
  std::vector<int64_t> heads = {};          // from 0, of each of these layers; none: all that a layer has
  int64_t max_length = 0;                   // tokens, [CLS] and [SEP] included; a longer text is cut
  int64_t most_weights = int64_t{1} << 22;  // of one text in all these layers and heads; one with more is refused
};

// What the softmax of each head gives, as Transformers' output_attentions.
struct LayerAttention {
  int64_t layer = 0;
  std::vector<int64_t> heads;
  std::vector<float> weights;  // [heads, tokens, tokens]: of each token, how much it takes from each; they add up to 1
};

struct TextAttention {
  std::vector<int32_t> token_ids;       // [CLS] and [SEP] included
  std::vector<int32_t> token_type_ids;  // 1 for the second text and the [SEP] behind it
  std::vector<LayerAttention> layers;
  bool cut = false;  // the text was longer than max_length
};

// With max_length 0 a text is not cut, but refused if it is longer than the model allows. Throws Error(usage) for
// layers and heads that the model lacks, Error(input) for a text that is refused. Any head will do.
ELECTRA_EXPORT std::vector<TextAttention> attend(Runner& runner, const Tokenizer& tokenizer,
                                                 std::span<const Text> texts, const AttendOptions& options);

}  // namespace electra
