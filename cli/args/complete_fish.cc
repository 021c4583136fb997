#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/args/completion.h"
#include "cli/args/topics.h"

namespace electra::cli {
namespace {

constexpr std::string_view beginning = R"(# Completion of electra in fish. Printed by `electra --generate fish`.

# Whether the command is $argv[1]; without an argument, whether there is none yet.
function __electra_command
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; and continue
        test "$word" = "$argv[1]"
        return
    end
    test (count $argv) -eq 0
end

# Files with these endings, packed or not, and folders; all files if there are none.
function __electra_files
    set -l files (__fish_complete_path (commandline -ct) | string replace -r '\t.*' '')
    set -l endings (string escape --style=regex -- $argv | string join '|')
    set -l fitting (string match -r -- "^.*(?:$endings)(?:\.(?:gz|xz|zst))?\$" $files)
    if test (count $fitting) -gt 0
        set files $fitting (string match -- '*/' $files)
    end
    printf '%s\n' $files
end

# Models that serve the command $argv[1], or all, and folders.
function __electra_models
    set -l serves
    test (count $argv) -gt 0; and set serves --serves $argv[1]
    command electra inspect --names $serves 2>/dev/null
    __fish_complete_directories (commandline -ct)
end

complete -c electra -f
)";

// Text in single quotes, in which fish knows two escapes.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string models_of(const Argument& argument) {
  return fmt::format("(__electra_models{}{})", argument.serves.empty() ? "" : " ", argument.serves);
}

// The arguments of `complete` for a value.
std::string values_of(const Argument& argument) {
  switch (argument.takes) {
    case Takes::choice:
      return fmt::format(" -a {}", in_quotes(fmt::format("{}", fmt::join(argument.choices, " "))));
    case Takes::file:
      if (argument.endings.empty()) return " -F";
      return fmt::format(" -k -a {}", in_quotes(fmt::format("(__electra_files {})", fmt::join(argument.endings, " "))));
    case Takes::folder:
      return " -a '(__fish_complete_directories (commandline -ct))'";
    case Takes::model:
      return " -a " + in_quotes(models_of(argument));
    case Takes::model_or_file:
      return " -F -a " + in_quotes(models_of(argument));
    default:
      return "";
  }
}

std::string flag_line(const Argument& flag, const std::string& condition) {
  std::string out = "complete -c electra -n " + in_quotes(condition);
  for (const std::string& name : flag.names) {
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  const bool may_be_any_file =
      (flag.takes == Takes::file && flag.endings.empty()) || flag.takes == Takes::model_or_file;
  // -x is -r without files, of which -r alone would offer all.
  if (flag.takes != Takes::nothing) out += (may_be_any_file ? " -r" : " -x") + values_of(flag);
  return out + " -d " + in_quotes(first_clause(flag.help)) + "\n";
}

std::string word_line(std::string_view word, std::string_view summary, const std::string& condition) {
  return fmt::format("complete -c electra -n {} -a {} -d {}\n", in_quotes(condition), word, in_quotes(summary));
}

}  // namespace

std::string fish_completion(const ProgramDescription& program) {
  std::string out(beginning);
  for (const CommandDescription& one : program.commands) {
    out += word_line(one.command->name, one.command->summary, "__electra_command");
    out += word_line(one.command->name, one.command->summary, "__electra_command help");
  }
  out += word_line("help", "the page of a command or a topic", "__electra_command");
  for (const Topic& topic : topics) out += word_line(topic.name, topic.summary, "__electra_command help");
  for (const Argument* flag : flags_of(program.groups)) out += flag_line(*flag, "__electra_command");
  for (const CommandDescription& command : program.commands) {
    const std::string condition = fmt::format("__electra_command {}", command.command->name);
    out += "\n";
    for (const Argument* flag : flags_of(command.groups)) out += flag_line(*flag, condition);
    for (const Argument& operand : command.operands) {
      if (const std::string values = values_of(operand); !values.empty()) {
        out += fmt::format("complete -c electra -n {}{}\n", in_quotes(condition), values);
      }
    }
  }
  return out;
}

}  // namespace electra::cli
