// The exit codes of the program, for scripts: what main returns and what the man pages list.
#pragma once

#include <string_view>

namespace electra::cli {

enum class ExitCode {
  done = 0,
  failed = 1,
  usage = 2,
  skipped = 3,
};

struct ExitCodeMeaning {
  ExitCode code;
  std::string_view meaning;  // a phrase for the man page
};

inline constexpr ExitCodeMeaning exit_code_meanings[] = {
    {ExitCode::done, "done; also when the reader of the output closed its pipe early"},
    {ExitCode::failed, "failed: a bad record, a bad model, a missing file, a full disk"},
    {ExitCode::usage, "the command line makes no sense"},
    {ExitCode::skipped, "done, but bad records were skipped (--on-error skip)"},
};

}  // namespace electra::cli
