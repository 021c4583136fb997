// An empty file in the folder for temporary files, for libraries that want a path of their own; removed at the end.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "fuzz/fuzz.h"

namespace electra::fuzz {

class NamedFile {
 public:
  NamedFile() : path_((std::filesystem::temp_directory_path() / "electra-fuzz-XXXXXX").string()) {
    const int fd = ::mkstemp(path_.data());
    FUZZ_CHECK(fd >= 0);
    ::close(fd);
  }
  ~NamedFile() { ::unlink(path_.c_str()); }
  NamedFile(const NamedFile&) = delete;
  NamedFile& operator=(const NamedFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace electra::fuzz
