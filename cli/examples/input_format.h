// --format: what an input is read as.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/args/flags.h"
#include "cli/io/format.h"

namespace electra::cli {

// `help` goes on behind "of the input".
void add_format_flag(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats,
                     const std::string& help);

}  // namespace electra::cli
