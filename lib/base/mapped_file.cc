#include "base/mapped_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "base/io_error.h"
#include "base/quote.h"
#include "base/signal_list.h"

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

uintptr_t page_size() { return static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE)); }

// `start` is in small letters.
bool starts_with_in_any_case(std::string_view text, std::string_view start) {
  const auto is_same = [](char letter, char small) {
    return (letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter) == small;
  };
  return text.size() >= start.size() && std::equal(start.begin(), start.end(), text.begin(),
                                                   [&](char small, char letter) { return is_same(letter, small); });
}

}  // namespace

struct MappedFileEntry : Listed<MappedFileEntry> {
  MappedFileEntry(const std::filesystem::path& file, const struct stat& now)
      : path(file.string()), shown(cut_text(path, max_shown)), status(now) {}

  size_t size() const { return static_cast<size_t>(status.st_size); }
  bool has_changed() const;

  static constexpr size_t max_shown = 1000;

  std::string path;
  std::string shown;   // in messages
  struct stat status;  // when it was opened
  const std::byte* data = nullptr;
};

// The path leads to the same file, and that is not what it was.
bool MappedFileEntry::has_changed() const {
  struct stat now {};
  if (::stat(path.c_str(), &now) != 0 || now.st_dev != status.st_dev || now.st_ino != status.st_ino) return false;
  return now.st_size != status.st_size || now.st_mtim.tv_sec != status.st_mtim.tv_sec ||
         now.st_mtim.tv_nsec != status.st_mtim.tv_nsec;
}

namespace {

constinit SignalList<MappedFileEntry> mapped_files;

}  // namespace

const char* mapped_file_at(const void* address) {
  const std::lock_guard lock(mapped_files);
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  const uintptr_t page = page_size();
  for (const MappedFileEntry* entry = mapped_files.first(); entry != nullptr; entry = entry->next) {
    const auto begin = reinterpret_cast<uintptr_t>(entry->data);
    const size_t mapped = (entry->size() + page - 1) / page * page;
    if (wanted >= begin && wanted - begin < mapped) return entry->shown.c_str();
  }
  return nullptr;
}

void require_unchanged_files() {
  char changed[PATH_MAX] = "";
  {
    const std::lock_guard lock(mapped_files);
    const MappedFileEntry* entry = mapped_files.first();
    while (entry != nullptr && !entry->has_changed()) entry = entry->next;
    if (entry != nullptr) entry->path.copy(changed, sizeof(changed) - 1);
  }
  if (changed[0] == 0) return;
  throw Error(ErrorKind::io, fmt::format("{}: changed while it was read: run again", changed));
}

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
  auto entry = std::make_unique<MappedFileEntry>(path, status);
  void* data = ::mmap(nullptr, entry->size(), PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED) throw io_error(path, "cannot map", errno);
  data_ = static_cast<const std::byte*>(data);
  size_ = entry->size();
  entry_ = std::move(entry);
  entry_->data = data_;
  const std::lock_guard lock(mapped_files);
  mapped_files.add(*entry_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      entry_(std::move(other.entry_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(entry_, other.entry_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!entry_) return;
  {
    const std::lock_guard lock(mapped_files);
    mapped_files.remove(*entry_);
  }
  ::munmap(const_cast<std::byte*>(data_), size_);
}

void MappedFile::release(std::span<const std::byte> part) const {
  if (part.empty()) return;
  assert(part.data() >= data_ && part.data() + part.size() <= data_ + size_);
  const uintptr_t page = page_size();
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
