// The models that can be named on this machine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace electra::cli {

struct ListedModel {
  std::string name;                 // what --model takes
  std::filesystem::path directory;  // find_model(name)
  std::filesystem::path folder;     // of models, or of the Hub's cache, that it was found in
};

// Those of model_folders() that have a config.json, and those of hub_folders() that are whole, in the order in which
// they are looked up, then of names; a name that was found before is left out. No file of a model is read, so models of
// other architectures are among them. Folders that cannot be read are left out.
std::vector<ListedModel> list_models();
// Their names.
std::vector<std::string> model_names();

}  // namespace electra::cli
