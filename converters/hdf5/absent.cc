// In place of hdf5_file.cc where HDF5's headers were missing when this was built.
#include <fmt/format.h>

#include "base/mapped_file.h"
#include "converters/hdf5/hdf5_file.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

std::unique_ptr<Source> open_hdf5_file(const std::filesystem::path& file) {
  const MappedFile readable(file);
  throw Error(ErrorKind::io, fmt::format("{}: an HDF5 file, but this program was built without HDF5: install Debian's "
                                         "libhdf5-dev and build it again",
                                         file.string()));
}

}  // namespace electra::converters
