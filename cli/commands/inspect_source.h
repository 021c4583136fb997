// What `electra inspect` says of a source that convert reads.
#pragma once

#include <filesystem>
#include <string>

#include "converters/formats.h"

namespace electra::cli {

// The source's variables, parts and tasks: for reading, or one JSON object.
std::string describe_source(const converters::SourceFormat& format, const std::filesystem::path& path, bool as_json);

// One variable a line: name, shape and dtype; with TABs between them, or one JSON object each.
std::string list_variables(const converters::SourceFormat& format, const std::filesystem::path& path, bool as_json);

}  // namespace electra::cli
