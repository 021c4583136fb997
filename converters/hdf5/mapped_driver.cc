#include "converters/hdf5/mapped_driver.h"

#include <cstring>
#include <limits>
#include <new>
#include <string_view>

namespace electra::converters {

namespace {

// A file as the library has it open.
struct MappedHdf5 {
  H5FD_t common;  // the library's; it knows no more of the file
  std::span<const std::byte> bytes;
  haddr_t end;  // behind what the library takes to be in use
};

// The functions below are called by the library, under its session.
const Hdf5Functions* library = nullptr;

MappedHdf5& file_of(H5FD_t* file) { return *reinterpret_cast<MappedHdf5*>(file); }
const MappedHdf5& file_of(const H5FD_t* file) { return *reinterpret_cast<const MappedHdf5*>(file); }

H5FD_t* open(const char* /*name*/, unsigned flags, hid_t settings, haddr_t /*limit*/) noexcept {
  const void* const bytes = library->H5Pget_driver_info(settings);
  if (flags != 0 || bytes == nullptr) return nullptr;  // not for reading alone
  auto* const file = new (std::nothrow) MappedHdf5{};
  if (file == nullptr) return nullptr;
  std::memcpy(&file->bytes, bytes, sizeof file->bytes);
  return &file->common;
}

herr_t close(H5FD_t* file) noexcept {
  delete &file_of(file);
  return 0;
}

haddr_t get_end(const H5FD_t* file, H5FD_mem_t /*kind*/) noexcept { return file_of(file).end; }

herr_t set_end(H5FD_t* file, H5FD_mem_t /*kind*/, haddr_t end) noexcept {
  file_of(file).end = end;
  return 0;
}

haddr_t get_size(const H5FD_t* file, H5FD_mem_t /*kind*/) noexcept { return file_of(file).bytes.size(); }

herr_t read(H5FD_t* from, H5FD_mem_t /*kind*/, hid_t /*settings*/, haddr_t at, size_t size, void* out) noexcept {
  const std::span<const std::byte> bytes = file_of(from).bytes;
  if (at > bytes.size() || size > bytes.size() - at) return -1;
  std::memcpy(out, bytes.data() + at, size);
  return 0;
}

herr_t write(H5FD_t* /*file*/, H5FD_mem_t /*kind*/, hid_t /*settings*/, haddr_t /*at*/, size_t /*size*/,
             const void* /*from*/) noexcept {
  return -1;
}

H5FD_class_t driver_class() {
  H5FD_class_t driver{};
  driver.name = "electra's mapped files";
  driver.maxaddr = std::numeric_limits<int64_t>::max();
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(std::span<const std::byte>);
  driver.open = open;
  driver.close = close;
  driver.get_eoa = get_end;
  driver.set_eoa = set_end;
  driver.get_eof = get_size;
  driver.read = read;
  driver.write = write;
  return driver;
}

hid_t driver(const Hdf5Session& hdf5) {
  static const H5FD_class_t description = driver_class();
  static hid_t registered = -1;
  library = hdf5.operator->();
  if (registered < 0) registered = hdf5->H5FDregister(&description);
  return registered;
}

}  // namespace

Hdf5Id mapped_file_settings(const Hdf5Session& hdf5, std::span<const std::byte> bytes) {
  constexpr std::string_view what = "HDF5's library cannot open it";
  Hdf5Id settings = hdf5.own(hdf5->H5Pcreate(*hdf5->file_access), hdf5->H5Pclose, what);
  if (hdf5->H5Pset_driver(settings.get(), driver(hdf5), &bytes) < 0) hdf5.fail_by_library(what);
  // We only read, and not every file system has locks.
  if (hdf5->H5Pset_file_locking(settings.get(), false, true) < 0) hdf5.fail_by_library(what);
  return settings;
}

}  // namespace electra::converters
