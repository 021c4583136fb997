// What HDF5's library reads a mapped file through, in place of its own access to files.
//
// Its own keeps what it read last, and damaged addresses make it copy from beside that; here every read is checked
// against the file. Nothing but the mapped bytes is read, and nothing is written.
#pragma once

#include <cstddef>
#include <span>

#include "converters/hdf5/library.h"

namespace electra::converters {

// Settings for H5Fopen, under any name. Throws Error(model) where the library refuses them. REQUIRES: the bytes live
// until the file is closed.
Hdf5Id mapped_file_settings(const Hdf5Session& hdf5, std::span<const std::byte> bytes);

}  // namespace electra::converters
