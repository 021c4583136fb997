// How many CPUs there are to work on.
#pragma once

namespace electra::internal {

// The CPUs that this process may use: its affinity, and the quota of its control group, rounded up. At least 1.
int usable_cpus();

// The number of threads that somebody asked for; 0 stands for usable_cpus().
int thread_count(int wanted);

}  // namespace electra::internal
