// The threads that share the steps of one batch: the whole team, or one member alone that leaves the others to their
// own batches.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/team.h"
#include "nn/attention.h"
#include "nn/linear.h"

namespace electra::internal {

// What one thread needs while it computes. Grows to the largest batch seen.
struct Workspace {
  ProductCache products;
  AttentionScratch attention;
  AlignedBuffer intermediate;  // [block_rows, intermediate_size], or a head's [block_rows, hidden_size]
  AlignedBuffer embeddings;    // [block_rows, embedding_size]
};

class Workers {
 public:
  explicit Workers(Workspace& alone) : alone_(&alone) {}
  Workers(Team& team, std::vector<Workspace>& workspaces) : team_(&team), workspaces_(&workspaces) {}

  // Calls task(index, workspace) for every index in [0, count), in any order.
  template <typename Task>
  void each(int64_t count, const Task& task) {
    if (alone_ != nullptr) {
      for (int64_t index = 0; index < count; ++index) task(index, *alone_);
      return;
    }
    team_->run(count, [&](int64_t index, int member) {
      const SingleThreadedProducts single;
      task(index, (*workspaces_)[static_cast<size_t>(member)]);
    });
  }

  // Calls task(first, count, workspace) for blocks that cover [0, rows). A block is small enough that what a layer
  // makes of it stays in the second-level cache.
  template <typename Task>
  void each_block(int64_t rows, const Task& task) {
    each((rows + block_rows - 1) / block_rows, [&](int64_t index, Workspace& workspace) {
      const int64_t first = index * block_rows;
      task(first, std::min(block_rows, rows - first), workspace);
    });
  }

  static constexpr int64_t block_rows = 128;  // a multiple of row_group: only the last block is filled up

 private:
  Workspace* alone_ = nullptr;
  Team* team_ = nullptr;
  std::vector<Workspace>* workspaces_ = nullptr;
};

}  // namespace electra::internal
