#include "model/check_batch.h"

#include <algorithm>
#include <functional>
#include <string>

#include "electra/error.h"
#include "format/weight_table.h"

namespace electra::internal {
namespace {

void check_range(std::span<const int32_t> values, int64_t limit, const char* what, const char* limit_name) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= 0 && values[i] < limit) continue;
    throw Error(ErrorKind::input, "token " + std::to_string(i) + " of the batch: " + what + " " +
                                      std::to_string(values[i]) + ", expected 0 to " + std::to_string(limit - 1) +
                                      " (" + limit_name + " " + std::to_string(limit) + ")");
  }
}

void check_size(const char* what, size_t size, int64_t expected) {
  if (static_cast<int64_t>(size) == expected) return;
  throw Error(ErrorKind::usage, std::string("batch: ") + what + ": " + std::to_string(size) + " elements, expected " +
                                    std::to_string(expected));
}

// Sum of the squares of the sequences' lengths.
int64_t square_elements(const PackedBatch& batch) {
  int64_t total = 0;
  for (size_t s = 0; s + 1 < batch.sequence_starts.size(); ++s) {
    const int64_t length = batch.sequence_starts[s + 1] - batch.sequence_starts[s];
    total += length * length;
  }
  return total;
}

void check_sizes(const PackedBatch& batch, const Config& config) {
  const std::vector<int32_t>& starts = batch.sequence_starts;
  // greater_equal: two equal starts would be a sequence without tokens.
  if (starts.empty() || starts.front() != 0 ||
      std::ranges::adjacent_find(starts, std::greater_equal()) != starts.end()) {
    throw Error(ErrorKind::usage, "batch: sequence_starts: expected 0 and then larger and larger numbers");
  }
  const int64_t tokens = batch.tokens();
  check_size("token_ids", batch.token_ids.size(), tokens);
  check_size("token_type_ids", batch.token_type_ids.size(), tokens);
  check_size("position_ids", batch.position_ids.size(), tokens);
  if (!batch.inputs_embeds.empty()) {
    check_size("inputs_embeds", batch.inputs_embeds.size(), tokens * config.embedding_size);
  }
  if (!batch.attention_mask.empty() && static_cast<int64_t>(batch.attention_mask.size()) != square_elements(batch)) {
    check_size("attention_mask", batch.attention_mask.size(), tokens);
  }
  if (!batch.head_mask.empty()) {
    if (!config.pruned_heads.empty()) {
      throw Error(ErrorKind::usage, "batch: head_mask: the model has pruned heads, expected none");
    }
    check_size("head_mask", batch.head_mask.size(), config.num_hidden_layers * config.num_attention_heads);
  }
}

void check_request(const PackedBatch& batch, const Request& request, const LoadedModel& model) {
  if (!request.rows) return;
  if (request.hidden_states || request.attentions) {
    throw Error(ErrorKind::usage, "request: rows cannot be combined with hidden_states or attentions");
  }
  if (model.head_layer && model.head_layer->scope() != HeadScope::tokens) {
    throw Error(ErrorKind::usage, "request: rows: a " + std::string(head_title(model.head)) +
                                      " answers for whole sequences, expected no rows");
  }
  const std::vector<int32_t>& rows = *request.rows;
  const bool ascending = std::ranges::adjacent_find(rows, std::greater_equal()) == rows.end();
  if (ascending && (rows.empty() || (rows.front() >= 0 && rows.back() < batch.tokens()))) return;
  throw Error(ErrorKind::usage,
              "request: rows: expected ascending numbers from 0 to " + std::to_string(batch.tokens() - 1));
}

// Relative positions have an embedding for every distance of a sequence.
void check_lengths(const PackedBatch& batch, const Config& config) {
  for (size_t s = 0; s + 1 < batch.sequence_starts.size(); ++s) {
    const int64_t length = batch.sequence_starts[s + 1] - batch.sequence_starts[s];
    if (length <= config.max_position_embeddings) continue;
    throw Error(ErrorKind::input, "sequence of " + std::to_string(length) + " tokens, expected at most " +
                                      std::to_string(config.max_position_embeddings) + " (max_position_embeddings)");
  }
}

}  // namespace

void check_batch(const PackedBatch& batch, const Request& request, const LoadedModel& model) {
  const Config& config = model.config;
  check_sizes(batch, config);
  check_request(batch, request, model);
  if (batch.inputs_embeds.empty()) check_range(batch.token_ids, config.vocab_size, "id", "vocab_size");
  check_range(batch.token_type_ids, config.type_vocab_size, "token type", "type_vocab_size");
  if (config.position_embedding_type == PositionEmbeddingType::absolute) {
    check_range(batch.position_ids, config.max_position_embeddings, "position", "max_position_embeddings");
  } else {
    check_lengths(batch, config);
  }
}

}  // namespace electra::internal
