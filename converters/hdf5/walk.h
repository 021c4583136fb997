// Finds the datasets of an HDF5 file.
#pragma once

#include <string>
#include <vector>

#include "converters/hdf5/library.h"

namespace electra::converters {

struct Hdf5Object {
  std::string path;  // without the leading '/'
  haddr_t address;   // in the file: what several paths to one object have in common
};

// In the order of their paths; each object once, however many paths and circles lead to it. Soft links are passed over:
// they are further names for what has one already. Throws Error(model): links to other files; more than 64 groups
// inside each other, paths of more than 4096 bytes or 200,000 links; names that no path can have; what the library
// refuses.
std::vector<Hdf5Object> find_hdf5_datasets(const Hdf5Session& hdf5, hid_t file);

}  // namespace electra::converters
