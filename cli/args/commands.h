// The table of commands. Help, man pages, parsing, `inspect` and the tests loop over it.
//
// To add a command: write its file with an add_ function, declare the function in commands.cc, add a row there. An add_
// function declares the command's flags on its CLI::App and returns what to run once they have been parsed. It opens no
// file. What the flags were parsed into lives as long as the returned function.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "cli/exit_codes.h"
#include "electra/model.h"

namespace CLI {
class App;
}

namespace electra::cli {

using Run = std::function<ExitCode()>;

struct Command {
  std::string_view name;
  std::string_view group;        // heading in `electra --help`
  std::string_view summary;      // one line, without a final stop
  std::string_view description;  // a paragraph for --help and the man page
  std::string_view example;      // runs as it stands in a shell
  std::optional<Head> head;      // that the model must have; nothing: any model will do
  std::string_view demo_model;   // used when --model is not given; empty: the command takes no --model
  Run (*add)(CLI::App& app);
};

std::span<const Command> commands();
// REQUIRES: name is in the table.
const Command& command_named(std::string_view name);

}  // namespace electra::cli
