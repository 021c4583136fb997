// The table of commands.
//
// To add a command: write its file with a Command at its end, and name that in table.cc.
#pragma once

#include "cli/args/command.h"

namespace electra::cli {

// In the order of `electra --help`.
Commands commands();

}  // namespace electra::cli
