// config.json from the shapes of the tensors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "converters/part.h"
#include "electra/config.h"

namespace electra::converters {

// Google's rule, of every model of theirs but those with sizes of their own: one head for 64 hidden units, at least
// one.
int64_t default_attention_heads(int64_t hidden_size);

// `base` with the part's sizes, head, labels and task. A size is taken from a vector where there is one (the hidden
// size from a LayerNorm, the intermediate size from a bias), so that a misshapen matrix is told from a wrong size.
// num_attention_heads cannot be seen in the shapes: 0 stands for Google's rule. Throws Error(model) naming `source` and
// the variable: a size that cannot be told or is out of bounds, heads that do not divide the hidden size, labels that
// are not as many as the head's outputs.
Config infer_config(const Part& part, const Config& base, int64_t num_attention_heads, const std::string& source);

// The tensors of the part that a model of this config has. Throws one Error(model) that lists every one that the part
// lacks, that has another shape, or that is of no type that weights can have; where it lacks some, also the names that
// fit nothing.
std::vector<NamedTensor> fitting_tensors(const Part& part, const Config& config, const std::string& source);

}  // namespace electra::converters
