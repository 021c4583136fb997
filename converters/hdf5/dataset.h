// One dataset of an HDF5 file: what it is, checked, and its elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "converters/hdf5/library.h"
#include "converters/hdf5/walk.h"
#include "converters/source.h"

namespace electra::converters {

struct Hdf5Dataset {
  Variable variable;
  haddr_t address = 0;             // of the dataset itself
  std::optional<uint64_t> offset;  // where its elements lie in the file, where they are as Source::mapped wants them
};

// Throws Error(model) as open_hdf5_file says. `file_size` is that of the whole file, in bytes.
Hdf5Dataset read_hdf5_dataset(const Hdf5Session& hdf5, hid_t file, const Hdf5Object& object, uint64_t file_size);

// All elements, little-endian. Throws Error(model) for what the library cannot read: a wrong checksum, say.
// REQUIRES: dataset.variable.dtype.
std::vector<std::byte> read_hdf5_elements(const Hdf5Session& hdf5, hid_t file, const Hdf5Dataset& dataset);

// "variable 'NAME': WHAT", for messages.
std::string in_variable(std::string_view name, std::string_view what);

}  // namespace electra::converters
