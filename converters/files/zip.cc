#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include "base/lookup.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "converters/files/file_set.h"
#include "converters/files/inflate.h"
#include "converters/files/scratch_file.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

constexpr zip_int64_t max_members = 100'000;
constexpr size_t chunk_bytes = size_t{1} << 18;

struct Member {
  zip_uint64_t index = 0;
  uint64_t size = 0;
};

struct CloseZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseMember {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

// The folder of a member's name, with its last slash: "" at the top level.
std::string folder_of(const std::string& name) {
  const size_t slash = name.rfind('/');
  return slash == name.npos ? "" : name.substr(0, slash + 1);
}

// What macOS and others add to zips; and names that would garble messages, which no checkpoint has.
bool is_hidden(const std::string& name) {
  const bool has_controls = std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  // libzip lets overlong sequences of UTF-8 pass.
  return has_controls || !is_utf8(name) || name.starts_with('.') || name.starts_with("__MACOSX/") ||
         name.find("/.") != name.npos;
}

class ZipFiles : public FileSet {
 public:
  ZipFiles(const fs::path& zip, const std::string& suffix, fs::path scratch);

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& [name, member] : members_) names.push_back(name);
    return names;
  }
  bool has(const std::string& name) const override { return members_.contains(name); }
  uint64_t size(const std::string& name) const override { return member(name).size; }
  MappedFile open(const std::string& name) const override;
  std::string label(const std::string& name) const override {
    return fmt::format("{}:{}", path_.string(), cut_text(folder_ + name, max_quoted_bytes));
  }

 private:
  [[noreturn]] void fail(const std::string& fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: {}", path_.string(), fault));
  }
  const Member& member(const std::string& name) const {
    const auto found = members_.find(name);
    if (found == members_.end()) throw Error(ErrorKind::io, fmt::format("{}: no such member", label(name)));
    return found->second;
  }
  std::map<std::string, zip_stat_t> list_members() const;
  std::string choose_folder(const std::map<std::string, zip_stat_t>& all, const std::string& suffix) const;
  void require_sound(const std::string& name, const zip_stat_t& status) const;

  fs::path path_;
  fs::path scratch_;
  std::unique_ptr<zip_t, CloseZip> archive_;
  std::string folder_;
  std::map<std::string, Member> members_;  // of that folder
};

ZipFiles::ZipFiles(const fs::path& zip, const std::string& suffix, fs::path scratch)
    : path_(zip), scratch_(std::move(scratch)) {
  int code = 0;
  archive_.reset(zip_open(zip.c_str(), ZIP_RDONLY, &code));
  if (archive_ == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    fail(fmt::format("cannot be read as a zip: {}", reason));
  }
  const std::map<std::string, zip_stat_t> all = list_members();
  folder_ = choose_folder(all, suffix);
  for (const auto& [name, status] : all) {
    if (folder_of(name) != folder_) continue;
    require_sound(name, status);
    members_.emplace(name.substr(folder_.size()), Member{status.index, status.size});
  }
}

std::map<std::string, zip_stat_t> ZipFiles::list_members() const {
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count > max_members) fail(fmt::format("{} members, expected at most {}", count, max_members));
  std::map<std::string, zip_stat_t> all;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t status;
    if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(i), 0, &status) != 0) continue;
    const bool known = (status.valid & ZIP_STAT_NAME) != 0 && (status.valid & ZIP_STAT_SIZE) != 0;
    if (!known) continue;
    const std::string name = status.name;
    if (!name.empty() && name.back() != '/' && !is_hidden(name)) all.emplace(name, status);
  }
  return all;
}

std::string ZipFiles::choose_folder(const std::map<std::string, zip_stat_t>& all, const std::string& suffix) const {
  std::set<std::string> folders;
  for (const auto& [name, status] : all) {
    if (name.ends_with(suffix)) folders.insert(folder_of(name));
  }
  if (folders.size() == 1) return *folders.begin();
  if (!folders.empty()) {
    fail(fmt::format("several folders have a *{} file: expected one of {}", suffix,
                     quote_list({folders.begin(), folders.end()})));
  }
  std::vector<std::string> names;
  for (const auto& [name, status] : all) names.push_back(name);
  fail(fmt::format("no *{} file inside: it has {}", suffix, names.empty() ? "nothing" : quote_list(names)));
}

// Only what will be unpacked has to be: a strange neighbour is no fault until it is opened, so sizes alone are checked.
void ZipFiles::require_sound(const std::string& name, const zip_stat_t& status) const {
  const bool has_packed_size = (status.valid & ZIP_STAT_COMP_SIZE) != 0;
  if (has_packed_size && status.size / max_deflate_ratio > status.comp_size) {
    fail(fmt::format("member {} claims to unpack {} bytes to {}", quote(name), status.comp_size, status.size));
  }
}

MappedFile ZipFiles::open(const std::string& name) const {
  const Member& wanted = member(name);
  const std::unique_ptr<zip_file_t, CloseMember> file(zip_fopen_index(archive_.get(), wanted.index, 0));
  if (file == nullptr) {
    throw Error(ErrorKind::model, fmt::format("{}: cannot be unpacked: {}", label(name), zip_strerror(archive_.get())));
  }
  const ScratchFile scratch(scratch_);
  std::vector<char> chunk(chunk_bytes);
  uint64_t total = 0;
  for (;;) {
    const zip_int64_t got = zip_fread(file.get(), chunk.data(), chunk.size());
    if (got < 0) {
      throw Error(ErrorKind::model, fmt::format("{}: damaged: {}", label(name), zip_file_strerror(file.get())));
    }
    if (got == 0) break;
    total += static_cast<uint64_t>(got);
    if (total > wanted.size) break;
    scratch.write({chunk.data(), static_cast<size_t>(got)});
  }
  if (total != wanted.size) {
    throw Error(ErrorKind::model,
                fmt::format("{}: damaged: unpacks to {} bytes or more, expected {}", label(name), total, wanted.size));
  }
  return MappedFile(scratch.descriptor(), label(name));
}

}  // namespace

std::unique_ptr<FileSet> open_zip(const fs::path& zip, const std::string& suffix, const fs::path& scratch) {
  return std::make_unique<ZipFiles>(zip, suffix, scratch);
}

bool is_zip(const fs::path& path) {
  if (!fs::is_regular_file(status_of(path))) return false;
  std::ifstream file(path, std::ios::binary);
  char begin[4] = {};
  file.read(begin, sizeof(begin));
  const std::string_view mark(begin, sizeof(begin));
  return mark == std::string_view("PK\3\4", 4) || mark == std::string_view("PK\5\6", 4);  // with members, or empty
}

}  // namespace electra::converters
