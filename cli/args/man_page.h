// Manual pages in roff, from the tree of flags, the table of commands and the prose of man/*.in.
#pragma once

#include <string>
#include <string_view>

#include "cli/args/command.h"

namespace CLI {
class App;
}

namespace electra::cli {

// Throw Error(usage) if the prose refers to a flag that does not exist.
std::string program_man_page(const CLI::App& app, Commands commands);
std::string command_man_page(const CLI::App& app, const Command& command, Commands commands);

// The prose of a page ("electra", "electra-tokenize"): sections in roff, put after the flags; or what is said of a
// command's keys ("keys/tokenize"). \flag{name} stands for a flag of the command. Empty for what has no prose. The
// texts of man/*.in and man/keys/*.in are built in.
std::string_view man_prose(std::string_view page);

}  // namespace electra::cli
