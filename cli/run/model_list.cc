#include "cli/run/model_list.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>

#include "cli/run/hub_cache.h"
#include "cli/run/model_location.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (fs::is_directory(entry->path(), ignored)) paths.push_back(entry->path());
  }
  std::ranges::sort(paths);
  return paths;
}

void add(std::vector<ListedModel>& models, ListedModel model) {
  if (std::ranges::find(models, model.name, &ListedModel::name) == models.end()) models.push_back(std::move(model));
}

// The snapshot that the name stands for; nothing if it is not whole.
std::optional<fs::path> whole_snapshot(const fs::path& folder, const HubName& name) try {
  return find_in_hub(folder, name, ModelNeeds::weights);
} catch (const Error&) {
  return std::nullopt;
}

}  // namespace

std::vector<ListedModel> list_models() {
  std::vector<ListedModel> models;
  for (const fs::path& folder : model_folders()) {
    for (const fs::path& directory : folders_in(folder)) {
      std::error_code ignored;
      if (!fs::exists(directory / "config.json", ignored)) continue;
      add(models, {directory.filename().string(), directory, folder});
    }
  }
  for (const fs::path& folder : hub_folders()) {
    for (const fs::path& directory : folders_in(folder)) {
      const std::optional<HubName> name = cached_name(directory.filename().string());
      if (!name) continue;
      if (const auto snapshot = whole_snapshot(folder, *name)) add(models, {name->to_string(), *snapshot, folder});
    }
  }
  return models;
}

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const ListedModel& model : list_models()) names.push_back(model.name);
  return names;
}

}  // namespace electra::cli
