#include "base/lookup.h"

#include <system_error>

#include "base/io_error.h"

namespace electra::internal {

namespace fs = std::filesystem;

fs::file_status status_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  // An absence is a status, too, and sets an error nevertheless.
  if (!fs::status_known(status)) throw io_error(path, "cannot open", error.value());
  return status;
}

bool is_there(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (error == std::errc::filename_too_long) return false;  // no folder has such a name
  if (!fs::status_known(status)) throw io_error(path, "cannot open", error.value());
  return fs::exists(status);
}

fs::path without_links(const fs::path& path) {
  constexpr int most_links = 40;  // as the kernel
  std::error_code error;
  fs::path target = path;
  // weakly_canonical() takes a link that leads nowhere for what it leads to.
  for (int links = 0; links < most_links && fs::is_symlink(fs::symlink_status(target, error)); ++links) {
    target = target.parent_path() / fs::read_symlink(target, error);
  }
  target = fs::weakly_canonical(target, error);
  if (error) throw io_error(path, "cannot write", error.value());
  return target;
}

fs::path absolute_path(const fs::path& path) {
  std::error_code error;
  fs::path absolute = fs::absolute(path, error);
  if (error) throw io_error(path, "cannot tell where it is", error.value());
  return absolute;
}

}  // namespace electra::internal
