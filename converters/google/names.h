// The name map of Google's ELECTRA code: its variables as Transformers' tensors.
// https://github.com/google-research/electra (model/modeling.py, run_pretraining.py, finetune/)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "converters/part.h"

namespace electra::converters {

// The models in a checkpoint of Google's pre-training or fine-tuning:
// - `generator_predictions/…` makes a generator. Its encoder is under `generator/`, its embeddings too if they are
//   untied, else shared with `electra/`; without a `generator/` its whole encoder is that under `electra/` (pure
//   masked-LM training, or a generator tied to the discriminator).
// - `discriminator_predictions/…` makes a discriminator, with the encoder under `electra/`.
// - `task_specific/NAME/…` makes a fine-tuned model each, and then nothing else is one.
// - An encoder without any head makes an "encoder".
// What kind of task a head is for is told by its layers, its name, a label pickle beside the checkpoint, and `labels`.
PartList google_parts(const Source& source, const std::vector<std::string>& labels);

// "electra/encoder/layer_3/output/dense/kernel" without its scope -> "electra.encoder.layer.3.output.dense.weight".
std::string transformers_name(std::string_view path);

}  // namespace electra::converters
