// The system calls that a process may still make, kept by the kernel (seccomp, Linux 4.17 and later, on x86-64 and
// aarch64).
#pragma once

namespace electra::cli {

// From now on connections, other programs, and looking into or steering other processes fail with EPERM, in all
// threads. Everything else stays: which calls the libraries make is their own affair. Cannot be undone. Gives what
// failed, as an errno, or 0. REQUIRES: prctl(PR_SET_NO_NEW_PRIVS).
int forbid_system_calls();

}  // namespace electra::cli
