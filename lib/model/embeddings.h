// Token, position and type embeddings, their norm, and the projection to the encoder's width.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/weight_source.h"
#include "model/workers.h"

namespace electra::internal {

class Embeddings {
 public:
  // The word embeddings stay in the mapped file, if they can, and are read row by row: `source`'s Weights must outlive
  // this.
  Embeddings(WeightSource& source, const Config& config);

  // hidden [padded_rows(T), hidden_size] of the tokens [first, first + count) of the batch.
  void run(const PackedBatch& batch, int64_t first, int64_t count, Rows hidden, Workspace& workspace) const;

 private:
  void add_tables(const PackedBatch& batch, int64_t token, float* out) const;

  int64_t size_;
  Table words_;                   // [vocab_size, embedding_size]
  std::vector<float> positions_;  // [max_position_embeddings, embedding_size]; empty with relative positions
  std::vector<float> types_;      // [type_vocab_size, embedding_size]
  LayerNorm norm_;
  std::optional<Linear> project_;  // where embedding_size != hidden_size
};

}  // namespace electra::internal
