#include "nn/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nn/bf16.h"
#include "nn/bf16_product.h"
#include "nn/math.h"
#include "nn/multiversion.h"
#include "nn/panel_product.h"

namespace electra::internal {
namespace {

float* reserve(AlignedBuffer& buffer, int64_t floats) {
  buffer.reserve(static_cast<size_t>(floats));
  return buffer.data();
}

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

// row[i] = e^((row[i] - maximum) factor); returns the sum. `count` is a multiple of lane_width; the padding holds minus
// infinity. The factor is above 0.
ELECTRA_MULTIVERSION
float exponentiate(float* row, int64_t count, float factor) {
  float maximum = -std::numeric_limits<float>::infinity();
#pragma omp simd reduction(max : maximum)
  for (int64_t i = 0; i < count; ++i) maximum = row[i] > maximum ? row[i] : maximum;
  float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) {
    const float e = exp_approx((row[i] - maximum) * factor);
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

// What a step takes and gives, whoever multiplies: for a block of queries the raw scores [count,
// padded_columns(num_keys)] of their product with the keys, and contexts [count, padded_columns(head_size)], the
// exponentials times the values.
class FloatProducts {
 public:
  // Queries per step: their scores against 512 keys still fit in the first-level cache.
  static constexpr int64_t query_block = 12;

  FloatProducts(const AttentionHead& head, AttentionScratch& scratch)
      : head_(head),
        keys_(reserve(scratch.keys, head.head_size * padded_columns(head.num_keys))),
        values_(reserve(scratch.values, head.num_keys * padded_columns(head.head_size))) {
    pack_panels_transposed(head.keys, head.num_keys, head.head_size, keys_);
    pack_panels(head.values, head.num_keys, head.head_size, values_);
  }

  void score(int64_t first, int64_t count, Rows scores) const {
    multiply({.a = head_.queries.from(first),
              .rows = count,
              .depth = head_.head_size,
              .panels = keys_,
              .columns = scores.stride,
              .c = scores});
  }

  void mix(ConstRows exponentials, int64_t count, Rows contexts) const {
    multiply({.a = exponentials,
              .rows = count,
              .depth = head_.num_keys,
              .panels = values_,
              .columns = contexts.stride,
              .c = contexts});
  }

 private:
  const AttentionHead& head_;
  float* keys_;
  float* values_;
};

class Bf16Products {
 public:
  static constexpr int64_t query_block = block_of_tiles;

  Bf16Products(const AttentionHead& head, AttentionScratch& scratch)
      : head_(head),
        size_depth_(bf16_depth(head.head_size)),
        key_depth_(bf16_depth(head.num_keys)),
        keys_(reserve(scratch.keys, size_depth_ * padded_columns(head.num_keys))),
        values_(reserve(scratch.values, key_depth_ * padded_columns(head.head_size))),
        rows_(reserve(scratch.rows, query_block * std::max(size_depth_, key_depth_))) {
    pack_bf16_panels_transposed(head.keys, head.num_keys, head.head_size, keys_);
    pack_bf16_panels(head.values, head.num_keys, head.head_size, values_);
  }

  void score(int64_t first, int64_t count, Rows scores) const {
    convert_rows_to_bf16(head_.queries.from(first), count, head_.head_size, rows_);
    multiply(
        {.a = rows_, .rows = count, .depth = head_.head_size, .panels = keys_, .columns = head_.num_keys, .c = scores});
  }

  void mix(ConstRows exponentials, int64_t count, Rows contexts) const {
    convert_rows_to_bf16(exponentials, count, head_.num_keys, rows_);
    multiply({.a = rows_,
              .rows = count,
              .depth = head_.num_keys,
              .panels = values_,
              .columns = head_.head_size,
              .c = contexts});
  }

 private:
  static uint16_t* reserve(AlignedBuffer& buffer, int64_t values) {
    return reinterpret_cast<uint16_t*>(internal::reserve(buffer, (values + 1) / 2));
  }

  const AttentionHead& head_;
  int64_t size_depth_;
  int64_t key_depth_;
  uint16_t* keys_;
  uint16_t* values_;
  uint16_t* rows_;  // of a product: [query_block, its depth]
};

// Raw scores of a block of queries made ready for the exponential; padding columns are minus infinity.
void finish_scores(const AttentionHead& head, int64_t first, int64_t count, Rows scores) {
  if (head.distance_embedding != nullptr) add_distances(head, first, count, scores);
  for (int64_t i = 0; i < count; ++i) {
    std::fill_n(scores.from(i).data + head.num_keys, scores.stride - head.num_keys,
                -std::numeric_limits<float>::infinity());
  }
  if (head.mask != nullptr || head.causal) hide_keys(head, first, count, scores);
}

template <typename Products>
void attend_by(const AttentionHead& head, AttentionScratch& scratch) {
  constexpr int64_t query_block = Products::query_block;
  const Products products(head, scratch);
  const int64_t key_columns = padded_columns(head.num_keys);
  const int64_t value_columns = padded_columns(head.head_size);
  const Rows scores{reserve(scratch.scores, query_block * key_columns), key_columns};
  const Rows contexts{reserve(scratch.context, query_block * value_columns), value_columns};
  const float factor = 1.0F / std::sqrt(static_cast<float>(head.head_size));
  float sums[query_block];
  for (int64_t first = 0; first < head.num_queries; first += query_block) {
    const int64_t count = std::min(query_block, head.num_queries - first);
    products.score(first, count, scores);
    finish_scores(head, first, count, scores);
    for (int64_t i = 0; i < count; ++i) sums[i] = exponentiate(scores.from(i).data, key_columns, factor);
    // The division by the sum waits until after the product: head_size divisions a query instead of num_keys.
    products.mix(scores, count, contexts);
    for (int64_t i = 0; i < count; ++i) {
      const float share = head.scale / sums[i];
      scale(contexts.from(i).data, head.context.from(first + i).data, head.head_size, share);
      if (head.probabilities != nullptr) {
        scale(scores.from(i).data, head.probabilities + (first + i) * head.num_keys, head.num_keys, share);
      }
    }
  }
}

}  // namespace

void attend(const AttentionHead& head, AttentionScratch& scratch) {
  const bool in_bf16 = head.precision != Precision::f32 && has_bf16_products();
  in_bf16 ? attend_by<Bf16Products>(head, scratch) : attend_by<FloatProducts>(head, scratch);
}

}  // namespace electra::internal
