// HDF5's C library, loaded at run time.
//
// It brings more than thirty other libraries with it, and linking it would cost every start of the program about 6 ms;
// so it is opened when the first HDF5 file is.
#pragma once

#define H5_USE_110_API 1  // newer headers then declare what those of 1.10 do
#include <hdf5.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace electra::converters {

// The functions of the library that are used.
#define ELECTRA_HDF5_FUNCTIONS(use)                                                                                  \
  use(H5open) use(H5get_libversion) use(H5PLset_loading_state) use(H5Eset_auto2) use(H5Ewalk2) use(H5Eclear2)        \
      use(H5Fopen) use(H5Fclose) use(H5Oopen) use(H5Oopen_by_addr) use(H5Oclose) use(H5Oget_info2) use(H5Iget_type)  \
          use(H5Literate) use(H5Dget_space) use(H5Dget_type) use(H5Dget_create_plist) use(H5Dget_offset)             \
              use(H5Dget_storage_size) use(H5Dread) use(H5Sget_simple_extent_type) use(H5Sget_simple_extent_ndims)   \
                  use(H5Sget_simple_extent_dims) use(H5Sclose) use(H5Tget_class) use(H5Tget_size) use(H5Tget_order)  \
                      use(H5Tget_fields) use(H5Tget_ebias) use(H5Tget_norm) use(H5Tget_precision) use(H5Tget_offset) \
                          use(H5Tget_sign) use(H5Tcopy) use(H5Tset_order) use(H5Tclose) use(H5Pcreate)               \
                              use(H5Pset_file_locking) use(H5Pset_driver) use(H5Pget_driver_info) use(H5FDregister)  \
                                  use(H5Pget_layout) use(H5Pget_external_count) use(H5Pget_nfilters)                 \
                                      use(H5Pget_filter2) use(H5Pget_chunk) use(H5Pclose)

struct Hdf5Functions {
#define ELECTRA_HDF5_MEMBER(name) decltype(&::name) name = nullptr;
  ELECTRA_HDF5_FUNCTIONS(ELECTRA_HDF5_MEMBER)
#undef ELECTRA_HDF5_MEMBER
  const hid_t* file_access = nullptr;  // H5P_FILE_ACCESS, a variable
};

// An identifier of the library that is closed with its owner. REQUIRES: the owner's Hdf5Session lives when this ends.
class Hdf5Id {
 public:
  Hdf5Id() = default;
  Hdf5Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Hdf5Id(Hdf5Id&& other) noexcept;
  Hdf5Id& operator=(Hdf5Id&& other) noexcept;
  ~Hdf5Id();

  hid_t get() const { return id_; }

 private:
  hid_t id_ = -1;
  herr_t (*close_)(hid_t) = nullptr;
};

// The library for one thread at a time: whoever has a session may call it. It prints nothing and loads no plugins.
class Hdf5Session {
 public:
  // Waits for other sessions to end. `label` is the file that messages name. Throws Error(io) where the library cannot
  // be loaded, or is not the one whose headers this was built with.
  explicit Hdf5Session(std::string label);

  const Hdf5Functions* operator->() const { return &functions_; }
  const std::string& label() const { return label_; }

  // Throws Error(model): "FILE: FAULT".
  [[noreturn]] void fail(std::string_view fault) const;
  // With what the library said last: "FILE: WHAT: 'ITS WORDS'".
  [[noreturn]] void fail_by_library(std::string_view what) const;
  // An identifier that the library gave, or what it failed at: fail_by_library(what).
  Hdf5Id own(hid_t id, herr_t (*close)(hid_t), std::string_view what) const;

 private:
  std::string label_;
  std::lock_guard<std::mutex> lock_;
  const Hdf5Functions& functions_;
};

}  // namespace electra::converters
