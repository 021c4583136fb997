#include "converters/hdf5/walk.h"

#include <fmt/format.h>

#include <exception>
#include <map>
#include <set>
#include <utility>

#include "base/quote.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr size_t max_links = 200'000;
constexpr size_t max_depth = 64;
constexpr size_t max_path = 4096;

class Walk {
 public:
  Walk(const Hdf5Session& hdf5, hid_t file) : hdf5_(hdf5), file_(file) {}

  std::vector<Hdf5Object> run();

 private:
  // A link that is still to be followed.
  struct Link {
    haddr_t address;
    size_t depth;
  };
  // What one group's links are taken with.
  struct Visit {
    Walk& walk;
    const std::string& group;
    size_t depth;
    std::exception_ptr failure = nullptr;
  };

  // Called by the library, through which nothing may be thrown.
  static herr_t take_link(hid_t /*group*/, const char* name, const H5L_info_t* info, void* visit) noexcept;
  void add(const Visit& visit, std::string_view name, const H5L_info_t& info);
  void add_root();
  void list(hid_t group, const std::string& path, size_t depth);

  const Hdf5Session& hdf5_;
  hid_t file_;
  size_t links_ = 0;
  // A path sorts before those that it begins, so the first one to an object comes first.
  std::map<std::string, Link> pending_;
  std::set<haddr_t> seen_;
};

herr_t Walk::take_link(hid_t /*group*/, const char* name, const H5L_info_t* info, void* data) noexcept {
  auto& visit = *static_cast<Visit*>(data);
  try {
    visit.walk.add(visit, name, *info);
    return 0;
  } catch (...) {
    visit.failure = std::current_exception();
    return -1;
  }
}

void Walk::add(const Visit& visit, std::string_view name, const H5L_info_t& info) {
  if (++links_ > max_links) hdf5_.fail(fmt::format("more than {} links", max_links));
  if (info.type == H5L_TYPE_SOFT) return;
  std::string path = visit.group.empty() ? std::string(name) : fmt::format("{}/{}", visit.group, name);
  if (info.type != H5L_TYPE_HARD) {
    hdf5_.fail(fmt::format("link {}: leads to another file, expected weights in this one", quote(path)));
  }
  if (name.empty() || name == "." || name.find('/') != name.npos) {
    hdf5_.fail(fmt::format("link {}: its last name is {}, expected one without '/'", quote(path), quote(name)));
  }
  if (path.size() > max_path) {
    hdf5_.fail(fmt::format("link {}: a path of {} bytes, expected at most {}", quote(path), path.size(), max_path));
  }
  const auto [at, is_new] = pending_.try_emplace(std::move(path), Link{info.u.address, visit.depth + 1});
  if (!is_new) hdf5_.fail(fmt::format("link {}: there twice", quote(at->first)));
}

void Walk::list(hid_t group, const std::string& path, size_t depth) {
  if (depth >= max_depth) {
    hdf5_.fail(fmt::format("group {}: more than {} groups inside each other", quote(path), max_depth));
  }
  Visit visit{*this, path, depth};
  const herr_t result = hdf5_->H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, take_link, &visit);
  if (visit.failure) std::rethrow_exception(visit.failure);
  if (result < 0) {
    hdf5_.fail_by_library(fmt::format("group {}: HDF5's library cannot list it", quote("/" + path)));
  }
}

void Walk::add_root() {
  constexpr std::string_view what = "HDF5's library cannot read its root group";
  const Hdf5Id root = hdf5_.own(hdf5_->H5Oopen(file_, "/", H5P_DEFAULT), hdf5_->H5Oclose, what);
  H5O_info_t info;
  if (hdf5_->H5Oget_info2(root.get(), &info, H5O_INFO_BASIC) < 0) hdf5_.fail_by_library(what);
  seen_.insert(info.addr);
  list(root.get(), "", 0);
}

std::vector<Hdf5Object> Walk::run() {
  std::vector<Hdf5Object> datasets;
  add_root();
  while (!pending_.empty()) {
    const auto next = pending_.extract(pending_.begin());
    const std::string& path = next.key();
    const Link link = next.mapped();
    if (!seen_.insert(link.address).second) continue;
    const Hdf5Id object = hdf5_.own(hdf5_->H5Oopen_by_addr(file_, link.address), hdf5_->H5Oclose,
                                    fmt::format("link {}: HDF5's library cannot follow it", quote(path)));
    const H5I_type_t type = hdf5_->H5Iget_type(object.get());
    if (type == H5I_GROUP) list(object.get(), path, link.depth);
    if (type == H5I_DATASET) datasets.push_back({path, link.address});
  }
  return datasets;
}

}  // namespace

std::vector<Hdf5Object> find_hdf5_datasets(const Hdf5Session& hdf5, hid_t file) { return Walk(hdf5, file).run(); }

}  // namespace electra::converters
