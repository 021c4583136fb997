// The texts that have names: what --generate prints, and the pages of `electra help`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/args/description.h"

namespace electra::cli {

// The values of --generate.
std::vector<std::string_view> generated_kinds();
// One of them for the program. Throws Error(usage) for prose that refers to a flag that does not exist, or is missing.
std::string generated(std::string_view kind, const ProgramDescription& program);
// The same for a command or a topic. Throws Error(usage) for a kind that there is of the program alone, too.
std::string generated(std::string_view kind, const ProgramDescription& program, const CommandDescription& command);

// What `electra help` takes: the commands and the topics.
std::vector<std::string> help_names(const ProgramDescription& program);
// The manual page of one of them, in roff. Throws Error(usage) for another name.
std::string named_page(std::string_view name, const ProgramDescription& program);

}  // namespace electra::cli
