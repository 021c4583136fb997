// The program from its arguments to its exit code: the tree of commands and flags, parsing, help, dispatch.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "cli/args/command.h"
#include "cli/exit_codes.h"

namespace electra::cli {

// Runs `electra` with these arguments (without the program's name); `version` is asked for the lines of --version.
// Prints what is wrong with the arguments itself; throws electra::Error and ClosedPipe for what goes wrong later.
ExitCode run_program(Commands commands, const std::function<std::string()>& version,
                     std::span<const std::string> arguments);

}  // namespace electra::cli
