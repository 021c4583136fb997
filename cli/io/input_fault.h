// How a command says that a record is bad.
#pragma once

#include <optional>
#include <string>

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

}  // namespace electra::cli
