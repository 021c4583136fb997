#include <cassert>
#include <string>
#include <utility>

#include "electra/error.h"
#include "electra/model.h"
#include "model/model_impl.h"

namespace electra {
namespace {

void check_range(std::span<const int32_t> values, int64_t limit, const char* what, const char* limit_name) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= 0 && values[i] < limit) continue;
    throw Error(ErrorKind::input, "token " + std::to_string(i) + " of the batch: " + what + " " +
                                      std::to_string(values[i]) + ", expected 0 to " + std::to_string(limit - 1) +
                                      " (" + limit_name + " " + std::to_string(limit) + ")");
  }
}

void check(const PackedBatch& batch, const Config& config) {
  if (batch.inputs_embeds.empty()) check_range(batch.token_ids, config.vocab_size, "id", "vocab_size");
  check_range(batch.token_type_ids, config.type_vocab_size, "token type", "type_vocab_size");
  if (config.position_embedding_type == PositionEmbeddingType::absolute) {
    check_range(batch.position_ids, config.max_position_embeddings, "position", "max_position_embeddings");
    return;
  }
  for (size_t s = 0; s + 1 < batch.sequence_starts.size(); ++s) {
    const int64_t length = batch.sequence_starts[s + 1] - batch.sequence_starts[s];
    if (length <= config.max_position_embeddings) continue;
    throw Error(ErrorKind::input, "sequence of " + std::to_string(length) + " tokens, expected at most " +
                                      std::to_string(config.max_position_embeddings) + " (max_position_embeddings)");
  }
}

}  // namespace

struct Runner::Impl {
  const Model& model;
  Team team;
  std::vector<Workspace> workspaces;     // by member
  std::vector<Activations> activations;  // by member; a batch that all share uses the first

  Impl(const Model& runner_model, int threads)
      : model(runner_model),
        team(threads),
        workspaces(static_cast<size_t>(threads)),
        activations(static_cast<size_t>(threads)) {}

  Output run(const PackedBatch& batch, const Request& request, Workers workers, Activations& scratch) const;
};

Output Runner::Impl::run(const PackedBatch& batch, const Request& request, Workers workers,
                         Activations& scratch) const {
  const SingleThreadedProducts single;
  const Model::Impl& parts = model.impl();
  Output output;
  const int64_t rows = request.rows ? static_cast<int64_t>(request.rows->size()) : batch.tokens();
  if (batch.tokens() == 0) return output;
  const Rows hidden = parts.encoder->run(batch, request, workers, scratch, output);
  if (!parts.head_layer) {
    output.last_hidden_state.assign(hidden.data, hidden.data + rows * parts.config.hidden_size);
    return output;
  }
  const int64_t classes = parts.head_layer->classes();
  output.logits.resize(static_cast<size_t>(padded_rows(rows) * classes));
  const Rows logits{output.logits.data(), classes};
  workers.each_block(rows, [&](int64_t first, int64_t count, Workspace& workspace) {
    parts.head_layer->run(workspace, hidden.from(first), logits.from(first), count);
  });
  output.logits.resize(static_cast<size_t>(rows * classes));
  return output;
}

Runner::Runner(const Model& model, int threads) : impl_(std::make_unique<Impl>(model, threads)) {}
Runner::~Runner() = default;

const Model& Runner::model() const { return impl_->model; }
int Runner::threads() const { return impl_->team.size(); }

void Runner::run(std::span<const PackedBatch> batches, std::span<const Request> requests,
                 const std::function<void(size_t, Output)>& consume) {
  assert(requests.size() == batches.size() || requests.size() == 1);
  for (const PackedBatch& batch : batches) check(batch, model().config());
  const auto request = [&](size_t index) -> const Request& { return requests[requests.size() == 1 ? 0 : index]; };
  const auto count = static_cast<int64_t>(batches.size());
  if (count < threads()) {
    // Too few for everybody: all work on one after the other.
    for (size_t index = 0; index < batches.size(); ++index) {
      const Workers everybody(impl_->team, impl_->workspaces);
      consume(index, impl_->run(batches[index], request(index), everybody, impl_->activations.front()));
    }
    return;
  }
  impl_->team.run(count, [&](int64_t task, int member) {
    const auto index = static_cast<size_t>(task);
    const auto m = static_cast<size_t>(member);
    consume(index, impl_->run(batches[index], request(index), Workers(impl_->workspaces[m]), impl_->activations[m]));
  });
}

Output Runner::run(const PackedBatch& batch, const Request& request) {
  Output result;
  run(std::span(&batch, 1), std::span(&request, 1), [&](size_t, Output output) { result = std::move(output); });
  return result;
}

}  // namespace electra
