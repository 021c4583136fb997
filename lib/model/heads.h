// The head of a model, made of its weights.
#pragma once

#include <filesystem>
#include <memory>

#include "model/head_layer.h"

namespace electra::internal {

// Throws Error(model) with `file`, the config.json, for a config that the head cannot be made of.
void check_head_config(Head head, const Config& config, const std::filesystem::path& file);

// Null for Head::model. REQUIRES: check_head_config().
std::unique_ptr<HeadLayer> make_head(Head head, WeightSource& source, const Config& config);

}  // namespace electra::internal
