#include "converters/hdf5/probe.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "electra/error.h"
#include "lib/base/error_of.h"

namespace electra::converters {
namespace {

TEST_CASE("what ends a process is an error here; what throws, or returns, is none") {
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) {
    CAPTURE(signal);
    CHECK(error_of(ErrorKind::model, [&] { try_in_child("m.h5", [&] { ::raise(signal); }); }) ==
          "m.h5: damaged: HDF5's library breaks down on it");
  }
  CHECK(error_of(ErrorKind::model, [] { try_in_child("m.h5", [] { ::_Exit(7); }); }) ==
        "m.h5: damaged: HDF5's library breaks down on it");
  ::signal(SIGCHLD, SIG_IGN);  // as a supervisor may leave it
  CHECK(error_of(ErrorKind::model, [] { try_in_child("m.h5", [] { ::raise(SIGSEGV); }); }) != "");
  const bool is_put_back = ::signal(SIGCHLD, SIG_DFL) == SIG_IGN;
  CHECK(is_put_back);
  try_in_child("m.h5", [] { ::raise(SIGKILL); });
  int changed = 0;
  try_in_child("m.h5", [&] { changed = 1; });
  CHECK(changed == 0);
  try_in_child("m.h5", [] { throw std::runtime_error("x"); });
}

}  // namespace
}  // namespace electra::converters
