// The version of these headers, and what the library of this process is and computes with.
#pragma once

#include <string>
#include <string_view>

#include "electra/export.h"

#define ELECTRA_VERSION "0.2.0"
#define ELECTRA_VERSION_MAJOR 0
#define ELECTRA_VERSION_MINOR 2
#define ELECTRA_VERSION_PATCH 0
#define ELECTRA_VERSION_DATE "2026-11-27"  // of the release, or of what comes before it; on the manual pages

namespace electra {

// ELECTRA_VERSION of the library, which is another than that of these headers if it is shared and was replaced.
ELECTRA_EXPORT std::string_view library_version();
// Of the oneDNN that was loaded: "2.6.3".
ELECTRA_EXPORT std::string onednn_version();
// That matrix products use here, which is what the CPU has, or $ONEDNN_MAX_CPU_ISA: "AVX-512 with VNNI and BF16".
ELECTRA_EXPORT std::string instruction_set();

}  // namespace electra
