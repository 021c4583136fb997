// The bytes that an HDF5 file is known by.
#pragma once

#include <string_view>

namespace electra::converters {

// Whether HDF5's signature stands at byte 0, 512, 1024, 2048, …: what is before it is a block of the user's.
bool has_hdf5_signature(std::string_view file);

}  // namespace electra::converters
