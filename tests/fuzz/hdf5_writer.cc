#include "fuzz/hdf5_writer.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "fuzz/fuzz.h"
#include "fuzz/hdf5_types.h"

namespace electra::fuzz {

using converters::Hdf5Id;

namespace {

constexpr size_t max_steps = 60;  // fewer than the groups that may be inside each other
constexpr const char* elsewhere = "no-such-file.h5";

class Hdf5Writer {
 public:
  Hdf5Writer(const std::string& path, std::span<const uint8_t> input) : input_(input), file_(create(path)) {}

  WrittenHdf5 run();

 private:
  // What one dataset is made with.
  struct Plan {
    Hdf5TypeOnFile type;
    std::vector<hsize_t> shape;
    Hdf5Id space;
    Hdf5Id settings;
    bool is_chunked = false;
    bool is_virtual_or_external = false;
    bool has_foreign_filter = false;
    bool claims_too_much = false;  // more elements than any array may have
  };

  uint8_t next();  // 0 behind the end
  bool flag() { return next() % 2 == 1; }
  std::string name();
  Hdf5Id create(const std::string& path);
  hid_t any_object();
  hid_t any_group() { return objects_[groups_[next() % groups_.size()]].get(); }
  void keep(Hdf5Id object, bool is_group);

  void step();
  void add_group();
  void add_attribute();
  void add_type();
  void link();
  void link_elsewhere();
  void add_dataset();

  Hdf5Id plan_space(Plan& plan);
  void plan_chunks(Plan& plan);
  void plan_data_elsewhere(Plan& plan);
  WrittenArray fill(const Plan& plan, hid_t dataset);
  void extend(const Plan& plan, hid_t dataset, WrittenArray& array);

  std::span<const uint8_t> input_;
  Hdf5Id file_;
  std::vector<Hdf5Id> objects_;  // what can be linked to; each has a link
  std::vector<size_t> groups_;   // of objects_
  WrittenHdf5 written_;
};

uint8_t Hdf5Writer::next() {
  if (input_.empty()) return 0;
  const uint8_t byte = input_.front();
  input_ = input_.subspan(1);
  return byte;
}

// Short, so that they meet; with paths, and with bytes that are no UTF-8.
std::string Hdf5Writer::name() {
  constexpr std::string_view letters = "aaabbbcd0 :./\xC3\xA9\n";
  std::string name;
  for (size_t i = 0, size = 1 + next() % 4; i < size; ++i) name += letters[next() % letters.size()];
  return name;
}

Hdf5Id Hdf5Writer::create(const std::string& path) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Hdf5Id creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  const Hdf5Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  const uint8_t choice = next();
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
  H5Pset_libver_bounds(access.get(), choice % 2 == 1 ? H5F_LIBVER_LATEST : H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
  if (choice / 2 % 2 == 1) H5Pset_userblock(creation.get(), 512u << (choice / 4 % 3));
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose};
}

hid_t Hdf5Writer::any_object() { return objects_[next() % objects_.size()].get(); }

void Hdf5Writer::keep(Hdf5Id object, bool is_group) {
  if (object.get() < 0) return;
  if (is_group) groups_.push_back(objects_.size());
  objects_.push_back(std::move(object));
}

void Hdf5Writer::add_group() {
  const hid_t parent = any_group();
  const std::string name = this->name();
  const Hdf5Id settings(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  if (flag()) H5Pset_link_phase_change(settings.get(), 0, 0);
  if (flag()) H5Pset_link_creation_order(settings.get(), H5P_CRT_ORDER_TRACKED);
  keep({H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, settings.get(), H5P_DEFAULT), H5Gclose}, true);
}

void Hdf5Writer::add_type() {
  const hid_t parent = any_group();
  const std::string name = this->name();
  Hdf5TypeOnFile type = make_hdf5_type(next());
  if (H5Tcommit2(parent, name.c_str(), type.id.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT) < 0) return;
  keep(std::move(type.id), false);
}

void Hdf5Writer::add_attribute() {
  const hid_t object = any_object();
  const std::string name = this->name();
  const Hdf5TypeOnFile type = make_hdf5_type(next());
  const hsize_t size = next();
  const Hdf5Id space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  Hdf5Id(H5Acreate2(object, name.c_str(), type.id.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
}

// Hard links make circles where they lead to a group that they are in.
void Hdf5Writer::link() {
  const hid_t object = any_object();
  const hid_t parent = any_group();
  const std::string name = this->name();
  H5Olink(object, parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
}

void Hdf5Writer::link_elsewhere() {
  const hid_t parent = any_group();
  const std::string name = this->name();
  const std::string target = this->name();
  if (next() % 8 != 0) {  // a soft link leads nowhere else
    H5Lcreate_soft(target.c_str(), parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  } else if (H5Lcreate_external(elsewhere, target.c_str(), parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT) >= 0) {
    written_.is_refused = true;
  }
}

Hdf5Id Hdf5Writer::plan_space(Plan& plan) {
  const uint8_t choice = next();
  if (choice % 16 == 15) {
    plan.shape = {0};
    return {H5Screate(H5S_NULL), H5Sclose};
  }
  if (choice % 16 == 14) {  // more than there is
    plan.shape = {hsize_t{1} << (20 + choice / 16), 1 << 20};
    plan.claims_too_much = choice / 16 > 8;
  } else {
    plan.shape.resize(choice % 5);
    for (hsize_t& size : plan.shape) size = next() % 7;
  }
  const int rank = static_cast<int>(plan.shape.size());
  const std::vector<hsize_t> unlimited(plan.shape.size(), H5S_UNLIMITED);
  return {H5Screate_simple(rank, plan.shape.data(), plan.is_chunked ? unlimited.data() : nullptr), H5Sclose};
}

void Hdf5Writer::plan_chunks(Plan& plan) {
  const hid_t settings = plan.settings.get();
  std::vector<hsize_t> chunk(plan.shape.size());
  for (hsize_t& size : chunk) size = 1 + next() % 4;
  H5Pset_chunk(settings, static_cast<int>(chunk.size()), chunk.data());
  const uint8_t filters = next();
  if (filters % 2 == 1) H5Pset_shuffle(settings);
  if (filters / 2 % 2 == 1) H5Pset_deflate(settings, filters / 4 % 10);
  if (filters / 40 % 2 == 1) H5Pset_fletcher32(settings);
  if (filters / 80 != 2) return;
  plan.has_foreign_filter = true;
  H5Pset_nbit(settings);
}

void Hdf5Writer::plan_data_elsewhere(Plan& plan) {
  plan.is_virtual_or_external = true;
  if (flag()) {
    H5Pset_external(plan.settings.get(), elsewhere, 0, H5F_UNLIMITED);
  } else {
    H5Pset_virtual(plan.settings.get(), plan.space.get(), elsewhere, "a", plan.space.get());
  }
}

void Hdf5Writer::add_dataset() {
  const hid_t parent = any_group();
  const std::string name = this->name();
  Plan plan;
  plan.type = make_hdf5_type(next());
  plan.settings = {H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
  const uint8_t layout = next() % 32;
  plan.is_chunked = layout % 3 == 1;
  plan.space = plan_space(plan);
  if (plan.is_chunked) plan_chunks(plan);
  if (layout % 3 == 2) H5Pset_layout(plan.settings.get(), H5D_COMPACT);
  if (layout == 30) plan_data_elsewhere(plan);
  Hdf5Id dataset(H5Dcreate2(parent, name.c_str(), plan.type.id.get(), plan.space.get(), H5P_DEFAULT,
                            plan.settings.get(), H5P_DEFAULT),
                 H5Dclose);
  if (dataset.get() < 0) return;
  const bool has_dtype = !plan.type.dtype_name.empty();
  if (plan.is_virtual_or_external || (plan.has_foreign_filter && has_dtype)) {
    written_.is_refused = true;
  } else if (has_dtype) {
    written_.arrays.push_back(fill(plan, dataset.get()));
  } else {
    ++written_.others;
    if (plan.claims_too_much) written_.is_refused = true;
  }
  keep(std::move(dataset), false);
}

WrittenArray Hdf5Writer::fill(const Plan& plan, hid_t dataset) {
  WrittenArray array{.dtype_name = plan.type.dtype_name, .shape = {}, .content = {}};
  size_t bytes = H5Tget_size(plan.type.id.get());
  for (const hsize_t size : plan.shape) {
    array.shape.push_back(static_cast<int64_t>(size));
    bytes *= size;
  }
  constexpr size_t most = 1 << 20;
  if (bytes <= most && !(bytes != 0 && next() % 16 == 15)) {
    const uint8_t seed = next();
    for (size_t i = 0; i < bytes; ++i) array.content += static_cast<char>(seed * i + i / 256 + seed);
    const Hdf5Id lent(H5Tcopy(plan.type.id.get()), H5Tclose);
    H5Tset_order(lent.get(), H5T_ORDER_LE);
    FUZZ_CHECK(H5Dwrite(dataset, lent.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, array.content.data()) >= 0);
    if (plan.is_chunked && flag()) extend(plan, dataset, array);
  } else if (H5Dget_storage_size(dataset) == 0) {  // nothing was allocated, so a reader finds no data
    written_.is_refused = true;
  } else {
    array.content.assign(bytes, '\0');
  }
  return array;
}

// Rows that no chunk has to hold: they are zeros.
void Hdf5Writer::extend(const Plan& plan, hid_t dataset, WrittenArray& array) {
  std::vector<hsize_t> shape = plan.shape;
  if (array.content.empty() || shape.empty()) return;
  const hsize_t more = 1 + next() % 4;
  const size_t row = array.content.size() / shape[0];
  shape[0] += more;
  FUZZ_CHECK(H5Dset_extent(dataset, shape.data()) >= 0);
  array.shape[0] += static_cast<int64_t>(more);
  array.content.append(row * more, '\0');
}

void Hdf5Writer::step() {
  switch (next() % 8) {
    case 0:
      return add_group();
    case 1:
      return add_attribute();
    case 2:
      return link();
    case 3:
      return link_elsewhere();
    case 4:
      return add_type();
    default:
      return add_dataset();
  }
}

WrittenHdf5 Hdf5Writer::run() {
  FUZZ_CHECK(file_.get() >= 0);
  keep({H5Gopen2(file_.get(), "/", H5P_DEFAULT), H5Gclose}, true);
  for (size_t i = 0; i < max_steps && !input_.empty(); ++i) step();
  std::ranges::sort(written_.arrays);
  return std::move(written_);
}

}  // namespace

WrittenHdf5 write_hdf5(const std::string& path, std::span<const uint8_t> input) {
  return Hdf5Writer(path, input).run();
}

}  // namespace electra::fuzz
