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
  if (!fs::status_known(status)) throw io_error(path, "cannot open", error.value());
  return fs::exists(status);
}

fs::path absolute_path(const fs::path& path) {
  std::error_code error;
  fs::path absolute = fs::absolute(path, error);
  if (error) throw io_error(path, "cannot tell where it is", error.value());
  return absolute;
}

}  // namespace electra::internal
