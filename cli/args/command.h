// What a command of the program is: a row of the table of commands (cli/commands/table.h), which help, manual pages,
// parsing, `inspect` and the tests loop over.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/exit_codes.h"
#include "electra/error.h"
#include "electra/head.h"

namespace CLI {
class App;
}

namespace electra::cli {

using Run = std::function<ExitCode()>;

// What must be there of a model directory for a command to run.
enum class Needs {
  nothing,
  vocabulary,
  weights,
  weights_and_vocabulary,
};

struct Command {
  std::string_view name;
  std::string_view group;        // heading in `electra --help`
  std::string_view summary;      // one line, without a final stop
  std::string_view description;  // a paragraph for --help and the man page
  std::string_view example;      // runs as it stands in a shell
  Needs needs = Needs::nothing;
  std::optional<Head> head = std::nullopt;  // that the model must have; nothing: any model will do
  std::string_view demo_model = "";         // used when --model is not given; empty: there is none
  // Declares the command's flags and returns what to run once they have been parsed. Opens no file. What the flags were
  // parsed into lives as long as the returned function.
  Run (*add)(CLI::App& app);
};

using Commands = std::span<const Command* const>;

// The commands that can run a model with these heads.
std::vector<std::string_view> served_commands(Commands commands, std::span<const Head> heads, bool has_vocabulary);

// A command's model lacks the command's head. The program adds to the message what the model serves.
class UnservedCommand : public Error {
 public:
  UnservedCommand(const std::string& message, std::vector<Head> heads, bool has_vocabulary)
      : Error(ErrorKind::model, message), heads_(std::move(heads)), has_vocabulary_(has_vocabulary) {}
  // The same of the model of another flag than --model.
  UnservedCommand named_by(const std::string& flag) const { return {flag + ": " + what(), heads_, has_vocabulary_}; }
  std::vector<std::string_view> served(Commands commands) const {
    return served_commands(commands, heads_, has_vocabulary_);
  }

 private:
  std::vector<Head> heads_;  // that it has
  bool has_vocabulary_;
};

}  // namespace electra::cli
