// Flax' msgpack files of weights: Transformers' flax_model.msgpack, flax.serialization.to_bytes.
#pragma once

#include <filesystem>
#include <memory>

#include "converters/source.h"

namespace electra::converters {

// True for a regular file that is named *.msgpack, or begins with a map whose first key is a printable text. Cheap,
// never throws.
bool is_msgpack_file(const std::filesystem::path& path);

// Opens and checks a file: maps inside each other, whose keys joined by '/' name the variables
// ("electra/encoder/layer/0/attention/self/query/kernel"). Leaves are arrays and numpy's scalars (variables with
// a dtype), or Python's values (variables without one). Arrays lie little-endian in the file and are mapped, at any
// alignment; one that Flax cut into chunks because it was over 2^30 bytes is one variable. Throws Error(model or io)
// with file, variable and fault.
std::unique_ptr<Source> open_msgpack_file(const std::filesystem::path& file);

}  // namespace electra::converters
