// Which of the products' kernels this process uses. oneDNN decides, for ours as for its own, so that they agree, and so
// that ONEDNN_MAX_CPU_ISA shows on one machine what others do. Fixed at the first call.
#pragma once

namespace electra::internal {

enum class Isa { portable, avx, avx2, avx512 };

Isa products_isa();

}  // namespace electra::internal
