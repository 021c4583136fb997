// The cases of a safetensors file that `electra forward` runs: named groups of input tensors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/forward/labels.h"
#include "cli/forward/tensors.h"
#include "electra/model.h"

namespace electra::cli {

// One call of a model: `rows` sequences of `length` tokens, padding and all.
struct ForwardCase {
  std::string name;   // the prefix of its tensors; may be empty
  int64_t batch = 0;  // questions with `choices` rows each, or rows
  int64_t choices = 1;
  int64_t rows = 0;  // batch * choices
  int64_t length = 0;
  std::vector<int32_t> input_ids;       // [rows, length]; zeros beside inputs_embeds
  std::vector<float> inputs_embeds;     // [rows, length, embedding_size] or empty
  std::vector<uint8_t> attention_mask;  // [rows, length], [rows, length, length] or empty
  std::vector<int32_t> token_type_ids;  // [rows, length]
  std::vector<int32_t> position_ids;    // [rows, length]
  std::vector<float> head_mask;         // [num_hidden_layers, num_attention_heads] or empty
  ForwardLabels labels;

  // Rows [first, first + count) as a batch without padding to drop: what is masked is computed, too.
  PackedBatch packed(int64_t first, int64_t count, const Config& config) const;
  // "NAME/output", or "output" for a case without a name.
  std::string output_name(const std::string& output) const;
};

// All cases, by name. Throws Error(input) that names file, tensor and fault: no case at all, a wrong shape or dtype, a
// label that the model's head does not have.
std::vector<ForwardCase> read_cases(const internal::SafetensorsFile& file, const Model& model);

}  // namespace electra::cli
