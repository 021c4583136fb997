#include "electra/precision.h"

#include "nn/cpu.h"

namespace electra {

using namespace internal;

bool is_fast(Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return products_features().bf16;
    case Precision::int8:
      return products_isa() == Isa::avx2 || products_isa() == Isa::avx512;
    default:
      return true;
  }
}

Precision automatic_precision() { return is_fast(Precision::int8) ? Precision::int8 : Precision::f32; }

}  // namespace electra
