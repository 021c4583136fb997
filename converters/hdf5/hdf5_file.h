// HDF5 files of weights: Transformers' tf_model.h5, Keras' save_weights.
#pragma once

#include <filesystem>
#include <memory>

#include "converters/source.h"

namespace electra::converters {

// True for a regular file that is named *.h5 or *.hdf5, or has HDF5's signature where one may be. Cheap, never throws.
bool is_hdf5_file(const std::filesystem::path& path);

// Opens and checks a file by HDF5's C library, which is loaded for the first one (library.h). Its datasets are the
// variables, named by their path without the leading '/': "electra/embeddings/word_embeddings/weight:0". A dataset that
// several paths lead to is listed once, under the first of them. What lies contiguous and little-endian in the file is
// mapped; the rest (chunks, gzip, big-endian numbers) is read by the library, for one thread at a time.
//
// Throws Error(io) for what the system refuses and where the library is missing. Throws Error(model) with file,
// variable and fault for a damaged file; for one that points into other files (external links, external storage,
// virtual datasets); for filters other than gzip, shuffle and fletcher32; for datasets without data, and those that
// claim more than such a file can hold.
std::unique_ptr<Source> open_hdf5_file(const std::filesystem::path& file);

}  // namespace electra::converters
