#include "converters/hdf5/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/quote.h"
#include "converters/hdf5/types.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr int64_t max_elements = int64_t{1} << 48;
constexpr uint64_t max_bytes = uint64_t{64} << 30;
// Of what a chunk is unpacked to: deflate's best is 1032 to 1.
constexpr uint64_t max_expansion = 1100;

class DatasetReader {
 public:
  DatasetReader(const Hdf5Session& hdf5, hid_t file, const Hdf5Object& object, uint64_t file_size);

  Hdf5Dataset read();

 private:
  [[noreturn]] void fail(std::string_view fault) const { hdf5_.fail(in_variable(object_.path, fault)); }
  Hdf5Id own(hid_t id, herr_t (*close)(hid_t)) const {
    return hdf5_.own(id, close, in_variable(object_.path, "HDF5's library cannot open it"));
  }
  void require_own_storage() const;
  std::vector<int64_t> read_shape() const;
  void check_storage(const Variable& variable) const;
  void check_filters() const;
  void check_chunks(uint64_t element_size, uint64_t stored) const;
  void check_unpacked(std::string_view what, uint64_t bytes) const;
  std::optional<uint64_t> find_offset(const Variable& variable) const;

  const Hdf5Session& hdf5_;
  const Hdf5Object& object_;
  uint64_t file_size_;
  Hdf5Id dataset_;
  Hdf5Id settings_;
  H5D_layout_t layout_;
};

DatasetReader::DatasetReader(const Hdf5Session& hdf5, hid_t file, const Hdf5Object& object, uint64_t file_size)
    : hdf5_(hdf5),
      object_(object),
      file_size_(file_size),
      dataset_(own(hdf5->H5Oopen_by_addr(file, object.address), hdf5->H5Oclose)),
      settings_(own(hdf5->H5Dget_create_plist(dataset_.get()), hdf5->H5Pclose)),
      layout_(hdf5->H5Pget_layout(settings_.get())) {}

// To be asked first: even the shape of a virtual dataset can come from other files.
void DatasetReader::require_own_storage() const {
  if (layout_ == H5D_VIRTUAL) fail("a virtual dataset, made of others: expected data of its own");
  if (layout_ != H5D_COMPACT && layout_ != H5D_CONTIGUOUS && layout_ != H5D_CHUNKED) {
    fail(fmt::format("its layout is number {}, expected compact, contiguous or chunked", static_cast<int>(layout_)));
  }
  if (hdf5_->H5Pget_external_count(settings_.get()) != 0)
    fail("its data are in other files, expected them in this one");
}

std::vector<int64_t> DatasetReader::read_shape() const {
  const Hdf5Id space = own(hdf5_->H5Dget_space(dataset_.get()), hdf5_->H5Sclose);
  const H5S_class_t kind = hdf5_->H5Sget_simple_extent_type(space.get());
  if (kind == H5S_SCALAR) return {};
  if (kind == H5S_NULL) return {0};
  const int rank = hdf5_->H5Sget_simple_extent_ndims(space.get());
  if (kind != H5S_SIMPLE || rank < 0 || rank > H5S_MAX_RANK) fail("a shape that cannot be read");
  std::array<hsize_t, H5S_MAX_RANK> sizes{};
  if (hdf5_->H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr) != rank) fail("a shape that cannot be read");
  std::vector<int64_t> shape;
  int64_t elements = 1;
  for (const hsize_t size : std::span(sizes).first(static_cast<size_t>(rank))) {
    const int64_t most = elements == 0 ? max_elements : max_elements / elements;
    if (size > static_cast<hsize_t>(most)) {
      fail(fmt::format("a dimension of {} behind {} elements, expected 0 to {}", size, elements, most));
    }
    shape.push_back(static_cast<int64_t>(size));
    elements *= shape.back();
  }
  return shape;
}

void DatasetReader::check_unpacked(std::string_view what, uint64_t bytes) const {
  if (bytes > max_bytes) fail(fmt::format("{} of {} bytes, expected at most {}", what, bytes, max_bytes));
  if (bytes / max_expansion <= file_size_) return;
  fail(fmt::format("{} of {} bytes in a file of {}, expected at most {} times as much", what, bytes, file_size_,
                   max_expansion));
}

void DatasetReader::check_filters() const {
  const int count = hdf5_->H5Pget_nfilters(settings_.get());
  if (count < 0) fail("filters that cannot be read");
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0, config = 0;
    size_t parameters = 0;
    std::array<char, 64> name{};
    const H5Z_filter_t filter = hdf5_->H5Pget_filter2(settings_.get(), static_cast<unsigned>(i), &flags, &parameters,
                                                      nullptr, name.size() - 1, name.data(), &config);
    if (filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_FLETCHER32) continue;
    fail(fmt::format("filter {} {}, expected no other than gzip, shuffle and fletcher32", static_cast<int>(filter),
                     quote(name.data())));
  }
}

void DatasetReader::check_chunks(uint64_t element_size, uint64_t stored) const {
  std::array<hsize_t, H5S_MAX_RANK> sizes{};
  const int rank = hdf5_->H5Pget_chunk(settings_.get(), H5S_MAX_RANK, sizes.data());
  if (rank < 0 || rank > H5S_MAX_RANK) fail("chunks whose shape cannot be read");
  uint64_t bytes = element_size;
  for (const hsize_t size : std::span(sizes).first(static_cast<size_t>(rank))) {
    if (size == 0 || size > max_bytes / bytes) fail(fmt::format("chunks of {} bytes times {}", bytes, size));
    bytes *= size;
  }
  check_unpacked("a chunk", bytes);
  // HDF5's library reads a whole chunk out of a shorter one that no filter unpacks.
  if (hdf5_->H5Pget_nfilters(settings_.get()) == 0 && stored % bytes != 0) {
    fail(fmt::format("{} bytes, expected whole chunks of {}", stored, bytes));
  }
}

// That the file has the data, so that memory for them may be asked for.
void DatasetReader::check_storage(const Variable& variable) const {
  check_filters();
  if (variable.bytes == 0) return;
  const uint64_t stored = hdf5_->H5Dget_storage_size(dataset_.get());
  if (stored == 0) fail(fmt::format("has no data, expected those of {}", shape_text(variable.shape)));
  if (layout_ == H5D_CHUNKED) {
    check_unpacked("data", variable.bytes);
    check_chunks(dtype_size(*variable.dtype), stored);
  } else if (stored != variable.bytes || stored > file_size_) {
    fail(fmt::format("{} bytes in a file of {}, expected {} for {} of {}", stored, file_size_, variable.bytes,
                     variable.dtype_name, shape_text(variable.shape)));
  }
}

std::optional<uint64_t> DatasetReader::find_offset(const Variable& variable) const {
  if (layout_ != H5D_CONTIGUOUS || variable.bytes == 0) return std::nullopt;
  const haddr_t offset = hdf5_->H5Dget_offset(dataset_.get());
  if (offset > file_size_ || variable.bytes > file_size_ - offset) {
    fail(fmt::format("{} bytes at {}, expected an end within the file's {}", variable.bytes, offset, file_size_));
  }
  return offset;
}

Hdf5Dataset DatasetReader::read() {
  require_own_storage();
  const Hdf5Id type_id = own(hdf5_->H5Dget_type(dataset_.get()), hdf5_->H5Tclose);
  const Hdf5Type type = read_hdf5_type(hdf5_, type_id.get());
  Hdf5Dataset dataset{.variable = {.name = object_.path,
                                   .dtype_name = std::string(type.name),
                                   .dtype = type.dtype,
                                   .shape = read_shape()},
                      .address = object_.address,
                      .offset = {}};
  Variable& variable = dataset.variable;
  if (!type.dtype) {
    variable.bytes = std::min<uint64_t>(hdf5_->H5Dget_storage_size(dataset_.get()), file_size_);
    return dataset;
  }
  variable.bytes = static_cast<uint64_t>(elements_of(variable.shape)) * dtype_size(*type.dtype);
  check_storage(variable);
  const std::optional<uint64_t> offset = find_offset(variable);
  if (!type.is_big_endian) dataset.offset = offset;
  return dataset;
}

}  // namespace

Hdf5Dataset read_hdf5_dataset(const Hdf5Session& hdf5, hid_t file, const Hdf5Object& object, uint64_t file_size) {
  return DatasetReader(hdf5, file, object, file_size).read();
}

std::vector<std::byte> read_hdf5_elements(const Hdf5Session& hdf5, hid_t file, const Hdf5Dataset& dataset) {
  const Variable& variable = dataset.variable;
  const std::string fault = in_variable(variable.name, "HDF5's library cannot read it");
  std::vector<std::byte> elements(variable.bytes);
  if (elements.empty()) return elements;
  const Hdf5Id id = hdf5.own(hdf5->H5Oopen_by_addr(file, dataset.address), hdf5->H5Oclose, fault);
  const Hdf5Id stored = hdf5.own(hdf5->H5Dget_type(id.get()), hdf5->H5Tclose, fault);
  // The same bits in our order: nothing is rounded.
  const Hdf5Id wanted = hdf5.own(hdf5->H5Tcopy(stored.get()), hdf5->H5Tclose, fault);
  if (hdf5->H5Tset_order(wanted.get(), H5T_ORDER_LE) < 0) hdf5.fail_by_library(fault);
  if (hdf5->H5Dread(id.get(), wanted.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, elements.data()) < 0) {
    hdf5.fail_by_library(fault);
  }
  return elements;
}

std::string in_variable(std::string_view name, std::string_view what) {
  return fmt::format("variable {}: {}", quote(name), what);
}

}  // namespace electra::converters
