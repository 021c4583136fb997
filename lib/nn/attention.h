// Scaled dot-product attention of one head over one sequence:
// context = softmax(Q K^T / sqrt(head_size) + mask) V (Vaswani et al. 2017), with the relative position terms of
// Shaw et al. 2018 (relative_key) and Huang et al. 2020 (relative_key_query) as Transformers adds them.
#pragma once

#include <cstdint>

#include "base/aligned_buffer.h"
#include "electra/precision.h"
#include "nn/rows.h"

namespace electra::internal {

// Rows of one head: `data` points at the head's first column of the first row.
struct AttentionHead {
  ConstRows queries;  // [num_queries, head_size]
  ConstRows keys;     // [num_keys, head_size]
  ConstRows values;   // [num_keys, head_size]
  int64_t num_queries = 0;
  int64_t num_keys = 0;
  int64_t head_size = 0;

  // Position of each query in the sequence [num_queries]; null: 0, 1, ….
  const int32_t* query_positions = nullptr;
  // 0 hides a key: [num_keys], or [num_keys, num_keys] by position of the query if mask_per_query; null: none.
  const uint8_t* mask = nullptr;
  bool mask_per_query = false;
  bool causal = false;  // a query's key is hidden if it comes behind it
  // Embeddings of the distance query - key, from -(max_positions - 1) on: [2 * max_positions - 1, head_size]; or null.
  const float* distance_embedding = nullptr;
  int64_t max_positions = 0;
  bool distance_to_keys = false;  // relative_key_query: keys meet the distances as well
  float scale = 1.0F;             // of the probabilities, the head mask
  // Of the layer's products. Where it is not f32, those of attention are made in bf16 if the CPU has such products.
  Precision precision = Precision::f32;

  Rows context;                    // out: [num_queries, head_size]
  float* probabilities = nullptr;  // out, if not null: [num_queries, num_keys], scaled
};

// Scratch memory of one thread.
struct AttentionScratch {
  AlignedBuffer keys;
  AlignedBuffer values;
  AlignedBuffer rows;
  AlignedBuffer scores;
  AlignedBuffer context;
};

// A query's numbers depend on its sequence alone.
void attend(const AttentionHead& head, AttentionScratch& scratch);

}  // namespace electra::internal
