// What `electra inspect` says of a source that convert reads.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "converters/formats.h"

namespace electra::cli {

// The source's variables, parts and tasks: for reading, or one JSON object.
std::string describe_source(const converters::SourceFormat& format, const std::filesystem::path& path, bool as_json);

// One variable a line: name, shape and dtype; with TABs between them, or one JSON object each.
std::string list_variables(const converters::SourceFormat& format, const std::filesystem::path& path, bool as_json);

// An object as a line. Bytes of a name that are not UTF-8 are replaced.
std::string line_of(const nlohmann::ordered_json& object);

}  // namespace electra::cli
