// What every source format comes down to: named variables with shapes, whose bytes can be read one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "converters/files/file_set.h"
#include "format/tensor.h"

namespace electra::converters {

struct Variable {
  std::string name;                      // as the source spells it
  std::string dtype_name;                // as the source spells it: "float32", "string"
  std::optional<internal::DType> dtype;  // nothing where safetensors has no such type
  std::vector<int64_t> shape;
  uint64_t bytes = 0;  // of its data in the source
};

// One opened source. Its structure (index, shapes, sizes, offsets) has been checked; the data are checked as they are
// read. mapped(), read() and release() may be called by several threads at a time, the rest by one.
class Source {
 public:
  virtual ~Source() = default;

  virtual std::string label() const = 0;  // what messages name: its index file
  // Sorted by name. They live as long as the source.
  virtual const std::vector<Variable>& variables() const = 0;

  // Calls use(bytes) once with all elements of a variable, row-major and little-endian, after their checksum was
  // checked; the bytes are only lent, and their memory goes back to the system afterwards. Throws Error(model) with
  // file, variable and fault, or what `use` throws. REQUIRES: variable.dtype.
  virtual void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const = 0;
  // All elements where they lie row-major and little-endian in a mapped file of the source, as long as it lives; empty
  // where they do not, so that read() has to make them. Their checksum is not checked. REQUIRES: variable.dtype.
  virtual std::span<const std::byte> mapped(const Variable& /*variable*/) const { return {}; }
  // Gives the resident pages of a mapped variable back to the system.
  virtual void release(const Variable& /*variable*/) const {}
  // The elements of a variable whose dtype_name is "string"; throws as read() does. None where the format has no
  // strings.
  virtual std::vector<std::string> strings(const Variable& /*variable*/) const { return {}; }
  // Checks the data of a variable of any type, and throws as read() does.
  virtual void verify(const Variable& variable) const = 0;

  // The folder, or the place in the zip, that the source lies in: where vocab.txt and label files are looked for.
  virtual const FileSet& files() const = 0;
};

}  // namespace electra::converters
