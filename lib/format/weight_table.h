// Every weight that an ELECTRA model can have, in one table: its name in Transformers' files, its shape in terms of the
// config, and who needs it. The loader, the converters, `inspect` and the tests loop over it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/config.h"
#include "electra/model.h"
#include "format/tensor.h"

namespace electra::internal {

struct WeightSpec {
  std::string name;            // "electra.encoder.layer.0.output.dense.weight"
  std::vector<int64_t> shape;  // [out, in] for linear layers
  Head head;                   // Head::model: the encoder itself, needed by every head
};

// The encoder's weights, in the order of the computation.
std::vector<WeightSpec> encoder_weights(const Config& config);

// Whether the first architecture is one of the two that Google's fine-tuning has and Transformers has not: one linear
// layer on [CLS] for Head::classify, or the joint and answerability layers for Head::qa.
bool is_google_head(const Config& config);

// The size of the hidden layers in Google's question-answering head.
inline constexpr int64_t google_qa_hidden_size = 512;

// The weights of one head, none for Head::model. Head::causal_lm has those of Head::masked_lm, whose config
// tells which of them it is. A masked-LM head whose config ties the word embeddings has no
// generator_lm_head.weight.
std::vector<WeightSpec> head_weights(const Config& config, Head head);

// Whether a model in int8 has the weight as whole numbers: the linear layers of the encoder's layers. In a file they
// are NAME_int8, I8 in panels (base/quantise.h), and NAME_scale, F32, one for each row (Tensor).
bool is_quantised_weight(std::string_view name);
// Such a model has the word embeddings, its largest table, in F16: whole numbers would cost it as much accuracy as all
// of its layers. The rest is F32.
inline constexpr std::string_view word_embeddings = "electra.embeddings.word_embeddings.weight";
// I8, F16 or F32: the last of weights, too, whose rows do not fill their panels.
DType dtype_in_int8(std::string_view name, std::span<const int64_t> shape);
// [rows / 16, columns / 4, 16, 4] of NAME_int8.
std::vector<int64_t> panel_shape(int64_t rows, int64_t columns);
inline constexpr std::string_view int8_suffix = "_int8";
inline constexpr std::string_view scale_suffix = "_scale";
// quantization_config.quant_method of such a model.
inline constexpr const char* int8_method = "electra-int8";

// The masked-LM head's own product with the vocabulary; where the word embeddings are tied it is a copy, and ignored.
inline constexpr const char* lm_head_weight = "generator_lm_head.weight";

// "replaced-token head": a head as messages call it.
std::string_view head_title(Head head);
// Transformers' class for a head: "ElectraForPreTraining".
std::string_view architecture_name(Head head);

// All heads that have weights of their own, in the order of the enumeration.
inline constexpr Head heads_with_weights[] = {Head::pretraining, Head::masked_lm, Head::classify,
                                              Head::choose,      Head::tag,       Head::qa};

}  // namespace electra::internal
