#include "cli/args/description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "cli/io/format.h"

namespace electra::cli {
namespace {

constexpr std::pair<std::string_view, Takes> takes_by_name[] = {
    {"FILE", Takes::file},
    {"PREDICTIONS", Takes::file},
    {"GOLD", Takes::file},
    {"DEST", Takes::folder},
    {"MODEL", Takes::model},
    {"SOURCE", Takes::model_or_file},
    {"[GENERATOR]", Takes::model_or_file},
};

Takes takes_of(std::string_view value_name) {
  const auto* const known = std::ranges::find(takes_by_name, value_name, &std::pair<std::string_view, Takes>::first);
  return known == std::end(takes_by_name) ? Takes::anything : known->second;
}

// Choices are written as they are, and everything else in capitals.
bool is_choices(std::string_view value_name) {
  if (value_name.empty()) return false;
  const char first = value_name.front();  // a bracket where the value may be left out
  return (first >= 'a' && first <= 'z') || (first >= '0' && first <= '9');
}

std::vector<std::string> split_at_bars(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('|', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// The command that a model which `command` takes under this name must serve.
std::string_view served_command(std::string_view value_name, const Command& command) {
  if (value_name == "[GENERATOR]") return "fill-mask";
  return value_name == "MODEL" && command.needs != Needs::nothing ? command.name : "";
}

Argument describe_option(const CLI::Option& option) {
  Argument argument;
  const bool is_operand = !option.nonpositional();
  for (const std::string& name : option.get_snames()) argument.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) argument.names.push_back("--" + name);
  if (is_operand) argument.names = {option.get_name(true)};
  argument.help = option.get_description();
  argument.default_text = option.get_default_str();
  argument.is_required = option.get_required();
  argument.repeats = is_operand && option.get_items_expected_max() > 1;
  if (option.get_items_expected_max() == 0) return argument;
  const std::string type = option.get_type_name();
  argument.value_name = is_operand ? "" : type;
  argument.takes = takes_of(is_operand ? argument.names.front() : type);
  if (!is_choices(type)) return argument;
  argument.takes = Takes::choice;
  argument.choices = split_at_bars(type);
  return argument;
}

// Those of the command itself come first, wherever it declares them.
std::vector<ArgumentGroup> describe_groups(const CLI::App& app) {
  std::vector<ArgumentGroup> groups;
  std::vector<std::string> headings = app.get_groups();
  std::stable_partition(headings.begin(), headings.end(),
                        [](const std::string& heading) { return heading == "Options"; });
  for (const std::string& heading : headings) {
    ArgumentGroup group = {heading, {}};
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_group() == heading && option->nonpositional()) group.flags.push_back(describe_option(*option));
    }
    if (!heading.empty() && !group.flags.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

// What flags take files of, beside formats that another flag chooses.
constexpr std::pair<std::string_view, std::string_view> endings_by_name[] = {
    {"--plot", ".svg"},   {"--input", ".safetensors"}, {"--report", ".json"},
    {"--nbest", ".json"}, {"--null-odds", ".json"},    {"--config", ".json"},
};

std::vector<std::string> endings_of(std::string_view flag_name) {
  std::vector<std::string> endings;
  for (const auto& [name, ending] : endings_by_name) {
    if (name == flag_name) endings.emplace_back(ending);
  }
  return endings;
}

// The endings of files of the formats that a flag chooses from.
std::vector<std::string> endings_of(const CommandDescription& command, std::string_view flag_name) {
  for (const Argument* flag : flags_of(command.groups)) {
    if (flag->names.back() == flag_name) return endings_of_formats(flag->choices);
  }
  return {};
}

}  // namespace

CommandDescription describe(const CLI::App& app, const Command& command) {
  CommandDescription out = {&command, {}, describe_groups(app)};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->nonpositional()) out.operands.push_back(describe_option(*option));
  }
  const std::vector<std::string> read = endings_of(out, "--format");
  const std::vector<std::string> written = endings_of(out, "--output-format");
  for (Argument& operand : out.operands) {
    if (operand.names.front() == "FILE") operand.endings = read;
  }
  for (ArgumentGroup& group : out.groups) {
    for (Argument& flag : group.flags) {
      flag.endings = flag.names.back() == "--output" ? written : endings_of(flag.names.back());
      flag.serves = served_command(flag.value_name, command);
    }
  }
  return out;
}

std::string Argument::heading() const {
  return fmt::format("{}{}{}", fmt::join(names, ", "), value_name.empty() ? "" : " ", value_name);
}

std::string Argument::full_help() const {
  std::string out = help;
  if (value_name.empty() && !choices.empty()) out += fmt::format(": {}", fmt::join(choices, ", "));
  if (!default_text.empty()) out += fmt::format(" (default: {})", default_text);
  return out;
}

std::string CommandDescription::usage() const {
  std::string out = fmt::format("electra {} [OPTION...]", command->name);
  for (const Argument* flag : flags_of(groups)) {
    // Required flags belong to the usage, as what cannot be left out.
    if (flag->is_required) out += fmt::format(" {} {}", flag->names.back(), flag->value_name);
  }
  for (const Argument& operand : operands) {
    const std::string name = operand.names.front() + (operand.repeats ? "..." : "");
    out += operand.is_required ? " " + name : " [" + name + "]";
  }
  return out;
}

std::vector<const Argument*> flags_of(const std::vector<ArgumentGroup>& groups) {
  std::vector<const Argument*> all;
  for (const ArgumentGroup& group : groups) {
    for (const Argument& flag : group.flags) all.push_back(&flag);
  }
  return all;
}

std::vector<CommandGroup> ProgramDescription::command_groups() const {
  std::vector<CommandGroup> out;
  for (const CommandDescription& command : commands) {
    auto group = std::ranges::find(out, command.command->group, &CommandGroup::heading);
    if (group == out.end()) group = out.insert(group, {command.command->group, {}});
    group->commands.push_back(&command);
  }
  return out;
}

ProgramDescription describe(const CLI::App& app, Commands commands) {
  ProgramDescription out = {app.get_description(), {}, describe_groups(app)};
  for (const Command* command : commands) {
    out.commands.push_back(describe(*app.get_subcommand(std::string(command->name)), *command));
  }
  return out;
}

std::string_view first_clause(std::string_view help) { return help.substr(0, help.find(';')); }

}  // namespace electra::cli
