#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/args/completion.h"
#include "cli/args/pages.h"
#include "cli/io/format.h"

namespace electra::cli {
namespace {

// Before the part that is made of the commands.
constexpr std::string_view beginning = R"(# Completion of electra in bash. Printed by `electra --generate bash`.

# Sets `flags` to those of the command $1, `operands` to the kinds of its operands, of which the last may repeat, and
# `kind` to that of the value of its flag $2, "" for a switch. A kind is: any, words WORD..., file ENDING..., folder,
# model COMMAND or model-or-file COMMAND, where the model must serve the command, if there is one.
_electra_arguments() {
  flags='' kind='' operands=(any)
  case $1 in
)";

constexpr std::string_view end = R"(  esac
}

# The candidates of standard input that begin with $cur. Not by `compgen -W`, which would run what stands in a name.
_electra_beginning() {
  local candidate
  while IFS= read -r candidate; do
    [[ $candidate == "$cur"* ]] && COMPREPLY+=("$candidate")
  done
}

# Files with these endings, packed or not, and folders. With none of them, and for `file` alone, bash completes all files.
_electra_files() {
  local ending packed
  local -a files=() found=()
  for ending in "$@"; do
    for packed in '' @PACKED@; do
      mapfile -t found < <(compgen -f -X "!*$ending$packed" -- "$cur")
      files+=("${found[@]}")
    done
  done
  [[ ${#files[@]} -gt 0 ]] || return
  compopt -o filenames
  mapfile -t found < <(compgen -d -- "$cur")
  COMPREPLY+=("${files[@]}" "${found[@]}")
}

# Models that serve the command $2, or all, and what compgen finds with its option $1.
_electra_models() {
  local -a found=()
  compopt -o filenames
  _electra_beginning < <(command electra inspect --names ${2:+--serves "$2"} 2>/dev/null)
  mapfile -t found < <(compgen "$1" -- "$cur")
  COMPREPLY+=("${found[@]}")
}

_electra() {
  local cur=${COMP_WORDS[COMP_CWORD]} command='' flag='' flags kind word i position=0
  local -a operands
  COMPREPLY=()
  [[ $cur == '=' ]] && cur=''  # --flag=VALUE is three words to bash
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' && -n $flag ]]; then
      continue
    elif [[ -n $flag && $word != -?* ]]; then
      flag=''
    elif [[ $word == -?* ]]; then
      flag=''
      _electra_arguments "$command" "$word"
      [[ -n $kind ]] && flag=$word
    elif [[ -z $command ]]; then
      command=$word
    else
      ((++position))
    fi
  done
  [[ $cur == -* ]] && flag=''  # the value may be left out
  _electra_arguments "$command" "$flag"
  if [[ -z $flag ]]; then
    ((position < ${#operands[@]})) || position=$((${#operands[@]} - 1))
    kind=${operands[position]}
    [[ $cur == -* ]] && kind="words $flags"
  fi
  set -f
  # shellcheck disable=SC2086 # a kind is several words
  set -- $kind
  set +f
  case $1 in
    words) _electra_beginning < <(printf '%s\n' "${@:2}") ;;
    file) _electra_files "${@:2}" ;;
    folder) compopt -o dirnames +o default ;;
    model) _electra_models -d "${@:2}" ;;
    model-or-file) _electra_models -f "${@:2}" ;;
    *) compopt +o default ;;
  esac
}

complete -o default -F _electra electra
)";

std::string kind_of(const Argument& argument) {
  const std::string serves = argument.serves.empty() ? "" : " " + argument.serves;
  switch (argument.takes) {
    case Takes::nothing:
      return "";
    case Takes::choice:
      return fmt::format("words {}", fmt::join(argument.choices, " "));
    case Takes::file:
      return fmt::format("file{}{}", argument.endings.empty() ? "" : " ", fmt::join(argument.endings, " "));
    case Takes::folder:
      return "folder";
    case Takes::model:
      return "model" + serves;
    case Takes::model_or_file:
      return "model-or-file" + serves;
    case Takes::anything:
      break;
  }
  return "any";
}

// A branch of the case: the flags, operands and kinds of a command.
std::string branch(std::string_view name, const std::vector<const Argument*>& flags, const std::string& operands) {
  std::string names;
  std::string kinds;
  for (const Argument* flag : flags) {
    for (const std::string& one : flag->names) names += (names.empty() ? "" : " ") + one;
    if (flag->takes == Takes::nothing) continue;
    kinds += fmt::format("        {}) kind='{}' ;;\n", fmt::join(flag->names, " | "), kind_of(*flag));
  }
  return fmt::format("    {})\n      flags='{}'\n      operands=({})\n      case $2 in\n{}      esac\n      ;;\n", name,
                     names, operands, kinds);
}

}  // namespace

std::string bash_completion(const ProgramDescription& program) {
  std::string commands = "help";
  for (const CommandDescription& command : program.commands) commands += fmt::format(" {}", command.command->name);
  std::string out(beginning);
  out += branch("''", flags_of(program.groups), fmt::format("'words {}'", commands));
  out += branch("help", {}, fmt::format("'words {}' any", fmt::join(help_names(program), " ")));
  for (const CommandDescription& command : program.commands) {
    std::string operands;
    for (const Argument& operand : command.operands)
      operands += fmt::format("{}'{}'", operands.empty() ? "" : " ", kind_of(operand));
    if (command.operands.empty() || !command.operands.back().repeats) operands += operands.empty() ? "any" : " any";
    out += branch(command.command->name, flags_of(command.groups), operands);
  }
  std::string rest(end);
  constexpr std::string_view packed = "@PACKED@";
  rest.replace(rest.find(packed), packed.size(), fmt::format("{}", fmt::join(packed_endings, " ")));
  return out + rest;
}

}  // namespace electra::cli
