// What --help prints, in lines of `width` columns.
#pragma once

#include <cstddef>
#include <string>

#include "cli/args/description.h"

namespace electra::cli {

std::string program_help(const ProgramDescription& program, size_t width);
std::string command_help(const CommandDescription& command, size_t width);

}  // namespace electra::cli
