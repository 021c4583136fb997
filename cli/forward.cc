// electra forward: the raw door to a model's tensors.
#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "electra/error.h"

namespace electra::cli {

Run add_forward(CLI::App&) {
  return []() -> ExitCode { throw Error(ErrorKind::usage, "not built yet"); };
}

}  // namespace electra::cli
