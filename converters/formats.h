// The table of source formats.
//
// To add a format: one file with a Source of its own, one name map that sorts its variables into parts (part.h), one
// line in the table of formats.cc.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "converters/part.h"
#include "converters/source.h"

namespace electra::converters {

struct SourceFormat {
  std::string_view title;  // "TensorFlow checkpoint"
  // Cheap, and never throws: whether a path is meant as this format. A damaged source of the format is one, too.
  bool (*recognises)(const std::filesystem::path& path);
  // `scratch` is a folder for the unnamed temporary files of compressed sources.
  std::unique_ptr<Source> (*open)(const std::filesystem::path& path, const std::filesystem::path& scratch);
  // The name map: what models the variables make up. `labels` are those the user gave, or empty; they help to tell
  // what kind of task a head is for.
  PartList (*parts)(const Source& source, const std::vector<std::string>& labels);
};

// The format of a path. Throws Error(io) where there is nothing, Error(model) where there is nothing of a known format.
const SourceFormat& format_of(const std::filesystem::path& path);
// Null instead.
const SourceFormat* find_format(const std::filesystem::path& path);

}  // namespace electra::converters
