#include "nn/cpu.h"

#include <dnnl.hpp>

namespace electra::internal {
namespace {

#if defined(__x86_64__)

// The values are sets of bits, not steps: that of AVX2 with VNNI is above that of AVX-512, which such a CPU has not.
bool includes(dnnl::cpu_isa isa, dnnl::cpu_isa part) {
  return (static_cast<unsigned>(isa) & static_cast<unsigned>(part)) == static_cast<unsigned>(part);
}

Isa find_isa() {
  const dnnl::cpu_isa isa = dnnl::get_effective_cpu_isa();
  if (includes(isa, dnnl::cpu_isa::avx512_core)) return Isa::avx512;
  if (includes(isa, dnnl::cpu_isa::avx2) && __builtin_cpu_supports("fma")) return Isa::avx2;
  if (includes(isa, dnnl::cpu_isa::avx)) return Isa::avx;
  return Isa::portable;
}

Features find_features() {
  const dnnl::cpu_isa isa = dnnl::get_effective_cpu_isa();
  return {.vnni = includes(isa, dnnl::cpu_isa::avx512_core_vnni),
          .bf16 = includes(isa, dnnl::cpu_isa::avx512_core_bf16),
          .amx = includes(isa, dnnl::cpu_isa::avx512_core_amx)};
}

#else

Isa find_isa() { return Isa::portable; }
Features find_features() { return {}; }

#endif

}  // namespace

Isa products_isa() {
  static const Isa isa = find_isa();
  return isa;
}

Features products_features() {
  static const Features features = find_features();
  return features;
}

}  // namespace electra::internal
