// What a product does with its sums before it stores them.
#pragma once

namespace electra::internal {

enum class Epilogue {
  none,  // dst = y
  gelu,  // dst = gelu(y), with erf
  add,   // dst = dst + y, the residual connection
};

}  // namespace electra::internal
