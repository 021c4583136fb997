#include "cli/run/hub_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>

#include "base/io_error.h"
#include "base/lookup.h"
#include "base/quote.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_beginning = "models--";
constexpr size_t max_name_length = 96;
constexpr size_t max_revision_length = 255;
constexpr size_t min_commit_digits = 7;
constexpr size_t max_ref_length = 64;  // a commit has 40 digits

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool is_name_character(char c) { return is_word(c) || c == '-' || c == '.'; }

bool is_name(std::string_view name) {
  return !name.empty() && is_word(name.front()) && is_word(name.back()) && std::ranges::all_of(name, is_name_character);
}

bool is_repository(std::string_view name) {
  if (name.size() > max_name_length || name.find("--") != name.npos || name.find("..") != name.npos) return false;
  if (name.ends_with(".git")) return false;
  const size_t slash = name.find('/');
  if (slash == name.npos) return is_name(name);
  return is_name(name.substr(0, slash)) && is_name(name.substr(slash + 1));
}

// A revision becomes part of a path, so it may not leave refs/.
bool is_revision(std::string_view revision) {
  const auto fits = [](char c) { return is_name_character(c) || c == '/' || c == '+'; };
  return !revision.empty() && revision.size() <= max_revision_length && is_word(revision.front()) &&
         revision.back() != '/' && revision.find("..") == revision.npos && std::ranges::all_of(revision, fits);
}

// The folder that a variable names, with "~" for the user's home as in huggingface_hub; empty if it is not set.
fs::path folder_in(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return {};
  const std::string_view text = value;
  const char* home = std::getenv("HOME");
  if (home != nullptr && (text == "~" || text.starts_with("~/"))) return home + std::string(text.substr(1));
  return text;
}

fs::path hub_folder() {
  for (const char* variable : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (const fs::path folder = folder_in(variable); !folder.empty()) return folder;
  }
  if (const fs::path home = folder_in("HF_HOME"); !home.empty()) return home / "hub";
  if (const fs::path cache = folder_in("XDG_CACHE_HOME"); !cache.empty()) return cache / "huggingface/hub";
  const fs::path home = folder_in("HOME");
  return home.empty() ? home : home / ".cache/huggingface/hub";
}

[[noreturn]] void fail(const HubName& name, const std::string& what) {
  throw Error(ErrorKind::io,
              fmt::format("model {}: {}; to fetch it: {}", quote(name.to_string()), what, fetch_command(name)));
}

// The commit in a file of refs/, or nothing if there is no such file.
std::optional<std::string> read_ref(const fs::path& file) {
  if (!fs::is_regular_file(status_of(file))) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string commit(max_ref_length + 1, '\0');
  stream.read(commit.data(), static_cast<std::streamsize>(commit.size()));
  commit.resize(static_cast<size_t>(stream.gcount()));
  while (!commit.empty() && (commit.back() == '\n' || commit.back() == '\r')) commit.pop_back();
  if (commit.size() > max_ref_length || !is_name(commit)) {
    throw Error(ErrorKind::io, fmt::format("{}: not the name of a commit", file.string()));
  }
  return commit;
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    paths.push_back(entry->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) throw io_error(folder, "cannot read", error.value());
  std::ranges::sort(paths);
  return paths;
}

// The latest by modification time; nothing if there is none.
std::optional<fs::path> newest(const fs::path& snapshots) {
  std::optional<fs::path> found;
  fs::file_time_type latest;
  for (const fs::path& snapshot : entries(snapshots)) {
    std::error_code error;
    const fs::file_time_type time = fs::last_write_time(snapshot, error);
    if (error || !fs::exists(snapshot / "config.json", error) || (found && time <= latest)) continue;
    latest = time;
    found = snapshot;
  }
  return found;
}

bool is_commit_beginning(std::string_view revision) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  return revision.size() >= min_commit_digits && std::ranges::all_of(revision, is_hex);
}

// The one snapshot whose commit is or begins with the revision; nothing if there is none.
std::optional<fs::path> by_commit(const fs::path& snapshots, const HubName& name) {
  std::error_code error;
  const bool is_plain = name.revision.find('/') == std::string::npos;
  if (is_plain && fs::is_directory(snapshots / name.revision, error)) return snapshots / name.revision;
  if (!is_commit_beginning(name.revision)) return std::nullopt;
  std::string beginning = name.revision;
  for (char& c : beginning) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  std::optional<fs::path> found;
  for (const fs::path& snapshot : entries(snapshots)) {
    if (!snapshot.filename().string().starts_with(beginning)) continue;
    if (found) {
      throw Error(ErrorKind::io, fmt::format("model {}: {} is the beginning of several commits: {}, {}",
                                             quote(name.to_string()), quote(name.revision),
                                             quote(found->filename().string()), quote(snapshot.filename().string())));
    }
    found = snapshot;
  }
  return found;
}

fs::path find_snapshot(const fs::path& repository, const HubName& name) {
  const fs::path ref = repository / "refs" / (name.revision.empty() ? "main" : name.revision);
  const fs::path snapshots = repository / "snapshots";
  if (const std::optional<std::string> commit = read_ref(ref)) {
    std::error_code error;
    if (fs::is_directory(snapshots / *commit, error)) return snapshots / *commit;
    fail(name, fmt::format("{}: names commit {}, which is not in {}", ref.string(), *commit, snapshots.string()));
  }
  const std::optional<fs::path> found = name.revision.empty() ? newest(snapshots) : by_commit(snapshots, name);
  if (found) return *found;
  if (!name.revision.empty())
    fail(name, fmt::format("no revision {} in {}", quote(name.revision), repository.string()));
  fail(name, fmt::format("no snapshot with a config.json in {}", repository.string()));
}

bool is_weights(const fs::path& file) {
  static constexpr std::string_view extensions[] = {".safetensors", ".bin", ".h5", ".msgpack", ".ckpt", ".pt", ".pth"};
  return std::ranges::find(extensions, file.extension().string()) != std::end(extensions) &&
         file.filename() != "training_args.bin";
}

// What every reader opens if it is there; weights in other containers may be gone if there are some that are not.
bool must_be_whole(const fs::path& file, ModelNeeds needs) {
  const std::string extension = file.extension().string();
  return extension == ".json" || extension == ".txt" || extension == ".model" ||
         (extension == ".safetensors" && needs == ModelNeeds::weights);
}

void check_snapshot(const fs::path& snapshot, const HubName& name, ModelNeeds needs) {
  std::optional<fs::path> broken_weights;
  bool has_weights = needs == ModelNeeds::tokenizer;
  for (const fs::path& file : entries(snapshot)) {
    std::error_code error;
    const bool broken = !fs::exists(file, error);
    if (broken && must_be_whole(file, needs))
      fail(name, fmt::format("{}: links to a blob that is gone", file.string()));
    if (!is_weights(file)) continue;
    if (broken) {
      broken_weights = file;
    } else {
      has_weights = true;
    }
  }
  if (!is_there(snapshot / "config.json")) fail(name, fmt::format("{}: no config.json", snapshot.string()));
  if (has_weights) return;
  if (broken_weights) fail(name, fmt::format("{}: links to a blob that is gone", broken_weights->string()));
  fail(name, fmt::format("{}: no weights", snapshot.string()));
}

}  // namespace

std::optional<HubName> hub_name(const std::string& model) {
  const size_t at = model.find('@');
  HubName name{.repository = model.substr(0, at), .revision = {}};
  if (!is_repository(name.repository)) return std::nullopt;
  if (at == std::string::npos) return name;
  name.revision = model.substr(at + 1);
  if (!is_revision(name.revision)) return std::nullopt;
  return name;
}

std::optional<HubName> cached_name(const std::string& folder) {
  if (!folder.starts_with(folder_beginning)) return std::nullopt;
  std::string name = folder.substr(folder_beginning.size());
  if (const size_t dashes = name.find("--"); dashes != std::string::npos) name.replace(dashes, 2, "/");
  return is_repository(name) ? std::optional(HubName{name, ""}) : std::nullopt;
}

std::vector<fs::path> hub_folders() {
  std::vector<fs::path> folders;
  for (const fs::path& folder : {folder_in("TRANSFORMERS_CACHE"), hub_folder()}) {
    if (!folder.empty() && (folders.empty() || folders.front() != folder)) folders.push_back(folder);
  }
  return folders;
}

std::string fetch_command(const HubName& name) {
  return fmt::format("hf download {}{}{}", name.repository, name.revision.empty() ? "" : " --revision ", name.revision);
}

std::optional<fs::path> find_in_hub(const fs::path& folder, const HubName& name, ModelNeeds needs) {
  std::string directory = std::string(folder_beginning) + name.repository;
  if (const size_t slash = directory.find('/'); slash != std::string::npos) directory.replace(slash, 1, "--");
  std::error_code error;
  if (!fs::is_directory(folder / directory, error)) return std::nullopt;
  const fs::path snapshot = find_snapshot(folder / directory, name);
  check_snapshot(snapshot, name, needs);
  return snapshot;
}

}  // namespace electra::cli
