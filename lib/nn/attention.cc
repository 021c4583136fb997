#include "nn/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nn/math.h"
#include "nn/multiversion.h"
#include "nn/panel_product.h"

namespace electra::internal {
namespace {

// Queries per step: their scores against 512 keys still fit in the first-level cache.
constexpr int64_t query_block = 12;

int64_t query_position(const AttentionHead& head, int64_t query) {
  return head.query_positions == nullptr ? query : head.query_positions[query];
}

ELECTRA_MULTIVERSION
float dot(const float* a, const float* b, int64_t count) {
  float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

// scores[query, key] += q . distance(query - key), and with distance_to_keys also k . distance(query - key).
void add_distances(const AttentionHead& head, int64_t first, int64_t count, Rows scores) {
  for (int64_t i = 0; i < count; ++i) {
    const float* query = head.queries.from(first + i).data;
    const int64_t position = query_position(head, first + i);
    for (int64_t key = 0; key < head.num_keys; ++key) {
      const float* distance = head.distance_embedding + (position - key + head.max_positions - 1) * head.head_size;
      float term = dot(query, distance, head.head_size);
      if (head.distance_to_keys) term += dot(head.keys.from(key).data, distance, head.head_size);
      scores.from(i).data[key] += term;
    }
  }
}

// A hidden key gets the lowest float, not minus infinity: a row whose keys are all hidden attends to all of them alike,
// as in Transformers.
void hide_keys(const AttentionHead& head, int64_t first, int64_t count, Rows scores) {
  constexpr float lowest = std::numeric_limits<float>::lowest();
  for (int64_t i = 0; i < count; ++i) {
    const int64_t position = query_position(head, first + i);
    float* row = scores.from(i).data;
    if (head.mask != nullptr) {
      const uint8_t* mask = head.mask + (head.mask_per_query ? position * head.num_keys : 0);
      for (int64_t key = 0; key < head.num_keys; ++key) {
        if (mask[key] == 0) row[key] = lowest;
      }
    }
    if (head.causal) std::fill(row + position + 1, row + head.num_keys, lowest);
  }
}

// row[i] = e^(row[i] - maximum); returns the sum. `count` is a multiple of lane_width; the padding holds minus
// infinity.
ELECTRA_MULTIVERSION
float exponentiate(float* row, int64_t count) {
  float maximum = -std::numeric_limits<float>::infinity();
#pragma omp simd reduction(max : maximum)
  for (int64_t i = 0; i < count; ++i) maximum = row[i] > maximum ? row[i] : maximum;
  float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) {
    const float e = exp_approx(row[i] - maximum);
    row[i] = e;
    sum += e;
  }
  return sum;
}

ELECTRA_MULTIVERSION
void scale(const float* from, float* to, int64_t count, float factor) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) to[i] = from[i] * factor;
}

// The scores of a block of queries, ready for the exponential; padding columns are minus infinity.
void compute_scores(const AttentionHead& head, int64_t first, int64_t count, const float* keys, Rows scores) {
  multiply({.a = head.queries.from(first),
            .rows = count,
            .depth = head.head_size,
            .panels = keys,
            .columns = scores.stride,
            .c = scores});
  if (head.distance_embedding != nullptr) add_distances(head, first, count, scores);
  const float factor = 1.0F / std::sqrt(static_cast<float>(head.head_size));
  for (int64_t i = 0; i < count; ++i) {
    float* row = scores.from(i).data;
    scale(row, row, head.num_keys, factor);
    std::fill(row + head.num_keys, row + scores.stride, -std::numeric_limits<float>::infinity());
  }
  if (head.mask != nullptr || head.causal) hide_keys(head, first, count, scores);
}

}  // namespace

void attend(const AttentionHead& head, AttentionScratch& scratch) {
  const int64_t key_columns = padded_columns(head.num_keys);
  const int64_t value_columns = padded_columns(head.head_size);
  scratch.keys.reserve(static_cast<size_t>(head.head_size * key_columns));
  scratch.values.reserve(static_cast<size_t>(head.num_keys * value_columns));
  scratch.scores.reserve(static_cast<size_t>(query_block * key_columns));
  scratch.context.reserve(static_cast<size_t>(query_block * value_columns));
  pack_panels_transposed(head.keys, head.num_keys, head.head_size, scratch.keys.data());
  pack_panels(head.values, head.num_keys, head.head_size, scratch.values.data());

  const Rows scores{scratch.scores.data(), key_columns};
  const Rows context{scratch.context.data(), value_columns};
  float sums[query_block];
  for (int64_t first = 0; first < head.num_queries; first += query_block) {
    const int64_t count = std::min(query_block, head.num_queries - first);
    compute_scores(head, first, count, scratch.keys.data(), scores);
    for (int64_t i = 0; i < count; ++i) sums[i] = exponentiate(scores.from(i).data, key_columns);
    // The division by the sum waits until after the product: head_size divisions a query instead of num_keys.
    multiply({.a = scores,
              .rows = count,
              .depth = head.num_keys,
              .panels = scratch.values.data(),
              .columns = value_columns,
              .c = context});
    for (int64_t i = 0; i < count; ++i) {
      const float factor = head.scale / sums[i];
      scale(context.from(i).data, head.context.from(first + i).data, head.head_size, factor);
      if (head.probabilities != nullptr) {
        scale(scores.from(i).data, head.probabilities + (first + i) * head.num_keys, head.num_keys, factor);
      }
    }
  }
}

}  // namespace electra::internal
