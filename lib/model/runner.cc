#include <cassert>
#include <utility>

#include "electra/model.h"
#include "model/check_batch.h"
#include "model/model_impl.h"

namespace electra {
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
  const auto request = [&](size_t index) -> const Request& { return requests[requests.size() == 1 ? 0 : index]; };
  for (size_t index = 0; index < batches.size(); ++index) check_batch(batches[index], request(index), model().config());
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
