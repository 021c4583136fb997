// Batches of made-up sequences for the golden models, and their outputs cut up by sequence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "electra/model.h"

namespace electra {

inline Model load_golden(const std::string& name, const LoadOptions& options = {}) {
  return Model::load(std::filesystem::path(ELECTRA_GOLDEN) / name, options);
}

struct Sequence {
  std::vector<int32_t> ids;
  std::vector<int32_t> types;
};

// Ids and types of any golden model: [CLS] … [SEP], every number its own sequence.
inline Sequence make_sequence(int32_t length, int32_t number) {
  Sequence sequence;
  for (int32_t i = 0; i < length; ++i) {
    sequence.ids.push_back(5 + (i * i + 31 * number) % 320);
    sequence.types.push_back(0);
  }
  sequence.ids.front() = 2;
  if (length > 1) sequence.ids.back() = 3;
  return sequence;
}

inline std::vector<Sequence> make_sequences(const std::vector<int32_t>& lengths) {
  std::vector<Sequence> sequences;
  for (const int32_t length : lengths) {
    sequences.push_back(make_sequence(length, static_cast<int32_t>(sequences.size())));
  }
  return sequences;
}

inline PackedBatch make_batch(const std::vector<Sequence>& sequences) {
  PackedBatch batch;
  for (const Sequence& sequence : sequences) batch.add(sequence.ids, sequence.types);
  return batch;
}

// A mask per token that leaves each sequence its first one.
inline void add_mask(PackedBatch& batch) {
  for (int32_t i = 0; i < batch.tokens(); ++i) batch.attention_mask.push_back(i % 3 != 1);
  for (const int32_t start : batch.sequence_starts) {
    if (start < batch.tokens()) batch.attention_mask[static_cast<size_t>(start)] = 1;
  }
}

// A mask per query.
inline void add_square_mask(PackedBatch& batch) {
  for (size_t s = 0; s + 1 < batch.sequence_starts.size(); ++s) {
    const int32_t length = batch.sequence_starts[s + 1] - batch.sequence_starts[s];
    for (int32_t i = 0; i < length * length; ++i) batch.attention_mask.push_back(i % 5 != 2);
  }
}

// Logits, or hidden states for the bare model.
inline std::vector<float> values_of(const Output& output) {
  return output.logits.empty() ? output.last_hidden_state : output.logits;
}

// Rows [first, last) of `rows` equal ones.
inline std::vector<float> cut_rows(const std::vector<float>& values, int64_t rows, int64_t first, int64_t last) {
  const int64_t columns = std::ssize(values) / rows;
  return {values.begin() + first * columns, values.begin() + last * columns};
}

}  // namespace electra
