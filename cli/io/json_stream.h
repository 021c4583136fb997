// JSON read value by value, where a whole document would be too much to keep.
#pragma once

#include <fmt/format.h>

#include "base/json_handler.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"

namespace electra::cli {

// Throws Error(input) for what is no JSON or what the handler stopped at, Error(io) for what cannot be read.
inline void parse_values(InputFile& input, internal::JsonHandler& handler) {
  // What reading the buffer throws comes out as it is.
  if (!handler.parse(input.stream())) fail(fmt::format("{}: {}", input.name(), handler.error()));
}

}  // namespace electra::cli
