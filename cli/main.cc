// The entry point: runs the program and turns what it throws into messages and exit codes.
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "cli/args/app.h"
#include "cli/commands/table.h"
#include "cli/commands/version.h"
#include "cli/io/messages.h"
#include "cli/io/signals.h"
#include "cli/io/standard_files.h"
#include "cli/io/writer.h"
#include "electra/error.h"

namespace {

electra::cli::ExitCode run(int argc, char** argv) {
  using electra::cli::ExitCode;
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return electra::cli::run_program(electra::cli::commands(), electra::cli::version_text, arguments);
  } catch (const electra::cli::ClosedPipe&) {
    return ExitCode::done;  // nobody reads on: that is how `| head` ends a program
  } catch (const electra::Error& error) {
    electra::cli::print_error(error.what());
  } catch (const std::bad_alloc&) {
    electra::cli::print_error("out of memory");
  } catch (const std::exception& error) {
    electra::cli::print_error(error.what());
  }
  return ExitCode::failed;
}

}  // namespace

int main(int argc, char** argv) {
  electra::cli::hold_standard_files();
  electra::cli::handle_signals();
  return static_cast<int>(run(argc, argv));
}
