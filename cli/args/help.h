// What --help prints, from the tree of flags and the table of commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/args/command.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace electra::cli {

std::string program_help(const CLI::App& app, Commands commands);
std::string command_help(const CLI::App& app, const Command& command);

// --- What the manual pages share with the help ---

// "--threshold NUMBER", "-h, --help"
std::string option_heading(const CLI::Option& option);
// Its help with the default: "… (default: 0.5)".
std::string option_help(const CLI::Option& option);
// "electra detect-replaced [OPTION...] [FILE...]"
std::string usage_line(const CLI::App& app, const Command& command);

// The flags of an app under their headings, without hidden and positional ones.
struct OptionGroup {
  std::string heading;
  std::vector<const CLI::Option*> options;
};
std::vector<OptionGroup> option_groups(const CLI::App& app);
std::vector<const CLI::Option*> positional_options(const CLI::App& app);

// The commands under their headings, in the order of the table.
struct CommandGroup {
  std::string_view heading;
  std::vector<const Command*> commands;
};
std::vector<CommandGroup> command_groups(Commands commands);

}  // namespace electra::cli
