// What the program, its commands and their flags are, read once from the tree of flags and the table of commands: the
// source of help, manual pages, completions and the Markdown reference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/args/command.h"

namespace CLI {
class App;
}

namespace electra::cli {

// What the value of a flag or an operand is, for those who complete it.
enum class Takes {
  nothing,   // a switch
  anything,  // a number, a text
  choice,    // one of `choices`
  file,      // with one of `endings`, if there are some, or packed
  folder,
  model,  // its name or its folder
  model_or_file,
};

// A flag or an operand.
struct Argument {
  std::vector<std::string> names;  // "-o", "--output"; of an operand "FILE"
  std::string value_name;          // of a flag, as the help shows it: "FILE", "text|jsonl"; empty: a switch
  Takes takes = Takes::nothing;
  std::vector<std::string> choices;
  std::vector<std::string> endings;  // ".jsonl"; empty: any
  std::string serves;                // the command that the model must serve; empty: any model will do
  std::string help;
  std::string default_text;  // empty: there is none, or the help says it
  bool is_required = false;
  bool repeats = false;  // an operand that may be several

  // "-o, --output FILE"
  std::string heading() const;
  // The help with the default: "… (default: 0.5)", of an operand with its choices.
  std::string full_help() const;
};

// Flags under a heading.
struct ArgumentGroup {
  std::string heading;
  std::vector<Argument> flags;
};

// Those of all groups.
std::vector<const Argument*> flags_of(const std::vector<ArgumentGroup>& groups);

struct CommandDescription {
  const Command* command;
  std::vector<Argument> operands;
  std::vector<ArgumentGroup> groups;  // without hidden flags

  // "electra detect-replaced [OPTION...] [FILE...]"
  std::string usage() const;
};

// The commands under their headings, in the order of the table.
struct CommandGroup {
  std::string_view heading;
  std::vector<const CommandDescription*> commands;
};

struct ProgramDescription {
  std::string summary;
  std::vector<CommandDescription> commands;
  std::vector<ArgumentGroup> groups;  // of flags before a command

  std::vector<CommandGroup> command_groups() const;
};

CommandDescription describe(const CLI::App& app, const Command& command);
ProgramDescription describe(const CLI::App& app, Commands commands);

// What stands before the first semicolon: enough where a line is all the room.
std::string_view first_clause(std::string_view help);

}  // namespace electra::cli
