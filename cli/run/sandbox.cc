#include "cli/run/sandbox.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/prctl.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "base/lookup.h"
#include "base/temporaries.h"
#include "cli/args/flags.h"
#include "cli/io/shell.h"
#include "cli/io/writer.h"
#include "cli/run/landlock.h"
#include "cli/run/system_calls.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

namespace fs = std::filesystem;

// The C library, OpenMP's and oneDNN ask the kernel about CPUs and memory. Of other processes Landlock shows nothing
// that is not for everybody. oneDNN looks for the library of a profiler: without its list of libraries, the loader
// would search all folders.
constexpr const char* system_paths[] = {"/proc", "/sys", "/etc/ld.so.cache"};
constexpr const char* library_folders[] = {"/usr", "/opt", "/nix/store", "/gnu/store"};

// HDF5's library brings thirty others from anywhere.
void allow_libraries(Landlock& landlock) {
  for (const char* folder : library_folders) landlock.allow_reading(folder);
  // Where the loader looks first: the program's RUNPATH and $LD_LIBRARY_PATH.
  void* const program = ::dlopen(nullptr, RTLD_LAZY);
  Dl_serinfo size = {};
  if (program == nullptr || ::dlinfo(program, RTLD_DI_SERINFOSIZE, &size) != 0) return;
  std::vector<uint64_t> room((size.dls_size + sizeof(uint64_t) - 1) / sizeof(uint64_t));
  auto* const folders = reinterpret_cast<Dl_serinfo*>(room.data());
  *folders = size;
  if (::dlinfo(program, RTLD_DI_SERINFO, folders) != 0) return;
  const Dl_serpath* const names = folders->dls_serpath;
  for (unsigned i = 0; i < folders->dls_cnt; ++i) landlock.allow_reading(names[i].dls_name);
}

void allow_input(Landlock& landlock, const fs::path& path) {
  if (path.empty() || path == "-") return;
  landlock.allow_reading(path);
  std::error_code error;
  if (!fs::is_directory(path, error)) return;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_symlink(ignored) && !entry->is_directory(ignored)) landlock.allow_reading(entry->path());
  }
}

void allow_output(Landlock& landlock, const fs::path& path) {
  const std::string& name = path.native();
  if (is_stdout(name) || name.starts_with("/dev/fd/") || name.starts_with("/proc/self/fd/")) return;
  std::error_code error;
  // A link stays, and what it leads to is replaced.
  const fs::path target = fs::is_symlink(path, error) ? internal::without_links(path) : path;
  const fs::file_status status = fs::status(target, error);
  const bool is_itself = fs::is_directory(status) || (fs::exists(status) && !fs::is_regular_file(status));
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  landlock.allow_writing(is_itself ? target : folder);
}

int restrict_paths(const SandboxPaths& paths) {
  Landlock landlock;
  for (const char* path : system_paths) landlock.allow_reading(path);
  if (paths.libraries) allow_libraries(landlock);
  for (const fs::path& path : paths.readable) allow_input(landlock, path);
  for (const fs::path& path : paths.writable) allow_output(landlock, path);
  return landlock.enforce();
}

[[noreturn]] void refuse(std::string_view what, int error) {
  throw Error(ErrorKind::io, fmt::format("--sandbox require: {}: {}; --sandbox auto runs without", what,
                                         std::system_category().message(error)));
}

}  // namespace

void add_sandbox_flag(CLI::App& app, Sandbox& sandbox) {
  add_choice_flag(
      app, sandbox, {{"auto", Sandbox::automatic}, {"off", Sandbox::off}, {"require", Sandbox::require}},
      {"--sandbox", "",
       "before files are read, give up all other files, the network and the starting of programs: auto, as far as the "
       "kernel can see to it; require, fail where it cannot; off",
       io_group});
}

void SandboxPaths::add_model(const fs::path& directory) {
  readable.push_back(directory);
  std::error_code ignored;
  if (fs::exists(directory / "model.safetensors", ignored)) return;
  writable.emplace_back(internal::large_files_folder);  // open_weights() unpacks there
  libraries = true;
}

void SandboxPaths::add_source(const fs::path& source) {
  std::error_code ignored;
  if (fs::is_directory(source, ignored)) {
    readable.push_back(source);
  } else {
    readable.push_back(source.has_parent_path() ? source.parent_path() : fs::path("."));
  }
  writable.push_back(scratch_folder());
  libraries = true;
}

void enter_sandbox(Sandbox sandbox, const SandboxPaths& paths) {
  if (sandbox == Sandbox::off) return;
  // A program that gains rights by being started could not be held to this; the kernel wants to know that there is
  // none.
  const int fault = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno;
  const int path_fault = fault != 0 ? fault : restrict_paths(paths);
  const int call_fault = fault != 0 ? fault : forbid_system_calls();
  if (sandbox != Sandbox::require) return;
  if (path_fault != 0) refuse("this system cannot restrict files (Landlock, Linux 5.13 or later)", path_fault);
  if (call_fault != 0) refuse("this system cannot restrict calls (seccomp, Linux 4.17 or later)", call_fault);
}

}  // namespace electra::cli
