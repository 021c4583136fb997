// Where a converted model may go: nowhere near what it is made of. Thread-safe; what is opened serves one thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/atomic_directory.h"

namespace electra::cli {

// A file or folder that a conversion reads.
struct ConvertInput {
  std::string name;  // "SOURCE", "--vocab"
  std::filesystem::path path;
};

// Throws Error(usage) if DEST is one of the inputs, holds one, which would go with it, or lies in a folder of them,
// which is not ours to write to; by name, by link or, where it is to be replaced, by a mount inside of it.
void require_destination_apart(const std::string& destination, bool replace, const std::vector<ConvertInput>& inputs);

// Throws Error(io) for what is no new or empty directory; with `replace` for a file.
std::unique_ptr<internal::AtomicDirectory> open_destination(const std::string& destination, bool replace);

}  // namespace electra::cli
