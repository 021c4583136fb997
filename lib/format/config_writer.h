// config.json as Transformers' save_pretrained writes it.
#pragma once

#include <string>

#include "electra/config.h"
#include "format/tensor.h"

namespace electra::internal {

// The text of a config.json: keys in order, two spaces deep, numbers as Transformers spells them; without
// transformers_version. `dtype` is that of the weights, I8 of those that can be quantised. parse_config gives back an
// equal Config (warnings aside). REQUIRES: dtype is F32, F16, BF16 or I8.
std::string config_text(const Config& config, DType dtype);

// The value of position_embedding_type.
std::string_view position_type_name(PositionEmbeddingType type);

}  // namespace electra::internal
