#include "cli/run/system_calls.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

// LeakSanitizer stops the threads of its own process by ptrace, from a child.
#if defined(__SANITIZE_ADDRESS__)
#define ELECTRA_NEEDS_PTRACE
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ELECTRA_NEEDS_PTRACE
#endif
#endif

namespace electra::cli {
namespace {

#if defined(__x86_64__)
constexpr uint32_t architecture = AUDIT_ARCH_X86_64;
constexpr uint32_t first_foreign_call = 0x40000000;  // x32's
#elif defined(__aarch64__)
constexpr uint32_t architecture = AUDIT_ARCH_AARCH64;
constexpr uint32_t first_foreign_call = 0x40000000;  // none
#else
constexpr uint32_t architecture = 0;
constexpr uint32_t first_foreign_call = 0;
#endif

// What glibc's headers may not know; the numbers are those of every architecture.
constexpr uint32_t io_uring_setup_call = 425;
constexpr uint32_t pidfd_getfd_call = 438;

constexpr uint32_t forbidden_calls[] = {
    // Connections; io_uring makes them without these calls.
    __NR_socket, __NR_socketpair, __NR_connect, __NR_bind, __NR_listen, io_uring_setup_call,
    // Other programs.
    __NR_execve, __NR_execveat,
    // Other processes.
    __NR_process_vm_readv, __NR_process_vm_writev, pidfd_getfd_call,
#ifndef ELECTRA_NEEDS_PTRACE
    __NR_ptrace,
#endif
    // The system: unshare and setns (name spaces by clone are not filtered), keys, the kernel's own programs and
    // counters. Mounts are Landlock's.
    __NR_unshare, __NR_setns, __NR_add_key, __NR_request_key, __NR_keyctl, __NR_bpf, __NR_perf_event_open,
    __NR_init_module, __NR_finit_module};

// What types into a terminal, for the shell that reads it afterwards.
constexpr uint32_t forbidden_controls[] = {TIOCSTI, TIOCLINUX};

using Program = std::vector<sock_filter>;

constexpr uint32_t refusal = SECCOMP_RET_ERRNO | EPERM;

sock_filter load(size_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset)); }
sock_filter give(uint32_t result) { return BPF_STMT(BPF_RET | BPF_K, result); }
// Passes over the instructions that follow, where what was loaded last does not compare with `value`, or does.
sock_filter unless(uint16_t comparison, uint32_t value, size_t skipped) {
  return BPF_JUMP(static_cast<uint16_t>(BPF_JMP | BPF_K | comparison), value, 0, static_cast<uint8_t>(skipped));
}
sock_filter where(uint16_t comparison, uint32_t value, size_t skipped) {
  return BPF_JUMP(static_cast<uint16_t>(BPF_JMP | BPF_K | comparison), value, static_cast<uint8_t>(skipped), 0);
}

void append(Program& program, const Program& more) { program.insert(program.end(), more.begin(), more.end()); }

// Refuses the values of a sorted list, and allows all others. A search by halves, as the kernel runs it for each of its
// calls when it takes the filter.
Program refuse_those(std::span<const uint32_t> values) {
  Program program;
  if (values.size() <= 3) {
    for (const uint32_t value : values) append(program, {unless(BPF_JEQ, value, 1), give(refusal)});
    program.push_back(give(SECCOMP_RET_ALLOW));
    return program;
  }
  const size_t half = values.size() / 2;
  const Program lower = refuse_those(values.first(half));
  program.push_back(where(BPF_JGE, values[half], lower.size()));
  append(program, lower);
  append(program, refuse_those(values.subspan(half)));
  return program;
}

Program filter() {
  std::vector<uint32_t> calls(std::begin(forbidden_calls), std::end(forbidden_calls));
  std::ranges::sort(calls);
  const Program controls = refuse_those(forbidden_controls);
  Program program = {load(offsetof(seccomp_data, arch)), where(BPF_JEQ, architecture, 1),        give(refusal),
                     load(offsetof(seccomp_data, nr)),   unless(BPF_JGE, first_foreign_call, 1), give(refusal)};
  append(program, {unless(BPF_JEQ, __NR_ioctl, controls.size() + 1), load(offsetof(seccomp_data, args[1]))});
  append(program, controls);
  append(program, refuse_those(calls));
  return program;
}

}  // namespace

int forbid_system_calls() {
  if (architecture == 0) return ENOSYS;
  Program instructions = filter();
  const sock_fprog program = {.len = static_cast<unsigned short>(instructions.size()), .filter = instructions.data()};
  // Without SPEC_ALLOW older kernels switch off a speculation that costs the matrix products a few percent.
  const unsigned flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  const long result = ::syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (result < 0) return errno;
  return result == 0 ? 0 : EBUSY;  // a thread that has a filter of its own
}

}  // namespace electra::cli
