#include "cli/run/model_location.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>

#include "base/lookup.h"
#include "base/quote.h"
#include "base/temporaries.h"
#include "cli/args/suggest.h"
#include "cli/io/shell.h"
#include "cli/run/model_list.h"
#include "converters/formats.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void add_model_path(std::vector<fs::path>& folders) {
  const std::string path = environment("ELECTRA_MODEL_PATH");
  for (size_t begin = 0; begin < path.size();) {
    const size_t end = std::min(path.find(':', begin), path.size());
    if (end > begin) folders.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
}

void add_user_folder(std::vector<fs::path>& folders) {
  const std::string data = environment("XDG_DATA_HOME");
  const std::string home = environment("HOME");
  if (!data.empty()) {
    folders.push_back(fs::path(data) / "electra/models");
  } else if (!home.empty()) {
    folders.push_back(fs::path(home) / ".local/share/electra/models");
  }
}

// Both places are relative to the program, so that it can be moved with its folder and holds no path of the machine
// that built it. In a build tree, share/electra/models beside the program is a link to the source tree's data/models.
void add_program_folders(std::vector<fs::path>& folders) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return;
  const fs::path beside = program.parent_path() / "share/electra/models";
  if (fs::is_directory(beside, error)) folders.push_back(beside);
  folders.push_back((program.parent_path() / ELECTRA_MODELS_FROM_PROGRAM).lexically_normal());
}

// A file is no model, but what it is of may be.
[[noreturn]] void refuse_file(const fs::path& file) {
  const std::string fault = fmt::format("model {}: not a directory", quote(file.string()));
  const converters::SourceFormat* format = converters::find_format(file);
  if (format == nullptr) {
    converters::refuse_other_weights(file);
    throw Error(ErrorKind::io, fault);
  }
  const fs::path directory = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (format->file_name == file.filename().string() && is_there(directory / "config.json")) {
    throw Error(ErrorKind::io,
                fmt::format("{} but a {}: give its directory, {}", fault, format->title, directory.string()));
  }
  throw Error(ErrorKind::io, fmt::format("{} but a {}: electra convert {} DEST makes one of it", fault, format->title,
                                         shell_word(file.string())));
}

// The models beside a path that does not exist, named as the path is.
std::vector<std::string> models_beside(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code error;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (!fs::exists(entry->path() / "config.json", ignored)) continue;
    names.push_back((path.parent_path() / entry->path().filename()).string());
  }
  std::ranges::sort(names);
  return names;
}

// The end of what is said of a name that nothing has. Names with an owner are compared with their like.
std::string instead_of(const std::string& model) {
  const auto has_owner = [](const std::string& name) { return name.find('/') != std::string::npos; };
  std::vector<std::string> names = model_names();
  std::erase_if(names, [&](const std::string& name) { return has_owner(name) != has_owner(model); });
  std::ranges::copy(models_beside(model), std::back_inserter(names));
  const std::string nearest = did_you_mean(model, names);
  if (!nearest.empty()) return nearest + " electra inspect lists all";
  return has_owner(model) ? "" : "; electra inspect lists those that there are";
}

}  // namespace

std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  add_model_path(folders);
  add_user_folder(folders);
  add_program_folders(folders);
  return folders;
}

fs::path find_model(const std::string& model, ModelNeeds needs) {
  if (model.empty()) throw Error(ErrorKind::io, "model '': an empty name");
  const fs::file_status status = status_of(model);
  if (fs::is_directory(status)) {
    if (!is_in_partial_directory(model)) return model;
    throw Error(ErrorKind::io, fmt::format("model {}: the unfinished output of a run that was stopped", quote(model)));
  }
  if (fs::exists(status)) refuse_file(model);
  const std::optional<HubName> name = hub_name(model);
  const bool is_path = model.find('/') != std::string::npos;
  if (is_path && !name) {
    throw Error(ErrorKind::io,
                fmt::format("model {}: no such directory{}", quote(model), did_you_mean(model, models_beside(model))));
  }
  std::vector<std::string> looked_in;
  if (!is_path) {
    looked_in.emplace_back("$ELECTRA_MODEL_PATH");
    for (const fs::path& folder : model_folders()) {
      std::error_code ignored;  // one of them may belong to somebody else, and the model lie in another
      if (fs::is_directory(folder / model, ignored)) return folder / model;
      looked_in.push_back(folder.string());
    }
  }
  if (name) {
    for (const fs::path& folder : hub_folders()) {
      if (const std::optional<fs::path> found = find_in_hub(folder, *name, needs)) return *found;
      looked_in.push_back(folder.string());
    }
  }
  // A name without an owner is hardly ever one of the Hub's.
  const std::string where = looked_in.empty() ? "any cache, as neither $HF_HOME nor $HOME names one"
                                              : fmt::format("{}", fmt::join(looked_in, ", "));
  throw Error(ErrorKind::io,
              fmt::format("model {}: no such directory, and no model of that name in {}{}{}", quote(model), where,
                          is_path ? "; to fetch it: " + fetch_command(*name) : "", instead_of(model)));
}

}  // namespace electra::cli
