// Which of the products' kernels this process uses. oneDNN decides, for ours as for its own, so that they agree, and so
// that ONEDNN_MAX_CPU_ISA shows on one machine what others do. Fixed at the first call.
#pragma once

namespace electra::internal {

enum class Isa { portable, avx, avx2, avx512 };

Isa products_isa();

// What AVX-512 may have beside.
struct Features {
  bool vnni = false;  // sums of four products of bytes without an end in 16 bits
  bool bf16 = false;
  bool amx = false;  // tiles of bytes and bf16, which the system lets this process use
};

Features products_features();

}  // namespace electra::internal
