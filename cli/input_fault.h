// How a command says that a record is bad.
#pragma once

#include <string>

#include "electra/error.h"

namespace electra::cli {

// Throws Error(input); whoever knows the place of the record puts it before.
[[noreturn]] inline void fail(const std::string& fault) { throw Error(ErrorKind::input, fault); }

}  // namespace electra::cli
