// Model directories of the published shapes with random weights: speed does not depend on what the weights say.
#pragma once

#include <filesystem>

#include "electra/config.h"

namespace electra::bench {

Config electra_small();
Config electra_base();

// Writes config.json and model.safetensors of a bare encoder.
void write_random_model(const std::filesystem::path& directory, const Config& config);

}  // namespace electra::bench
