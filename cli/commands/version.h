// What `electra --version` tells.
#pragma once

#include <string>

namespace electra::cli {

// "electra 0.2.0", and below it what it computes with on this machine, a fact a line.
std::string version_text();

}  // namespace electra::cli
