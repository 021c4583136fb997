#include "cli/io/unfinished_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/io_error.h"
#include "base/json.h"
#include "base/lookup.h"
#include "base/quote.h"
#include "base/temporaries.h"
#include "base/write_all.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Nothing: it cannot be read.
std::string all_of(int fd) {
  std::string text;
  char piece[size_t{64} << 10];
  ssize_t count = 0;
  for (off_t at = 0; (count = ::pread(fd, piece, sizeof(piece), at)) > 0; at += count) {
    text.append(piece, static_cast<size_t>(count));
  }
  return text;
}

// Null for what is no line of ours.
Json parse_line(std::string_view line) {
  try {
    Json value = parse_json_record(line);
    if (value.is_object()) return value;
  } catch (const Error&) {
  }
  return {};
}

template <class Value>
Value member(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if constexpr (std::is_same_v<Value, std::string>) {
    return found->is_string() ? found->template get<std::string>() : "";
  } else {
    return found->is_number_unsigned() ? found->template get<Value>() : Value{};
  }
}

// The keys of what differs; of an object, also those inside: "flags (--top-k), input".
std::string differing_members(const Json& before, const Json& now) {
  std::set<std::string> keys;
  for (const Json* object : {&before, &now}) {
    for (const auto& [key, value] : object->items()) keys.insert(key);
  }
  std::string differing;
  for (const std::string& key : keys) {
    const auto old_value = before.find(key), new_value = now.find(key);
    const bool are_both = old_value != before.end() && new_value != now.end();
    if (are_both && *old_value == *new_value) continue;
    if (!differing.empty()) differing += ", ";
    differing += escaped(key);
    const bool are_objects = are_both && old_value->is_object() && new_value->is_object();
    if (are_objects) differing += fmt::format(" ({})", differing_members(*old_value, *new_value));
  }
  return differing;
}

// Adds the bytes up to `end` that the file has. False: it has fewer.
bool add_up_to(int fd, uint64_t& at, uint64_t end, Sha256& digest) {
  std::vector<std::byte> piece(size_t{256} << 10);
  while (at < end) {
    const size_t wanted = std::min<uint64_t>(piece.size(), end - at);
    const ssize_t count = ::pread(fd, piece.data(), wanted, static_cast<off_t>(at));
    if (count <= 0) return false;
    digest.add(std::span(piece).first(static_cast<size_t>(count)));
    at += static_cast<uint64_t>(count);
  }
  return true;
}

}  // namespace

UnfinishedFile::UnfinishedFile(const std::string& output) : target_(output) {
  std::error_code ignored;
  if (fs::is_symlink(target_, ignored)) target_ = without_links(target_);
  part_path_ = target_.string() + ".part";
  note_path_ = target_.string() + ".resume";
  const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  if (fs::is_directory(target_, ignored)) fail(EISDIR);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) fail(errno);
}

UnfinishedFile::~UnfinishedFile() {
  if (note_ >= 0 && !has_points_ && !keeps_) {
    if (part_ >= 0) ::unlink(part_path_.c_str());
    ::unlink(note_path_.c_str());
  }
  if (part_ >= 0) ::close(part_);
  if (note_ >= 0) ::close(note_);
}

void UnfinishedFile::open_note() {
  note_ = ::open(note_path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (note_ < 0) throw io_error(note_path_, "cannot write", errno);
  keeps_ = true;
  struct stat status = {};
  const bool is_ours = ::flock(note_, LOCK_EX | LOCK_NB) == 0;
  // The run that had it may have come to its end meanwhile.
  if (!is_ours || ::fstat(note_, &status) != 0 || status.st_nlink == 0) {
    throw Error(ErrorKind::io, fmt::format("{}: another run writes it", part_path_.string()));
  }
}

UnfinishedFile::Note UnfinishedFile::read_note() const {
  const std::string text = all_of(note_);
  Note note;
  const Json first = parse_line(std::string_view(text).substr(0, text.find('\n')));
  note.is_foreign = !text.empty() && !first.contains("version of electra");
  for (size_t begin = 0, end = 0; (end = text.find('\n', begin)) != text.npos; begin = end + 1) {
    const Json line = parse_line(std::string_view(text).substr(begin, end - begin));
    if (line.is_null()) break;
    if (begin == 0) {
      note.run = line;
      note.header_bytes = end + 1;
      continue;
    }
    note.points.push_back({.at = {.records = member<uint64_t>(line, "records"),
                                  .skipped = member<uint64_t>(line, "skipped"),
                                  .first_skipped = member<std::string>(line, "first_skipped")},
                           .bytes = member<uint64_t>(line, "bytes"),
                           .digest = member<std::string>(line, "sha256"),
                           .note_bytes = end + 1});
  }
  return note;
}

void UnfinishedFile::require_same(const Json& before, const Json& run) const {
  const std::string differing = differing_members(before, run);
  if (differing.empty()) return;
  throw Error(ErrorKind::usage, fmt::format("--resume: {} was begun with other {}: take what it was begun with, or "
                                            "remove it to begin anew",
                                            part_path_.string(), differing));
}

// Where the digests fit the part; null: nowhere.
const UnfinishedFile::Point* UnfinishedFile::last_whole(const std::vector<Point>& points) {
  const Point* whole = nullptr;
  Sha256 running;
  uint64_t at = 0;
  for (const Point& point : points) {
    if (point.bytes < at || !add_up_to(part_, at, point.bytes, running)) break;
    if (Sha256(running).finish() != point.digest) break;
    whole = &point;
    digest_ = running;
  }
  return whole;
}

void UnfinishedFile::begin_anew(const Json& run) {
  keeps_ = false;
  if (::ftruncate(note_, 0) != 0) fail(errno);
  append_line(run);
  part_ = ::open(part_path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (part_ < 0) fail(errno);
}

ResumePoint UnfinishedFile::begin(const Json& run) {
  open_note();
  const Note note = read_note();
  if (note.is_foreign) {
    throw Error(ErrorKind::usage,
                fmt::format("--resume: {} is there, but is none of electra's: move it away", note_path_.string()));
  }
  part_ = ::open(part_path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (part_ < 0 && errno != ENOENT) throw io_error(part_path_, "cannot write", errno);
  if (part_ < 0) {
    begin_anew(run);
    return {};
  }
  if (note.run.is_null()) {
    ::unlink(note_path_.c_str());  // empty: it was made by open_note()
    throw Error(ErrorKind::usage, fmt::format("--resume: {} is there, but nothing says what run it is of: move it away",
                                              part_path_.string()));
  }
  require_same(note.run, run);
  const Point* const point = last_whole(note.points);
  if (point == nullptr && !note.points.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("--resume: {} is not as its run left it: remove it to begin anew", part_path_.string()));
  }
  bytes_ = point == nullptr ? 0 : point->bytes;
  const uint64_t note_bytes = point == nullptr ? note.header_bytes : point->note_bytes;
  if (::ftruncate(part_, static_cast<off_t>(bytes_)) != 0 || ::ftruncate(note_, static_cast<off_t>(note_bytes)) != 0 ||
      ::lseek(part_, static_cast<off_t>(bytes_), SEEK_SET) < 0) {
    fail(errno);
  }
  keeps_ = false;
  has_points_ = point != nullptr;
  return point == nullptr ? ResumePoint() : point->at;
}

void UnfinishedFile::write(std::span<const std::byte> bytes) {
  assert(part_ >= 0);
  if (const int error = write_all(part_, bytes)) fail(error);
  digest_.add(bytes);
  bytes_ += bytes.size();
}

void UnfinishedFile::mark(const ResumePoint& point) {
  Json line = {{"records", point.records}, {"bytes", bytes_}, {"sha256", Sha256(digest_).finish()}};
  if (point.skipped > 0) line.update({{"skipped", point.skipped}, {"first_skipped", point.first_skipped}});
  append_line(line);
  has_points_ = true;
}

void UnfinishedFile::append_line(const Json& line) {
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  if (const int error = write_all(note_, text)) {
    throw io_error(note_path_, "cannot write", error);
  }
}

void UnfinishedFile::commit() {
  // A private file stays private when it is replaced.
  struct stat status = {};
  if (::stat(target_.c_str(), &status) == 0) ::fchmod(part_, status.st_mode & 07777);
  if (::fsync(part_) != 0 || ::rename(part_path_.c_str(), target_.c_str()) != 0) fail(errno);
  keeps_ = true;
  ::unlink(note_path_.c_str());
  sync_folder(target_.has_parent_path() ? target_.parent_path() : fs::path("."));
  if (::close(std::exchange(part_, -1)) != 0) fail(errno);
}

void UnfinishedFile::fail(int error) const { throw io_error(target_, "cannot write", error); }

}  // namespace electra::cli
