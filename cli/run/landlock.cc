#include "cli/run/landlock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace electra::cli {
namespace {

// The kernel's interface, spelled out because its header may be older than the kernel, or missing. The numbers are
// those of every architecture.
constexpr long create_ruleset_call = 444;
constexpr long add_rule_call = 445;
constexpr long restrict_self_call = 446;
constexpr unsigned ask_version = 1;
constexpr int path_rule = 1;

struct Ruleset {
  uint64_t files;
  uint64_t tcp;     // from version 4 on
  uint64_t scopes;  // from version 6 on
};

struct [[gnu::packed]] PathRule {
  uint64_t allowed;
  int32_t parent;
};

enum Right : uint64_t {
  execute = 1 << 0,
  write_file = 1 << 1,
  read_file = 1 << 2,
  read_folder = 1 << 3,
  remove_folder = 1 << 4,
  remove_file = 1 << 5,
  make_folder = 1 << 7,
  make_file = 1 << 8,
  truncate_file = 1 << 14,
  control_device = 1 << 15,
};
constexpr uint64_t rights_to_read = read_file | read_folder;
constexpr uint64_t rights_to_write = rights_to_read | write_file | remove_folder | remove_file | make_folder |
                                     make_file | truncate_file | control_device;
constexpr uint64_t rights_of_files = execute | write_file | read_file | truncate_file | control_device;

// All rights that a version has: 13, then renaming across folders (2), truncating (3), and devices (5).
uint64_t rights_of_version(long version) {
  const int count = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
  return (uint64_t{1} << count) - 1;
}

// What is not there, or out of reach without any sandbox.
bool is_out_of_reach(int error) {
  return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP || error == ENAMETOOLONG;
}

}  // namespace

Landlock::Landlock() {
  const long version = ::syscall(create_ruleset_call, nullptr, size_t{0}, ask_version);
  if (version <= 0) {
    error_ = version < 0 ? errno : ENOSYS;
    return;
  }
  known_ = rights_of_version(version);
  const Ruleset ruleset = {
      .files = known_, .tcp = version >= 4 ? uint64_t{3} : 0, .scopes = version >= 6 ? uint64_t{3} : 0};
  rules_ = static_cast<int>(::syscall(create_ruleset_call, &ruleset, sizeof ruleset, 0U));
  if (rules_ < 0) error_ = errno;
}

Landlock::~Landlock() {
  if (rules_ >= 0) ::close(rules_);
}

void Landlock::allow(const std::filesystem::path& path, bool writing) {
  if (error_ != 0) return;
  const int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) {
    if (!is_out_of_reach(errno)) error_ = errno;
    return;
  }
  struct stat status {};
  if (::fstat(fd, &status) != 0) error_ = errno;
  const uint64_t possible = S_ISDIR(status.st_mode) ? known_ : known_ & rights_of_files;
  const PathRule rule = {.allowed = possible & (writing ? rights_to_write : rights_to_read), .parent = fd};
  // EBADFD: pipes and the like, which are no part of a file system and never refused.
  if (::syscall(add_rule_call, rules_, path_rule, &rule, 0U) != 0 && errno != EBADFD) error_ = errno;
  ::close(fd);
}

int Landlock::enforce() {
  if (error_ == 0 && ::syscall(restrict_self_call, rules_, 0U) != 0) error_ = errno;
  return error_;
}

}  // namespace electra::cli
