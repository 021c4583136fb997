// Sources opened for a test.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "converters/formats.h"
#include "converters/tensorflow/checkpoint.h"
#include "converters/tensorflow/location.h"

namespace electra::converters {

inline std::unique_ptr<Source> open_checkpoint(const std::filesystem::path& path) {
  return open_tf_checkpoint(find_tf_checkpoint(path, std::filesystem::temp_directory_path()));
}

// Shape and bytes of a variable, as one text.
inline std::string content_of(const Source& source, const Variable& variable) {
  std::string content = variable.dtype_name + " " + internal::shape_text(variable.shape) + " ";
  source.read(variable, [&](std::span<const std::byte> bytes) {
    content.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  return content;
}

inline std::map<std::string, std::string> contents_of(const Source& source) {
  std::map<std::string, std::string> contents;
  for (const Variable& variable : source.variables()) {
    if (variable.dtype) contents[variable.name] = content_of(source, variable);
  }
  return contents;
}

inline std::string google(const std::string& name) { return std::string(ELECTRA_GOLDEN "/google/") + name; }

}  // namespace electra::converters
