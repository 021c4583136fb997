// A whole file mapped read-only.
//
// The bytes may be read by any number of threads. Other processes may replace the file by a rename, as this project
// does, but not change it: what they overwrite changes here, too, which require_unchanged_files() finds, and reading a
// page that is gone, or that the disk cannot give, is a SIGBUS, of which mapped_file_at() knows the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace electra::internal {

struct MappedFileEntry;  // in the list of all mapped files

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
  std::unique_ptr<MappedFileEntry> entry_;  // none for an empty file
};

// The path of the file that is mapped at an address, escaped (quote.h); null if none is. It lives as long as the
// MappedFile.
// Async-signal-safe, for a handler of SIGBUS; thread-safe.
const char* mapped_file_at(const void* address);

// Throws Error(io), naming it, if a file that is mapped now has had its size or its time of change altered since. One
// that was replaced or removed is as it was. Thread-safe.
void require_unchanged_files();

// What stands in the place of the file that was wanted, and what to do: the small text that Git leaves there until
// `git lfs pull` has been run, or the page of a web site that a download gave. Empty: neither.
std::string_view placeholder_fault(std::string_view text);

}  // namespace electra::internal
