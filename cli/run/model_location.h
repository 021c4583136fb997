// Where models are found: directories, and names that are looked up in a list of folders and in the Hub's cache.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/run/hub_cache.h"

namespace electra::cli {

// The folders that a model's name is looked up in, in order: those of $ELECTRA_MODEL_PATH, the user's, the installed
// ones, those of the source tree for a program that has not been installed.
std::vector<std::filesystem::path> model_folders();

// The directory of a model: `model` itself if it is a directory, else the folder of that name in model_folders(), else
// what the local Hub cache has under it; a name with a slash is looked up in the cache alone.
// Throws Error(io) that lists where it looked.
std::filesystem::path find_model(const std::string& model, ModelNeeds needs = ModelNeeds::weights);

}  // namespace electra::cli
