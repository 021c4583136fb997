#include "cli/commands/convert_destination.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/lookup.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// A file with several names, links and mounts is one all the same.
bool is_same(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored);
}

// A path and the folders above it, as it is spelled and as its links lead.
std::vector<fs::path> chain_of(const fs::path& path) {
  std::error_code ignored;  // a link that leads nowhere has no second chain
  std::vector<fs::path> chain;
  for (fs::path at : {absolute_path(path).lexically_normal(), fs::weakly_canonical(path, ignored)}) {
    for (; at != at.parent_path(); at = at.parent_path()) chain.push_back(at);
    chain.push_back(at);
  }
  return chain;
}

bool is_within(const fs::path& path, const fs::path& folder) {
  return std::ranges::any_of(chain_of(path), [&](const fs::path& at) { return is_same(at, folder); });
}

// Whether a folder below is a mount of one that the file lies in.
bool mounts_folder_of(const fs::path& file, const fs::path& destination) {
  std::error_code ignored;
  const std::vector<fs::path> chain = chain_of(file);
  for (fs::recursive_directory_iterator entry(destination, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (!entry->is_directory(ignored)) continue;
    if (std::ranges::any_of(chain, [&](const fs::path& at) { return is_same(at, entry->path()); })) return true;
  }
  return false;
}

// The files of a folder that are links lead to what the folder is made of.
std::vector<fs::path> with_links(const fs::path& path) {
  std::vector<fs::path> paths = {path};
  std::error_code ignored;
  for (fs::directory_iterator entry(path, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    if (entry->is_symlink(ignored)) paths.push_back(entry->path());
  }
  return paths;
}

}  // namespace

void require_destination_apart(const std::string& destination, bool replace, const std::vector<ConvertInput>& inputs) {
  for (const ConvertInput& input : inputs) {
    for (const fs::path& path : with_links(input.path)) {
      if (!is_within(path, destination) && !(replace && mounts_folder_of(path, destination))) continue;
      throw Error(ErrorKind::usage, fmt::format("DEST: {} is or holds {}, {}, which would go with it: expected another",
                                                destination, input.name, path.string()));
    }
    if (fs::is_directory(status_of(input.path)) && is_within(destination, input.path)) {
      throw Error(ErrorKind::usage, fmt::format("DEST: {} lies in {}, {}: expected a place outside of it", destination,
                                                input.name, input.path.string()));
    }
  }
}

std::unique_ptr<AtomicDirectory> open_destination(const std::string& destination, bool replace) {
  try {
    return std::make_unique<AtomicDirectory>(destination, replace);
  } catch (const Error& error) {
    if (replace || !fs::is_directory(status_of(destination))) throw;
    throw Error(error.kind(), fmt::format("{}; --force replaces it", error.what()));
  }
}

}  // namespace electra::cli
