#include "cli/args/app.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/args/flags.h"
#include "cli/args/help.h"
#include "cli/args/pages.h"
#include "cli/args/roff_text.h"
#include "cli/args/suggest.h"
#include "cli/io/messages.h"
#include "cli/io/terminal.h"
#include "cli/io/writer.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

// Thrown by the callback of --generate, which must win over missing arguments as --help does.
struct GenerateRequest {
  std::string_view kind;
};

struct CommandApp {
  const Command* command;
  CLI::App* app;
  Run run;
};

class Program {
 public:
  Program(Commands commands, const std::function<std::string()>& version);
  ExitCode run(std::span<const std::string> arguments);

 private:
  void add_command(const Command& command);
  const CommandApp* chosen() const;
  ExitCode print(const std::string& text) const;
  ExitCode print_help() const;
  ExitCode print_page(const std::string& name) const;
  ExitCode run_chosen() const;
  ExitCode generate(std::string_view kind) const;
  ExitCode refuse(const std::string& fault) const;
  std::string describe_unexpected() const;
  const CLI::Option* option_with_value(const std::string& argument) const;
  std::vector<std::string> with_plain_operands(std::span<const std::string> arguments) const;

  CLI::App app_;
  Commands table_;
  const std::function<std::string()>& version_;
  std::vector<CommandApp> commands_;
  std::string page_;  // the operand of `electra help`
};

// `electra help` is no row of the table: no page of its own, nothing that a model could serve.
constexpr Command help_command = {
    .name = "help",
    .group = "",
    .summary = "show the page of a command or of a topic",
    .description = "Shows the manual page of a command, or of a topic, as plain text. Without a name it lists them.",
    .example = "electra help formats",
    .add = nullptr,
};

// Hidden in the help of a command, so that it does not stand in the way of the flags people use.
void add_generate_flag(CLI::App& app, const std::string& group) {
  add_name_flag(
      app, generated_kinds(), "", [](size_t index) { throw GenerateRequest{generated_kinds()[index]}; },
      {"--generate", "",
       "print a manual page (man), a script that completes command lines in a shell, or a reference; behind a "
       "command, its page (man) or reference (markdown)",
       group});
}

Program::Program(Commands commands, const std::function<std::string()>& version)
    : app_("ELECTRA models on CPUs, from a shell", "electra"), table_(commands), version_(version) {
  app_.require_subcommand(0, 1);
  app_.set_help_flag("-h,--help", "show this help");
  app_.set_version_flag("-V,--version", "", "show the version, that of oneDNN, the instruction set and the threads");
  add_generate_flag(app_, "Options");
  for (const Command* command : commands) add_command(*command);
  add_command(help_command);
}

void Program::add_command(const Command& command) {
  CLI::App* sub = app_.add_subcommand(std::string(command.name), std::string(command.summary));
  Run run;
  if (command.add != nullptr) {
    run = command.add(*sub);
  } else {
    sub->add_option("NAME", page_, "a command or a topic");
    run = [this] { return page_.empty() ? print_help() : print_page(page_); };
  }
  sub->set_help_flag("-h,--help", "show this help");
  add_generate_flag(*sub, "");
  commands_.push_back({&command, sub, std::move(run)});
}

const CommandApp* Program::chosen() const {
  for (const CommandApp& entry : commands_) {
    if (entry.app->count() > 0) return &entry;
  }
  return nullptr;
}

ExitCode Program::print(const std::string& text) const {
  Writer writer("");
  writer.write(text);
  writer.finish();
  return ExitCode::done;
}

ExitCode Program::print_help() const {
  return print(program_help(describe(app_, table_), prose_columns(STDOUT_FILENO)));
}

ExitCode Program::print_page(const std::string& name) const {
  return print(roff_text(named_page(name, describe(app_, table_)), prose_columns(STDOUT_FILENO)));
}

// Faults of the arguments that only show while running (a target that is no single piece) read like those of parsing.
ExitCode Program::run_chosen() const {
  const CommandApp* entry = chosen();
  if (entry == nullptr) return print_help();
  try {
    return entry->run();
  } catch (const UnservedCommand& error) {
    const std::vector<std::string_view> served = error.served(table_);
    throw Error(error.kind(), fmt::format("{}; it serves {}", error.what(), fmt::join(served, ", ")));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    return refuse(error.what());
  }
}

ExitCode Program::refuse(const std::string& fault) const {
  const CommandApp* entry = chosen();
  print_error(entry == nullptr ? fault : fmt::format("{}: {}", entry->command->name, fault));
  return ExitCode::usage;
}

std::vector<std::string> flag_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// Ends a complaint with the nearest names, or with where the names are listed.
std::string with_suggestion(const std::string& fault, const std::string& name, std::span<const std::string> known,
                            const std::string& help) {
  const std::string nearest = did_you_mean(name, known);
  return nearest.empty() ? fmt::format("{}; see `{}`", fault, help) : fault + nearest;
}

// The first argument that nothing claimed.
std::string Program::describe_unexpected() const {
  const CommandApp* entry = chosen();
  std::vector<std::string> unexpected = app_.remaining();
  const bool before_command = entry != nullptr && !unexpected.empty();
  if (unexpected.empty() && entry != nullptr) unexpected = entry->app->remaining();
  if (unexpected.empty()) return "unexpected arguments";
  const std::string name = unexpected.front().substr(0, unexpected.front().find('='));
  if (before_command) return fmt::format("{} stands before the command; its options go behind it", quote(name));
  if (name.starts_with('-')) {
    const CLI::App& where = entry == nullptr ? app_ : *entry->app;
    return with_suggestion(
        fmt::format("unknown option {}", quote(name)), name, flag_names(where),
        entry == nullptr ? "electra --help" : fmt::format("electra {} --help", entry->command->name));
  }
  if (entry != nullptr) return fmt::format("unexpected argument {}", quote(unexpected.front()));
  std::vector<std::string> names;
  for (const CommandApp& known : commands_) names.emplace_back(known.command->name);
  return with_suggestion(fmt::format("unknown command {}", quote(name)), name, names, "electra --help");
}

// CLI11 says "--model: 1 required MODEL missing".
std::string missing_value(const CLI::ArgumentMismatch& error) {
  const std::string text = error.what();
  return fmt::format("{}: its value is missing", text.substr(0, text.find(':')));
}

// The flag that an argument ends with, "-o" of "-qo"; "" if what it ends with is the value of one (-mNAME).
std::string last_flag(const CLI::App& app, const std::string& argument) {
  if (argument.starts_with("--")) return argument;
  for (size_t i = 1; i < argument.size(); ++i) {
    const std::string flag = {'-', argument[i]};
    const CLI::Option* option = app.get_option_no_throw(flag);
    const bool takes_rest = option == nullptr || option->get_items_expected_min() > 0;
    if (takes_rest || i + 1 == argument.size()) return i + 1 == argument.size() ? flag : "";
  }
  return "";
}

// The option whose value the argument behind this one is; null: none.
const CLI::Option* Program::option_with_value(const std::string& argument) const {
  if (!argument.starts_with('-')) return nullptr;
  for (const CommandApp& entry : commands_) {
    const CLI::Option* option = entry.app->get_option_no_throw(last_flag(*entry.app, argument));
    if (option != nullptr && option->get_items_expected_min() > 0) return option;
  }
  return nullptr;
}

// Whether an argument behind an option that may lack its value is none: another option, or a file to be read.
bool is_no_value(const std::string& argument) {
  std::error_code failure;
  const auto status = std::filesystem::status(argument, failure);
  return argument.starts_with('-') || (std::filesystem::exists(status) && !std::filesystem::is_directory(status));
}

// CLI11 says "Could not convert: --all = maybe".
std::string unwanted_value(const CLI::ConversionError& error) {
  const std::string text = error.what();
  const size_t name = text.find("--");
  const size_t value = text.find(" = ");
  if (name == text.npos || value == text.npos) return text;
  return fmt::format("{}: {}, expected no value", text.substr(name, value - name), quote(text.substr(value + 3)));
}

// CLI11 does not let a command take what follows `--`, and takes [x] for a list of one word x. A path says what is
// meant: -x becomes ./-x, and [x] becomes ./[x]. A value that may be left out, and is, is put in.
std::vector<std::string> Program::with_plain_operands(std::span<const std::string> arguments) const {
  std::vector<std::string> out;
  bool only_operands = false;
  bool is_value = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!only_operands && !is_value && argument == "--") {
      only_operands = true;
      continue;
    }
    if (!only_operands && !is_value && argument.starts_with("--") && argument.find('=') == argument.size() - 1) {
      throw Error(ErrorKind::usage, fmt::format("{}: its value is missing", argument.substr(0, argument.size() - 1)));
    }
    const bool is_dashed = only_operands && argument.size() > 1 && argument.front() == '-';
    const bool is_bracketed = !is_value && argument.starts_with('[');
    out.push_back(is_dashed || is_bracketed ? "./" + argument : argument);
    const CLI::Option* option = only_operands || is_value ? nullptr : option_with_value(argument);
    is_value = option != nullptr;
    if (!is_value || !may_lack_value(*option)) continue;
    if (i + 1 < arguments.size() && !is_no_value(arguments[i + 1])) continue;
    out.back() += '=' + left_out_value(*option);
    is_value = false;
  }
  return out;
}

ExitCode Program::generate(std::string_view kind) const {
  const CommandApp* entry = chosen();
  const ProgramDescription program = describe(app_, table_);
  std::string text;
  try {
    if (entry == nullptr) {
      if (!app_.remaining().empty()) {
        return refuse(
            fmt::format("--generate {0}: unexpected argument {1}; electra COMMAND --generate {0} is for a "
                        "command, electra help TOPIC --generate man for a topic",
                        kind, quote(app_.remaining().front())));
      }
      text = generated(kind, program);
    } else if (entry->command != &help_command) {
      text = generated(kind, program, describe(*entry->app, *entry->command));
    } else if (kind == "man" && !page_.empty()) {
      text = named_page(page_, program);
    } else {
      return refuse("--generate man needs the name of a page");
    }
  } catch (const Error& error) {  // a page whose prose was not written, or names flags that its command lacks
    return refuse(error.what());
  }
  return print(text);
}

ExitCode Program::run(std::span<const std::string> arguments) {
  try {
    std::vector<std::string> reversed = with_plain_operands(arguments);
    std::ranges::reverse(reversed);  // CLI11 takes arguments from the back
    app_.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    const CommandApp* entry = chosen();
    if (entry == nullptr) return print_help();
    return print(command_help(describe(*entry->app, *entry->command), prose_columns(STDOUT_FILENO)));
  } catch (const CLI::CallForVersion&) {
    return print(version_());
  } catch (const GenerateRequest& request) {
    return generate(request.kind);
  } catch (const CLI::ExtrasError&) {
    return refuse(describe_unexpected());
  } catch (const CLI::ArgumentMismatch& error) {
    return refuse(missing_value(error));
  } catch (const CLI::ConversionError& error) {
    return refuse(unwanted_value(error));
  } catch (const CLI::ParseError& error) {
    return refuse(error.what());
  } catch (const Error& error) {
    return refuse(error.what());
  }
  return run_chosen();
}

}  // namespace

ExitCode run_program(Commands commands, const std::function<std::string()>& version,
                     std::span<const std::string> arguments) {
  return Program(commands, version).run(arguments);
}

}  // namespace electra::cli
