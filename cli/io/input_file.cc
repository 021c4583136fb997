#include "cli/io/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/io_error.h"
#include "base/quote.h"
#include "cli/io/decoders.h"
#include "cli/io/input_fault.h"
#include "cli/io/messages.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

std::string input_name(const std::string& file) { return file == "-" ? "<stdin>" : file; }

uint64_t check_readable(const std::string& file) {
  const auto refuse = [&](int error) { throw io_error(file, "cannot read", error); };
  if (file == "-") return 0;
  if (file.empty()) throw Error(ErrorKind::io, "file name is empty");
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) refuse(errno);
  if (S_ISDIR(status.st_mode)) refuse(EISDIR);
  if (::access(file.c_str(), R_OK) != 0) refuse(errno);
  return S_ISREG(status.st_mode) ? static_cast<uint64_t>(status.st_size) : 0;
}

namespace {

// The first bytes, `most` of them, of a file that stays whole when they are read: not those of a pipe. Nothing is
// unpacked.
std::optional<std::string> first_bytes_of(const std::string& file, size_t most = longest_beginning) {
  struct stat status = {};
  if (file == "-" || ::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw io_error(file, "cannot read", errno);
  std::string bytes(most, '\0');
  const ssize_t count = ::pread(fd, bytes.data(), bytes.size(), 0);
  ::close(fd);
  if (count < 0) return std::nullopt;  // what cannot be read shows again when it is to be
  bytes.resize(static_cast<size_t>(count));
  return bytes;
}

}  // namespace

InputFiles::InputFiles(std::vector<std::string> given) : files(std::move(given)) {
  if (files.empty()) files = {"-"};
  for (const std::string& file : files) {
    total_bytes += check_readable(file);
    names.push_back(input_name(file));
  }
  // One file of unknown size makes the whole unknown.
  if (std::ranges::find(files, "-") != files.end()) total_bytes = 0;
}

InputFiles::InputFiles(std::vector<std::string> given, const ReadAs& as) : InputFiles(std::move(given)) {
  read_as = as;
  check();
}

namespace {

// Whether a file that is jsonl by its name or by default could be: a line begins with a bracket, and others may be bad.
// Throws Error(usage) where none does: each would be called bad JSON.
Verdict check_is_json(const Beginning& beginning, const ReadAs& read_as, const std::string& name) {
  constexpr std::string_view white = " \t\r\n\xEF\xBB\xBF";
  bool has_text = false;
  for (size_t begin = 0; begin < beginning.bytes.size();) {
    const size_t end = std::min(beginning.bytes.find('\n', begin), beginning.bytes.size());
    const std::string_view line = beginning.bytes.substr(begin, end - begin);
    const size_t first = line.find_first_not_of(white);
    if (first != line.npos && (line[first] == '{' || line[first] == '[')) return Verdict::yes;
    has_text = has_text || first != line.npos;
    begin = end + 1;
  }
  if (!beginning.is_whole) return Verdict::open;
  if (!has_text) return Verdict::yes;
  static_cast<void>(check_beginning(beginning.bytes, true, read_as, name));  // it may know better
  throw Error(ErrorKind::usage, fmt::format("{}: no JSON, expected jsonl: --format says what else it is", name));
}

}  // namespace

void InputFiles::tell(std::optional<Format> given, std::span<const Format> formats) {
  read_as.is_given = given.has_value();
  const auto reads = [&](Format format) { return std::ranges::find(formats, format) != formats.end(); };
  read_as.reads_tables = reads(Format::csv);
  read_as.reads_squad = reads(Format::squad);
  std::optional<Format> told = given;
  if (!given) {
    look([&](Beginning beginning) {
      const auto [format, is_open] = tell_format(beginning.bytes, beginning.is_whole, formats);
      told = format;
      return is_open ? Verdict::open : format ? Verdict::yes : Verdict::no;
    });
  }
  const std::optional<Format> named = told ? std::nullopt : told_by_names(formats);
  read_as.format = told ? *told : named.value_or(formats.front());
  if (!told && read_as.format == Format::jsonl) {
    look([&](Beginning beginning) { return check_is_json(beginning, read_as, names.front()); });
  }
  if (given || !told) return;
  const Format expected = format_of_name(files.front(), formats).value_or(formats.front());
  const bool is_plain_json = *told == Format::jsonl && has_ending(files.front(), ".json");
  if (*told == expected && !is_plain_json) return;
  print_note(fmt::format("{}: read as {}", names.front(), format_name(*told)));
}

void InputFiles::check() const {
  for (const std::string& file : files) {
    const auto bytes = first_bytes_of(file);
    if (bytes && !bytes->empty() && !has_decoder(*bytes)) check_beginning(*bytes, true, read_as, file);
  }
}

std::optional<Format> InputFiles::told_by_names(std::span<const Format> formats) const {
  const auto first = format_of_name(files.front(), formats);
  for (const std::string& file : files) {
    const auto other = format_of_name(file, formats);
    if (other == first) continue;
    const auto named = [&](std::optional<Format> format) {
      return format ? std::string(format_name(*format)) : "of no known format";
    };
    throw Error(ErrorKind::usage, fmt::format("{} is {} by its name, but {} is {}: name their --format", quote(file),
                                              named(other), quote(files.front()), named(first)));
  }
  return first;
}

Verdict InputFiles::look(const std::function<Verdict(Beginning)>& judge, size_t most) {
  if (first_ == nullptr) {
    const auto bytes = first_bytes_of(files.front(), most);
    if (bytes && !has_decoder(*bytes)) return judge(beginning_of(*bytes, true, most));
    first_ = std::make_shared<Opened>();
    first_->stream = std::make_unique<ByteStream>(files.front());
  }
  for (;;) {
    const Verdict verdict = judge(beginning_of(first_->beginning, first_->at_end, most));
    if (verdict != Verdict::open || first_->at_end || first_->beginning.size() >= most) return verdict;
    std::array<char, longest_beginning> more;
    std::optional<size_t> count;
    while (!count) count = first_->stream->read(more);
    first_->at_end = *count == 0;
    first_->beginning.append(more.data(), *count);
  }
}

std::unique_ptr<ByteStream> InputFiles::open(size_t index) const {
  if (index > 0 || first_ == nullptr || first_->stream == nullptr) return std::make_unique<ByteStream>(files[index]);
  first_->stream->put_back(std::move(first_->beginning));
  return std::move(first_->stream);
}

bool stays_silent(int pipe, std::chrono::steady_clock::time_point since) {
  constexpr auto patience = std::chrono::milliseconds(200);
  const auto waited = std::chrono::steady_clock::now() - since;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(patience - waited);
  pollfd ready = {.fd = pipe, .events = POLLIN, .revents = 0};
  // An interrupted wait counts as silence: giving out early does no harm.
  return ::poll(&ready, 1, static_cast<int>(std::max<int64_t>(left.count(), 0))) <= 0;
}

InputFile::Buffer::Buffer(std::unique_ptr<ByteStream> bytes_of_file, std::string name_of_file)
    : name(std::move(name_of_file)), file_bytes(std::move(bytes_of_file)) {}

std::streambuf::int_type InputFile::Buffer::underflow() {
  std::optional<size_t> read;
  while (!read) {
    if (when_silent && file_bytes->is_silent(since)) {
      when_silent();
      since = std::chrono::steady_clock::now();
    }
    read = file_bytes->read(bytes);
  }
  const size_t count = *read;
  if (is_first) check_beginning({bytes.data(), count}, true, {.format = Format::json}, name);
  is_first = false;
  unpacked += count;
  setg(bytes.data(), bytes.data(), bytes.data() + count);
  return count == 0 ? traits_type::eof() : traits_type::to_int_type(bytes.front());
}

uint64_t InputFile::Buffer::bytes_taken() const {
  const auto left = static_cast<uint64_t>(egptr() - gptr());
  return FileBytes{file_bytes->bytes_read(), unpacked}.of_unpacked(unpacked - left);
}

InputFile::InputFile(std::unique_ptr<ByteStream> bytes, std::string name)
    : buffer_(std::move(bytes), std::move(name)), stream_(&buffer_) {}

InputFile::InputFile(const std::string& file)
    : InputFile((check_readable(file), std::make_unique<ByteStream>(file)), input_name(file)) {}

}  // namespace electra::cli
