#include "base/mapped_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "base/io_error.h"

namespace electra::internal {
namespace {

// Closes the descriptor at the end of the scope; the mapping outlives it.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// `start` is in small letters.
bool starts_with_in_any_case(std::string_view text, std::string_view start) {
  const auto is_same = [](char letter, char small) {
    return (letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter) == small;
  };
  return text.size() >= start.size() && std::equal(start.begin(), start.end(), text.begin(),
                                                   [&](char small, char letter) { return is_same(letter, small); });
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a named pipe must not wait for a writer before it is refused.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) throw io_error(path, "cannot open", errno);
  *this = MappedFile(file.get(), path);
}

MappedFile::MappedFile(int descriptor, const std::filesystem::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) throw io_error(path, "cannot open", errno);
  if (S_ISDIR(status.st_mode)) throw Error(ErrorKind::io, fmt::format("{}: is a directory", path.string()));
  if (!S_ISREG(status.st_mode)) throw Error(ErrorKind::io, fmt::format("{}: not a regular file", path.string()));
  if (status.st_size == 0) return;
  const auto size = static_cast<size_t>(status.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED) throw io_error(path, "cannot map", errno);
  data_ = static_cast<const std::byte*>(data);
  size_ = size;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

void MappedFile::release(std::span<const std::byte> part) const {
  if (part.empty()) return;
  assert(part.data() >= data_ && part.data() + part.size() <= data_ + size_);
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<uintptr_t>(part.data());
  const uintptr_t first = (begin + page - 1) / page * page;
  const uintptr_t last = (begin + part.size()) / page * page;
  // A failure costs memory only, so it is not reported.
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

std::string_view placeholder_fault(std::string_view text) {
  if (text.size() < 1024 && text.starts_with("version https://git-lfs.")) {
    return "a Git LFS pointer, expected the file: run git lfs pull";
  }
  text.remove_prefix(std::min(text.find_first_not_of("\xEF\xBB\xBF \t\r\n"), text.size()));
  if (starts_with_in_any_case(text, "<!doctype html") || starts_with_in_any_case(text, "<html")) {
    return "an HTML page, expected the file: download it again";
  }
  return "";
}

}  // namespace electra::internal
