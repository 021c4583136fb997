// The reference of commands and flags in Markdown, as GitHub renders it.
#pragma once

#include <string>

#include "cli/args/description.h"

namespace electra::cli {

std::string program_markdown(const ProgramDescription& program);
std::string command_markdown(const CommandDescription& command);

}  // namespace electra::cli
