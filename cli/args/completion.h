// Scripts that complete command lines of electra: commands, flags, the choices of flags, files by the endings of the
// formats that a command takes, and models, which the scripts ask `electra inspect --names` for.
#pragma once

#include <string>

#include "cli/args/description.h"

namespace electra::cli {

std::string bash_completion(const ProgramDescription& program);
std::string zsh_completion(const ProgramDescription& program);
std::string fish_completion(const ProgramDescription& program);

}  // namespace electra::cli
