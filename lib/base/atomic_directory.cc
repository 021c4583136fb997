#include "base/atomic_directory.h"

#include <fmt/core.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "base/io_error.h"
#include "base/lookup.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;

void require_usable(const fs::path& target, const fs::path& plain, bool replace) {
  std::error_code ignored;
  const auto refuse = [&](std::string_view fault) {
    throw Error(ErrorKind::io, fmt::format("{}: {}", target.string(), fault));
  };
  if (!fs::is_directory(plain.parent_path(), ignored)) refuse("cannot write: its folder does not exist");
  if (!fs::exists(fs::symlink_status(plain, ignored))) return;
  if (!fs::is_directory(plain, ignored)) refuse("is a file: expected a new or an empty directory");
  if (!replace && !fs::is_empty(plain, ignored)) refuse("exists: expected a new or an empty directory");
}

// The files in it are synced by those who wrote them. 0, or an errno value.
int sync_tree(const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) sync_folder(entry->path());
  }
  sync_folder(folder);
  return error.value();
}

}  // namespace

fs::path directory_target(const fs::path& path) {
  fs::path plain = without_links(absolute_path(path));
  if (!plain.has_filename()) plain = plain.parent_path();
  return plain;
}

AtomicDirectory::AtomicDirectory(const fs::path& target, bool replace)
    : target_(directory_target(target)), replace_(replace) {
  require_usable(target, target_, replace);
  partial_.emplace(target_, Temporary::Kind::directory);
}

void AtomicDirectory::commit() {
  if (const int failed = sync_tree(path())) throw io_error(target_, "cannot write", failed);
  // Onto nothing, or onto an empty directory, which rename() replaces.
  const int error = partial_->publish();
  if (error == 0) return;
  if (!replace_ || (error != ENOTEMPTY && error != EEXIST)) throw io_error(target_, "cannot write", error);
  if (const int failed = partial_->exchange()) {
    throw io_error(target_, "cannot replace at one stroke on this file system: remove it first", failed);
  }
  if (const int failed = partial_->remove()) {
    throw io_error(target_, fmt::format("written, but the old one, now {}, cannot be removed", path().string()),
                   failed);
  }
}

}  // namespace electra::internal
