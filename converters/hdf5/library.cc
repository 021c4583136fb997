#include "converters/hdf5/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <utility>

#include "base/quote.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

std::mutex& mutex() {
  static std::mutex mutex;
  return mutex;
}

// Calls are by the ABI of the headers, so it has to be the library that they came with.
constexpr const char* library_file = ELECTRA_HDF5_SONAME;

[[noreturn]] void refuse(const std::string& label, std::string_view fault) {
  throw Error(ErrorKind::io, fmt::format("{}: reading it takes HDF5's library {}: {}: on Debian install libhdf5-103-1",
                                         label, library_file, fault));
}

template <typename Pointer>
void find(void* library, const char* name, Pointer& pointer, const std::string& label) {
  void* const symbol = ::dlsym(library, name);
  if (symbol == nullptr) refuse(label, fmt::format("it has no {}", name));
  pointer = reinterpret_cast<Pointer>(symbol);
}

void check_version(const Hdf5Functions& functions, const std::string& label) {
  unsigned major = 0, minor = 0, release = 0;
  functions.H5get_libversion(&major, &minor, &release);
  if (major == H5_VERS_MAJOR && minor == H5_VERS_MINOR) return;
  refuse(label, fmt::format("it is of version {}.{}, expected {}.{}", major, minor, H5_VERS_MAJOR, H5_VERS_MINOR));
}

// H5P_FILE_ACCESS. Into a program that was itself linked with the library the linker may have copied the variable; the
// library then sets the copy, and its own stays as it was. REQUIRES: H5open() was called.
const hid_t* find_file_access(void* library, const Hdf5Functions& functions, const std::string& label) {
  constexpr const char* name = "H5P_CLS_FILE_ACCESS_ID_g";
  const hid_t* own = nullptr;
  find(library, name, own, label);
  if (functions.H5Iget_type(*own) == H5I_GENPROP_CLS) return own;
  const auto* const copy = static_cast<const hid_t*>(::dlsym(RTLD_DEFAULT, name));
  if (copy != nullptr && functions.H5Iget_type(*copy) == H5I_GENPROP_CLS) return copy;
  refuse(label, fmt::format("its {} is not set", name));
}

Hdf5Functions load(const std::string& label) {
  void* const library = ::dlopen(library_file, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) refuse(label, "cannot be loaded");
  Hdf5Functions functions;
#define ELECTRA_HDF5_QUOTED(name) #name
#define ELECTRA_HDF5_FIND(name) find(library, ELECTRA_HDF5_QUOTED(name), functions.name, label);
  ELECTRA_HDF5_FUNCTIONS(ELECTRA_HDF5_FIND)
#undef ELECTRA_HDF5_FIND
#undef ELECTRA_HDF5_QUOTED
  check_version(functions, label);
  if (functions.H5open() < 0) refuse(label, "cannot be started");
  functions.file_access = find_file_access(library, functions, label);
  functions.H5PLset_loading_state(0);  // no code out of folders that the environment names
  return functions;
}

// REQUIRES: the mutex is held. A failure is not remembered: the library may be installed meanwhile.
const Hdf5Functions& functions(const std::string& label) {
  static const Hdf5Functions loaded = load(label);
  return loaded;
}

// The first entry is the innermost one, which says what was wrong; the others say what it was needed for.
herr_t take_innermost(unsigned /*number*/, const H5E_error2_t* entry, void* words) noexcept {
  *static_cast<const char**>(words) = entry->desc;
  return 1;
}

}  // namespace

Hdf5Id::Hdf5Id(Hdf5Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}

Hdf5Id& Hdf5Id::operator=(Hdf5Id&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(close_, other.close_);
  return *this;
}

Hdf5Id::~Hdf5Id() {
  if (id_ >= 0) close_(id_);
}

Hdf5Session::Hdf5Session(std::string label) : label_(std::move(label)), lock_(mutex()), functions_(functions(label_)) {
  functions_.H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // of this thread: do not print
  functions_.H5Eclear2(H5E_DEFAULT);
}

void Hdf5Session::fail(std::string_view fault) const {
  throw Error(ErrorKind::model, fmt::format("{}: {}", label_, fault));
}

void Hdf5Session::fail_by_library(std::string_view what) const {
  const char* words = nullptr;
  functions_.H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_innermost, &words);
  fail(fmt::format("{}: {}", what, quote(words != nullptr ? words : "no reason given")));
}

Hdf5Id Hdf5Session::own(hid_t id, herr_t (*close)(hid_t), std::string_view what) const {
  if (id < 0) fail_by_library(what);
  return {id, close};
}

}  // namespace electra::converters
