
#include <algorithm>
#include <utility>

#include "base/io_error.h"
#include "base/lookup.h"
#include "converters/files/file_set.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

class FolderFiles : public FileSet {
 public:
  explicit FolderFiles(fs::path folder) : folder_(std::move(folder)) {}

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code ignored;
      if (entry->is_regular_file(ignored)) names.push_back(entry->path().filename().string());
    }
    if (error) throw io_error(folder_, "cannot read", error.value());
    std::ranges::sort(names);
    return names;
  }
  // Something that is no regular file is there too: opening it says what it is. The system would read a name up to a
  // NUL.
  bool has(const std::string& name) const override { return name.find('\0') == name.npos && is_there(folder_ / name); }
  uint64_t size(const std::string& name) const override {
    std::error_code error;
    const uint64_t size = fs::file_size(folder_ / name, error);
    return error ? open(name).bytes().size() : size;  // which says what is no regular file
  }
  MappedFile open(const std::string& name) const override { return MappedFile(folder_ / name); }
  std::string label(const std::string& name) const override { return (folder_ / name).string(); }

 private:
  fs::path folder_;
};

}  // namespace

std::unique_ptr<FileSet> open_folder(const fs::path& folder) { return std::make_unique<FolderFiles>(folder); }

}  // namespace electra::converters
