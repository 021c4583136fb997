// A name is one of the Hub or it is none; whatever the name and the files of the cache say, what is found is a snapshot
// of that model and nothing outside. The first line of the input is the name, the second the snapshot that is there,
// the rest the file of its revision.
#include <filesystem>
#include <optional>
#include <string>

#include "cli/run/hub_cache.h"
#include "fuzz/folder.h"
#include "fuzz/input.h"

namespace electra::cli {
namespace {

namespace fs = std::filesystem;

bool is_plain(const std::string& name) {
  return !name.empty() && name.size() < 200 && name != "." && name != ".." &&
         name.find_first_of({"/\0", 2}) == name.npos;
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  const std::string relative = path.lexically_normal().lexically_relative(folder).string();
  return relative != "." && !relative.starts_with("..") && !relative.starts_with('/');
}

void check(const fs::path& cache, const HubName& name, const std::string& snapshot, std::string_view reference) {
  std::string directory = "models--" + name.repository;
  if (const size_t slash = directory.find('/'); slash != directory.npos) directory.replace(slash, 1, "--");
  const fs::path model = cache / directory;
  FUZZ_CHECK(model.parent_path() == cache);
  const fs::path revision = model / "refs" / (name.revision.empty() ? "main" : name.revision);
  FUZZ_CHECK(is_inside(revision, model / "refs"));
  fs::create_directories(revision.parent_path());
  std::ofstream(revision, std::ios::binary) << reference;
  fs::create_directories(model / "snapshots" / snapshot);
  for (const char* file : {"config.json", "model.safetensors"}) std::ofstream(model / "snapshots" / snapshot / file);
  try {
    const std::optional<fs::path> found = find_in_hub(cache, name, ModelNeeds::weights);
    FUZZ_CHECK(found && *found == model / "snapshots" / snapshot);
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::io);
    fuzz::check_message(error.what());
  }
  fs::remove_all(model);
}

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  static const fuzz::Folder cache;
  fuzz::Input input(data, size);
  const std::string line(input.until('\n'));
  const std::string snapshot(input.until('\n'));
  const std::optional<HubName> name = hub_name(line);
  if (!name) return 0;
  FUZZ_CHECK(name->to_string() == line);
  if (is_plain(snapshot)) check(cache.path(), *name, snapshot, input.rest());
  return 0;
}
