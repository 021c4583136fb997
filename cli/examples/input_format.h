// --format: what an input is read as.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "cli/args/flags.h"
#include "cli/io/first_bytes.h"
#include "cli/io/format.h"

namespace electra::cli {

// `help` goes on behind "of the input".
void add_format_flag(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats,
                     const std::string& help);

// As the format given, or the one that the names of all files tell, or the first of `formats`.
ReadAs input_format(std::optional<Format> given, const std::vector<std::string>& files,
                    std::initializer_list<Format> formats);

}  // namespace electra::cli
