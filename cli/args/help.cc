#include "cli/args/help.h"

#include <fmt/format.h>

#include "cli/args/text_layout.h"
#include "cli/args/topics.h"

namespace electra::cli {
namespace {

constexpr size_t narrow = 64;  // a line with less room has no column for the texts

// Where the texts of entries begin.
size_t text_column(size_t width) { return width < narrow ? 6 : 26; }

// "  heading      text", the text in a column of its own.
std::string entry(const std::string& heading, std::string_view text, size_t width) {
  const size_t column = text_column(width);
  std::string out = "  " + wrapped(heading, {.width = width, .indent = 6, .column = 2, .also_after = '|'});
  if (out.size() + 2 > column) {
    out.append("\n").append(column, ' ');
  } else {
    out.append(column - out.size(), ' ');
  }
  return out + wrapped(text, {.width = width, .indent = column, .column = column}) + "\n";
}

std::string groups_text(const std::vector<ArgumentGroup>& groups, size_t width) {
  std::string out;
  for (const ArgumentGroup& group : groups) {
    out += fmt::format("\n{}:\n", group.heading);
    for (const Argument& flag : group.flags) out += entry(flag.heading(), flag.full_help(), width);
  }
  return out;
}

}  // namespace

std::string program_help(const ProgramDescription& program, size_t width) {
  std::string out = wrapped("Usage: electra COMMAND [OPTION...] [FILE...]", {.width = width, .indent = 7}) + "\n\n" +
                    program.summary + ".\n";
  for (const CommandGroup& group : program.command_groups()) {
    out += fmt::format("\n{}:\n", group.heading);
    for (const CommandDescription* command : group.commands) {
      out += entry(std::string(command->command->name), command->command->summary, width);
    }
  }
  out += groups_text(program.groups, width);
  out += "\nTopics:\n";
  for (const Topic& topic : topics) out += entry(std::string(topic.name), topic.summary, width);
  return out + "\n" +
         wrapped(
             "`electra COMMAND --help` tells more about a command; `electra help NAME` shows the whole page of a "
             "command or a topic.",
             {.width = width}) +
         "\n";
}

std::string command_help(const CommandDescription& command, size_t width) {
  std::string out = wrapped("Usage: " + command.usage(), {.width = width, .indent = 7}) + "\n\n" +
                    wrapped(command.command->description, {.width = width}) + "\n";
  if (!command.operands.empty()) out += "\nArguments:\n";
  for (const Argument& operand : command.operands) out += entry(operand.heading(), operand.full_help(), width);
  out += groups_text(command.groups, width);
  out += fmt::format("\nExample:\n  {}\n", command.command->example);
  return out;
}

}  // namespace electra::cli
