// A whole file mapped read-only.
//
// The bytes may be read by any number of threads. The file must not be cut short by another process meanwhile: reading
// a page that is gone ends the process (as with every mapped file); writers of this project never do that, they
// replace.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace electra::internal {

class MappedFile {
 public:
  // Throws Error(io) naming the file if it cannot be opened or is not a regular file. An empty file gives empty bytes.
  explicit MappedFile(const std::filesystem::path& path);
  // An open file; `path` is only named in errors, and the descriptor stays the caller's.
  MappedFile(int descriptor, const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return {data_, size_}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }

  // Gives the resident pages that lie wholly inside `part` back to the system; they can be read again at any time.
  // REQUIRES: part lies inside bytes().
  void release(std::span<const std::byte> part) const;

 private:
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
};

// What stands in the place of the file that was wanted, and what to do: the small text that Git leaves there until
// `git lfs pull` has been run, or the page of a web site that a download gave. Empty: neither.
std::string_view placeholder_fault(std::string_view text);

}  // namespace electra::internal
