// Models in the local cache of the Hugging Face Hub, as `hf download` and Transformers leave them there:
//
//   models--OWNER--NAME/refs/REVISION      a file with the commit that a branch, tag or pull request was at
//   models--OWNER--NAME/snapshots/COMMIT/  the files of a commit, mostly links into models--OWNER--NAME/blobs/
//
// Nothing is fetched and nothing is written. Any thread may call these functions.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace electra::cli {

// What a snapshot must hold to be of use.
enum class ModelNeeds { weights, tokenizer };

// OWNER/NAME, NAME or either with @REVISION.
struct HubName {
  std::string repository;
  std::string revision;  // "" for what main is

  std::string to_string() const { return revision.empty() ? repository : repository + "@" + revision; }
};

// What `model` means on the Hub; nothing if it cannot be a name there (by the rules of huggingface_hub).
std::optional<HubName> hub_name(const std::string& model);

// The name of the model that a folder of the cache is for; nothing for other folders.
std::optional<HubName> cached_name(const std::string& folder);

// The cache folders, in order: $TRANSFORMERS_CACHE if set, which Transformers 4 still prefers; then $HF_HUB_CACHE, else
// $HUGGINGFACE_HUB_CACHE, else $HF_HOME/hub, else $XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub.
std::vector<std::filesystem::path> hub_folders();

// The command that fetches a model.
std::string fetch_command(const HubName& name);

// The snapshot of a model in one cache folder; nothing if the folder does not hold the model at all. Without refs/main
// it is the newest snapshot that has a config.json. A revision may also be the beginning of a commit (7 digits or
// more). Throws Error(io) that says what is missing if the model is there, but not that revision of it or not whole.
std::optional<std::filesystem::path> find_in_hub(const std::filesystem::path& folder, const HubName& name,
                                                 ModelNeeds needs);

}  // namespace electra::cli
