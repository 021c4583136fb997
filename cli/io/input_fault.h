// How a command says that a record is bad.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "cli/io/json_out.h"
#include "electra/error.h"

namespace electra::cli {

// Throws Error(input); whoever knows the place of the record puts it before.
[[noreturn]] inline void fail(const std::string& fault) { throw Error(ErrorKind::input, fault); }

[[noreturn]] inline void fail_too_long() { fail("a line longer than 1 GiB"); }

// Why `work` throws Error(input); nothing if it does not.
template <class Work>
std::optional<std::string> fault_of(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    return error.what();
  }
  return std::nullopt;
}

// What is quoted of a cell: its beginning, on one line. A line of something else altogether shall not flood the
// terminal.
inline std::string shortened(std::string_view text) {
  constexpr size_t longest = 40;
  size_t end = std::min(text.size(), longest);
  while (end > 0 && end < text.size() && internal::continues_code_point(text[end])) --end;
  const std::string out = on_one_line(std::string(text.substr(0, end)));
  return end < text.size() ? out + "..." : out;
}

}  // namespace electra::cli
