#include "cli/args/help.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

namespace electra::cli {
namespace {

constexpr size_t line_width = 80;
constexpr size_t help_column = 26;

// `text` broken at blanks; every line but the first begins with `indent` blanks, and the first is taken to.
std::string wrap(std::string_view text, size_t indent) {
  std::string out;
  size_t column = indent;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    begin = end + 1;
    if (column > indent && column + 1 + word.size() > line_width) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out;
}

// "  heading      text", the text in a column of its own.
std::string entry(const std::string& heading, std::string_view text) {
  std::string out = "  " + heading;
  if (out.size() + 2 > help_column) {
    out += '\n';
    out.append(help_column, ' ');
  } else {
    out.append(help_column - out.size(), ' ');
  }
  return out + wrap(text, help_column) + "\n";
}

std::string options_text(const CLI::App& app) {
  std::string out;
  for (const OptionGroup& group : option_groups(app)) {
    out += fmt::format("\n{}:\n", group.heading);
    for (const CLI::Option* option : group.options) out += entry(option_heading(*option), option_help(*option));
  }
  return out;
}

}  // namespace

std::string option_heading(const CLI::Option& option) {
  std::string out;
  for (const std::string& name : option.get_snames()) out += fmt::format("-{}, ", name);
  for (const std::string& name : option.get_lnames()) out += fmt::format("--{}, ", name);
  out.resize(out.size() - 2);
  // Switches have no value.
  if (option.get_items_expected_max() > 0) out += " " + option.get_type_name();
  return out;
}

std::string option_help(const CLI::Option& option) {
  if (option.get_default_str().empty()) return option.get_description();
  return fmt::format("{} (default: {})", option.get_description(), option.get_default_str());
}

std::string usage_line(const CLI::App& app, const Command& command) {
  std::string out = fmt::format("electra {} [OPTION...]", command.name);
  for (const CLI::Option* option : app.get_options()) {
    // Required flags belong to the usage, as what cannot be left out.
    if (option->nonpositional() && option->get_required()) out += " " + option_heading(*option);
  }
  for (const CLI::Option* option : positional_options(app)) {
    const std::string name = option->get_name(true) + (option->get_items_expected_max() > 1 ? "..." : "");
    out += option->get_required() ? " " + name : " [" + name + "]";
  }
  return out;
}

std::vector<OptionGroup> option_groups(const CLI::App& app) {
  std::vector<OptionGroup> groups;
  for (const std::string& heading : app.get_groups()) {
    OptionGroup group = {heading, {}};
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_group() == heading && option->nonpositional()) group.options.push_back(option);
    }
    if (!heading.empty() && !group.options.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<const CLI::Option*> positional_options(const CLI::App& app) {
  std::vector<const CLI::Option*> positional;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->nonpositional()) positional.push_back(option);
  }
  return positional;
}

std::vector<CommandGroup> command_groups(Commands commands) {
  std::vector<CommandGroup> groups;
  for (const Command* command : commands) {
    auto group = std::ranges::find(groups, command->group, &CommandGroup::heading);
    if (group == groups.end()) group = groups.insert(group, {command->group, {}});
    group->commands.push_back(command);
  }
  return groups;
}

std::string program_help(const CLI::App& app, Commands commands) {
  std::string out = "Usage: electra COMMAND [OPTION...] [FILE...]\n\n" + app.get_description() + ".\n";
  for (const CommandGroup& group : command_groups(commands)) {
    out += fmt::format("\n{}:\n", group.heading);
    for (const Command* command : group.commands) out += entry(std::string(command->name), command->summary);
  }
  out += options_text(app);
  out += "\n`electra COMMAND --help` tells more about a command.\n";
  return out;
}

std::string command_help(const CLI::App& app, const Command& command) {
  std::string out = fmt::format("Usage: {}\n\n{}\n", usage_line(app, command), wrap(command.description, 0));
  const std::vector<const CLI::Option*> arguments = positional_options(app);
  if (!arguments.empty()) out += "\nArguments:\n";
  for (const CLI::Option* option : arguments) out += entry(option->get_name(true), option->get_description());
  out += options_text(app);
  out += fmt::format("\nExample:\n  {}\n", command.example);
  return out;
}

}  // namespace electra::cli
