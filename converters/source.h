// What every source format comes down to: named variables with shapes, whose bytes can be read one at a time.
//
// To add a format: one file with a Source of its own, one name map that sorts its variables into parts (part.h), one
// line in the table of source.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "converters/file_set.h"
#include "format/safetensors.h"

namespace electra::converters {

struct PartList;

struct Variable {
  std::string name;            // as the source spells it
  std::string dtype_name;      // as the source spells it: "float32", "string"
  std::optional<DType> dtype;  // nothing where safetensors has no such type
  std::vector<int64_t> shape;
  uint64_t bytes = 0;  // of its data in the source
};

// One opened source. Its structure (index, shapes, sizes, offsets) has been checked; the data are checked as they are
// read. Used by one thread.
class Source {
 public:
  virtual ~Source() = default;

  virtual std::string_view format() const = 0;  // "TensorFlow checkpoint"
  virtual std::string label() const = 0;        // what messages name: its index file
  // Sorted by name. They live as long as the source.
  virtual const std::vector<Variable>& variables() const = 0;

  // Calls use(bytes) once with all elements of a variable, row-major and little-endian, after their checksum was
  // checked; the bytes are only lent, and their memory goes back to the system afterwards. Throws Error(model) with
  // file, variable and fault, or what `use` throws. REQUIRES: variable.dtype.
  virtual void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const = 0;
  // Checks the data of a variable of any type, and throws as read() does.
  virtual void verify(const Variable& variable) const = 0;

  // The folder, or the place in the zip, that the source lies in: where vocab.txt and label files are looked for.
  virtual const FileSet& files() const = 0;
};

struct SourceFormat {
  std::string_view title;
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
