// Manual pages in roff, from the descriptions, the topics and the prose of man/*.in.
#pragma once

#include <string>
#include <string_view>

#include "cli/args/description.h"
#include "cli/args/topics.h"

namespace electra::cli {

// Throw Error(usage) if the prose refers to a flag that does not exist, or is missing.
std::string program_man_page(const ProgramDescription& program);
std::string command_man_page(const CommandDescription& command, const ProgramDescription& program);
std::string topic_man_page(const Topic& topic, const ProgramDescription& program);

// The prose of a page ("electra", "electra-tokenize", "electra-formats"): sections in roff, put after the flags; or
// what is said of a command's keys ("keys/tokenize"). \flag{name} stands for a flag of the command. Empty for what has
// no prose. The texts of man/*.in and man/keys/*.in are built in.
std::string_view man_prose(std::string_view page);

}  // namespace electra::cli
