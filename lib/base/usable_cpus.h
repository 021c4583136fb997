// How many CPUs there are to work on.
#pragma once

namespace electra::internal {

// The CPUs that this process may use: its affinity, and the quota of its control group, rounded up. At least 1.
int usable_cpus();

}  // namespace electra::internal
