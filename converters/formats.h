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
#include "converters/transformers/parts.h"

namespace electra::converters {

struct PartOptions {
  std::vector<std::string> labels = {};  // those that the user gave; they help to tell what kind of task a head is for
  NameRules names = {};                  // not for Google's names
};

struct SourceFormat {
  std::string_view title;  // "TensorFlow checkpoint"
  // The name that Transformers gives to such a file in a model directory; several files are listed in NAME.index.json.
  // Empty: none.
  std::string_view file_name;
  // Cheap, and never throws: whether a path is meant as this format. A damaged source of the format is one, too.
  bool (*recognises)(const std::filesystem::path& path);
  // `scratch` is a folder for the unnamed temporary files of compressed sources.
  std::unique_ptr<Source> (*open)(const std::filesystem::path& path, const std::filesystem::path& scratch);
  // The name map: what models the variables make up.
  PartList (*parts)(const Source& source, const PartOptions& options);
};

// The format of a path: of a model directory the first in the order in which Transformers looks for weights. Throws
// Error(io) where there is nothing, Error(model) where there is nothing of a known format.
const SourceFormat& format_of(const std::filesystem::path& path);
// Null instead.
const SourceFormat* find_format(const std::filesystem::path& path);

// Throws Error(model) for a file in a container that is not read, and for a directory whose weights are in one, or
// under names that Transformers does not look for: which they are, and what to do. REQUIRES: find_format() gave null.
void refuse_other_weights(const std::filesystem::path& path);

// Opens a file, or those of a directory. REQUIRES: `format` is that of the path.
std::unique_ptr<Source> open_source(const SourceFormat& format, const std::filesystem::path& path,
                                    const std::filesystem::path& scratch);

}  // namespace electra::converters
