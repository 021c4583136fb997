#include "cli/args/markdown.h"

#include <fmt/format.h>

namespace electra::cli {
namespace {

// Text that Markdown would take for more than itself.
std::string escaped_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Code in a cell of a table, where a bar ends the cell even in code.
std::string code_cell(std::string_view text) {
  std::string out = "`";
  for (const char c : text) out.append(c == '|' ? "\\" : "") += c;
  return out + "`";
}

std::string table(std::string_view heading, const std::vector<Argument>& arguments) {
  if (arguments.empty()) return "";
  std::string out = fmt::format("\n| {} | |\n|---|---|\n", heading);
  for (const Argument& argument : arguments) {
    out += fmt::format("| {} | {} |\n", code_cell(argument.heading()), escaped_text(argument.full_help()));
  }
  return out;
}

std::string tables(const std::vector<ArgumentGroup>& groups) {
  std::string out;
  for (const ArgumentGroup& group : groups) out += table(group.heading, group.flags);
  return out;
}

}  // namespace

std::string command_markdown(const CommandDescription& described) {
  const Command& command = *described.command;
  return fmt::format("## electra {}\n\n{}\n\n```\n{}\n```\n", command.name, escaped_text(command.description),
                     described.usage()) +
         table("Arguments", described.operands) + tables(described.groups) +
         fmt::format("\nExample:\n\n```\n{}\n```\n", command.example);
}

std::string program_markdown(const ProgramDescription& program) {
  std::string out =
      fmt::format("# electra\n\n{}. Printed by `electra --generate markdown`.\n", escaped_text(program.summary));
  for (const CommandGroup& group : program.command_groups()) {
    out += fmt::format("\n| {} | |\n|---|---|\n", group.heading);
    for (const CommandDescription* one : group.commands) {
      out += fmt::format("| [{0}](#electra-{0}) | {1} |\n", one->command->name, escaped_text(one->command->summary));
    }
  }
  out += tables(program.groups);
  for (const CommandDescription& command : program.commands) out += "\n" + command_markdown(command);
  return out;
}

}  // namespace electra::cli
