#include "cli/commands/version.h"

#include <fmt/format.h>

#include "base/usable_cpus.h"
#include "electra/version.h"

namespace electra::cli {

std::string version_text() {
  return fmt::format("electra {}\noneDNN {}\ninstruction set {}\nthreads {}\n", library_version(), onednn_version(),
                     instruction_set(), internal::thread_count(0));
}

}  // namespace electra::cli
