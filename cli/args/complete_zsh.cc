#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/args/completion.h"
#include "cli/args/topics.h"
#include "cli/io/format.h"
#include "cli/io/shell.h"

namespace electra::cli {
namespace {

constexpr std::string_view beginning = R"zsh(#compdef electra
# Completion of electra in zsh. Printed by `electra --generate zsh`.

# Names of models that serve the command $1 (-: of all), or what _files finds with the other arguments.
_electra_models() {
  local -a models serves
  [[ $1 == - ]] || serves=(--serves $1)
  models=(${(f)"$(command electra inspect --names $serves 2>/dev/null)"})
  _alternative 'models:model:compadd -a models' "files:file:_files ${*:2}"
}

_electra_commands() {
  local -a commands
  commands=(
)zsh";

constexpr std::string_view middle = R"zsh(  )
  _describe -t commands command commands
}

_electra_topics() {
  local -a topics
  topics=(
)zsh";

constexpr std::string_view dispatch = R"zsh(  )
  _describe -t topics topic topics
}

_electra() {
  local curcontext=$curcontext state
  local -a line
  _arguments -C -s \
)zsh";

// Text with a backslash before each of these characters.
std::string guarded(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) != characters.npos) out += '\\';
    out += c;
  }
  return out;
}

// With a blank before what takes no options of compadd.
std::string action_of(const Argument& argument) {
  const std::string_view serves = argument.serves.empty() ? "-" : std::string_view(argument.serves);
  switch (argument.takes) {
    case Takes::choice:
      return fmt::format("({})", fmt::join(argument.choices, " "));
    case Takes::file:
      if (argument.endings.empty()) return "_files";
      return fmt::format("_files -g \"*({})(|{})\"", fmt::join(argument.endings, "|"), fmt::join(packed_endings, "|"));
    case Takes::folder:
      return "_files -/";
    case Takes::model:
      return fmt::format(" _electra_models {} -/", serves);
    case Takes::model_or_file:
      return fmt::format(" _electra_models {}", serves);
    default:
      return " ";  // nothing to complete
  }
}

// "'(-o --output)'{-o,--output=}'[write to FILE]:file:_files'"
std::string flag_spec(const Argument& flag) {
  std::string message = flag.value_name;
  if (flag.takes == Takes::choice) message = "value";
  const bool is_switch = flag.takes == Takes::nothing;
  std::string rest = fmt::format("[{}]", guarded(first_clause(flag.help), "\\[]:"));
  if (!is_switch) rest += fmt::format("{}:{}:{}", message.starts_with('[') ? ":" : "", message, action_of(flag));
  const std::string name = flag.names.back() + (is_switch ? "" : "=");
  if (flag.names.size() == 1) return shell_word(name + rest);
  return fmt::format("'({})'{{{}{},{}}}{}", fmt::join(flag.names, " "), flag.names.front(), is_switch ? "" : "+", name,
                     shell_word(rest));
}

std::string command_branch(const CommandDescription& command) {
  std::string out = fmt::format("    {})\n      _arguments -s", command.command->name);
  for (const Argument* flag : flags_of(command.groups)) out += " \\\n        " + flag_spec(*flag);
  for (const Argument& operand : command.operands) {
    const std::string spec =
        fmt::format("{}:{}:{}", operand.repeats ? "*" : "", operand.names.front(), action_of(operand));
    out += " \\\n        " + shell_word(spec);
  }
  return out + "\n      ;;\n";
}

std::string item(std::string_view name, std::string_view summary) {
  return fmt::format("    {}\n", shell_word(fmt::format("{}:{}", name, guarded(summary, "\\:"))));
}

}  // namespace

std::string zsh_completion(const ProgramDescription& program) {
  std::string names;
  for (const CommandDescription& one : program.commands) names += item(one.command->name, one.command->summary);
  std::string out(beginning);
  out += names + item("help", "the page of a command or a topic");
  out += middle;
  out += names;
  for (const Topic& topic : topics) out += item(topic.name, topic.summary);
  out += dispatch;
  for (const Argument* flag : flags_of(program.groups)) out += fmt::format("    {} \\\n", flag_spec(*flag));
  out += "    '1:command:_electra_commands' '*::argument:->arguments'\n  [[ $state == arguments ]] || return\n";
  out +=
      "  curcontext=${curcontext%:*}-$words[1]:\n  case $words[1] in\n    help) _arguments '1:topic:_electra_topics' "
      ";;\n";
  for (const CommandDescription& command : program.commands) out += command_branch(command);
  return out + "  esac\n}\n\n_electra \"$@\"\n";
}

}  // namespace electra::cli
