#include "cli/io/input_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>

#include "base/io_error.h"
#include "electra/error.h"

namespace electra::cli {

std::string input_name(const std::string& file) { return file == "-" ? "<stdin>" : file; }

uint64_t check_readable(const std::string& file) {
  const auto refuse = [&](int error) { throw io_error(file, "cannot read", error); };
  if (file == "-") return 0;
  if (file.empty()) throw Error(ErrorKind::io, "file name is empty");
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) refuse(errno);
  if (S_ISDIR(status.st_mode)) refuse(EISDIR);
  if (::access(file.c_str(), R_OK) != 0) refuse(errno);
  return S_ISREG(status.st_mode) ? static_cast<uint64_t>(status.st_size) : 0;
}

bool all_end_in(const std::vector<std::string>& files, std::initializer_list<std::string_view> endings) {
  const auto ends = [&](const std::string& file) {
    return std::ranges::any_of(endings, [&](std::string_view ending) { return file.ends_with(ending); });
  };
  return !files.empty() && std::ranges::all_of(files, ends);
}

InputFile::InputFile(const std::string& file) : name_(input_name(file)), is_stdin_(file == "-") {
  check_readable(file);
  if (is_stdin_) return;
  opened_.open(file, std::ios::binary);
  if (!opened_) throw io_error(file, "cannot read", errno);
}

std::istream& InputFile::stream() { return is_stdin_ ? std::cin : opened_; }

}  // namespace electra::cli
