#include "cli/io/overlap.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "base/quote.h"
#include "cli/io/input_file.h"
#include "cli/io/writer.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

namespace fs = std::filesystem;

using FileId = std::pair<dev_t, ino_t>;

// Of a regular file.
std::optional<FileId> id_of(const std::string& file, bool is_standard, int standard) {
  struct stat status = {};
  const bool is_there = (is_standard ? ::fstat(standard, &status) : ::stat(file.c_str(), &status)) == 0;
  if (!is_there || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileId(status.st_dev, status.st_ino);
}

fs::path place_of(const std::string& file) {
  std::error_code ignored;
  return fs::weakly_canonical(fs::absolute(file, ignored), ignored);
}

// Whether a file that is written as it comes is the input, under whatever name.
bool is_input(const std::optional<FileId>& written, const std::string& input) {
  return written && written == id_of(input, input == "-", STDIN_FILENO);
}

[[noreturn]] void refuse(std::string_view what, const std::string& input) {
  throw Error(ErrorKind::usage,
              fmt::format("{}: {} is read, too: expected another file", what, internal::quote(input_name(input))));
}

// What is written as it comes shares its bytes with every name of the file. A file that is replaced leaves its other
// names what they were, so that only the place counts.
bool is_one(const std::string& output, const std::string& input, bool is_direct) {
  if (is_direct) return is_input(id_of(output, is_stdout(output), STDOUT_FILENO), input);
  const fs::path place = place_of(output);
  return input != "-" && !place.empty() && place == place_of(input);
}

void require_apart(std::string_view flag, const std::string& output, const std::vector<std::string>& inputs,
                   bool is_replaced) {
  if (output.empty() && flag != "--output") return;  // not given
  const bool is_direct = is_stdout(output) || output.starts_with("/dev/") || output.starts_with("/proc/");
  if (is_replaced && !is_direct) return;
  for (const std::string& input : inputs) {
    if (is_one(output, input, is_direct)) refuse(is_stdout(output) ? "standard output" : flag, input);
  }
}

}  // namespace

void require_distinct(const NamedFiles& outputs) {
  const auto redirected = id_of("-", true, STDOUT_FILENO);
  std::vector<std::pair<std::string_view, fs::path>> written;
  for (const auto& [flag, file] : outputs) {
    if (flag != "--output" && file.empty()) continue;  // not given
    const bool is_standard = is_stdout(file);
    if (!is_standard && file.starts_with("/dev/")) continue;
    const bool is_redirected = !is_standard && redirected && redirected == id_of(file, false, -1);
    const fs::path place = is_standard || is_redirected ? "standard output" : place_of(file);
    const auto same = std::ranges::find(written, place, &std::pair<std::string_view, fs::path>::second);
    if (same != written.end() && !place.empty()) {
      throw Error(ErrorKind::usage, fmt::format("{} and {} are both {}", same->first, flag,
                                                is_standard ? place.string() : internal::quote(file)));
    }
    written.emplace_back(flag, place);
  }
}

void require_apart(const NamedFiles& outputs, const std::vector<std::string>& inputs, std::string_view replaced) {
  const std::vector<std::string> read = inputs.empty() ? std::vector<std::string>{"-"} : inputs;
  for (const auto& [flag, output] : outputs) require_apart(flag, output, read, flag == replaced);
  const auto messages = id_of("", true, STDERR_FILENO);
  for (const std::string& input : read) {
    if (is_input(messages, input)) refuse("standard error", input);
  }
}

void require_apart(const NamedFiles& outputs, const fs::path& model) {
  std::vector<std::string> files = {model.string()};
  std::error_code ignored;
  for (fs::directory_iterator entry(model, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    files.push_back(entry->path().string());
  }
  require_apart(outputs, files);
}

}  // namespace electra::cli
