// Where models are found: directories, and names that are looked up in a list of folders.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace electra::cli {

// The folders that a model's name is looked up in, in order: those of $ELECTRA_MODEL_PATH, the user's, the installed
// ones, those of the source tree for a program that has not been installed.
std::vector<std::filesystem::path> model_folders();

// The directory of a model: `model` itself if it is a directory, else the folder of that name in model_folders().
// Throws Error(io) that lists where it looked.
std::filesystem::path find_model(const std::string& model);

}  // namespace electra::cli
