// A temporary file without a name, gone when its descriptor is closed. Used by one thread.
#pragma once

#include <filesystem>
#include <string_view>

namespace electra::converters {

class ScratchFile {
 public:
  // In `folder`, which must have room for it. Throws Error(io) naming the folder.
  explicit ScratchFile(const std::filesystem::path& folder);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  int descriptor() const { return fd_; }
  // Appends. Throws Error(io) naming the folder.
  void write(std::string_view bytes) const;

 private:
  std::filesystem::path folder_;
  int fd_ = -1;
};

}  // namespace electra::converters
