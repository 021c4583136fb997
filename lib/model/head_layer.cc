#include "model/head_layer.h"

namespace electra::internal {

void RowHead::run(const PackedBatch&, Rows hidden, int64_t rows, Workers& workers, Output& output) const {
  const int64_t columns = classes();
  output.logits.resize(static_cast<size_t>(padded_rows(rows) * columns));
  const Rows logits{output.logits.data(), columns};
  workers.each_block(rows, [&](int64_t first, int64_t count, Workspace& workspace) {
    run_block(workspace, hidden.from(first), logits.from(first), count);
  });
  output.logits.resize(static_cast<size_t>(rows * columns));
}

float Logit::of(const float* x) const {
  float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
  for (size_t i = 0; i < weight_.size(); ++i) sum += x[i] * weight_[i];
  return sum + bias_;
}

Rows inner_rows(Workspace& workspace, int64_t rows, int64_t columns) {
  workspace.intermediate.reserve(static_cast<size_t>(padded_rows(rows) * columns));
  return {workspace.intermediate.data(), columns};
}

}  // namespace electra::internal
