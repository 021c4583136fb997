// A whole file mapped read-only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace electra {

class MappedFile {
 public:
  // Throws Error(io) naming the file. An empty file gives empty bytes.
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return {data_, size_}; }
  // Gives the resident pages that lie wholly inside `part` back to the system; they can be read again at any time.
  // REQUIRES: part lies inside bytes().
  void release(std::span<const std::byte> part) const;

 private:
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace electra
