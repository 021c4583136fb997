#include <algorithm>
#include <atomic>
#include <cassert>
#include <optional>
#include <span>
#include <utility>

#include "electra/model.h"
#include "model/check_batch.h"
#include "model/loaded_model.h"

namespace electra {

using namespace internal;

namespace {

// The rows that a head reads, where it does not read all.
std::optional<std::vector<int32_t>> rows_read(HeadScope scope, const PackedBatch& batch) {
  const std::vector<int32_t>& starts = batch.sequence_starts;
  if (scope == HeadScope::first_tokens) return std::vector(starts.begin(), starts.end() - 1);
  if (scope != HeadScope::last_tokens) return std::nullopt;
  std::vector<int32_t> rows(starts.begin() + 1, starts.end());
  for (int32_t& row : rows) --row;
  return rows;
}

// Moves the wanted rows to the front.
void keep_rows(Rows hidden, int64_t columns, std::span<const int32_t> wanted) {
  for (size_t i = 0; i < wanted.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    if (wanted[i] != row) std::copy_n(hidden.from(wanted[i]).data, columns, hidden.from(row).data);
  }
}

}  // namespace

class Runner::State {
 public:
  Model model;
  const LoadedModel& parts;  // of the model
  Team team;
  std::vector<Workspace> workspaces;     // by member
  std::vector<Activations> activations;  // by member; a batch that all share uses the first
  std::atomic<int64_t> tokens = 0;       // of batches that were run

  State(Model runner_model, int threads)
      : model(std::move(runner_model)),
        parts(*model.loaded_),
        team(threads),
        workspaces(static_cast<size_t>(threads)),
        activations(static_cast<size_t>(threads)) {}

  Output run(const PackedBatch& batch, const Request& request, Workers workers, Activations& scratch);
};

Output Runner::State::run(const PackedBatch& batch, const Request& request, Workers workers, Activations& scratch) {
  const SingleThreadedProducts single;
  Output output;
  if (batch.tokens() == 0) return output;
  const HeadLayer* head = parts.head_layer.get();
  const auto head_rows = head == nullptr ? std::nullopt : rows_read(head->scope(), batch);
  const bool whole_layers = request.hidden_states || request.attentions;
  Request encoder_request = request;
  if (head_rows && !whole_layers) encoder_request.rows = head_rows;
  const Rows hidden = parts.encoder->run(batch, encoder_request, workers, scratch, output);
  if (head_rows && whole_layers) keep_rows(hidden, parts.config.hidden_size, *head_rows);

  const auto& rows = head_rows ? head_rows : request.rows;
  const int64_t count = rows ? static_cast<int64_t>(rows->size()) : batch.tokens();
  if (head != nullptr) {
    head->run(batch, hidden, count, workers, output);
  } else {
    output.last_hidden_state.assign(hidden.data, hidden.data + count * parts.config.hidden_size);
  }
  tokens += batch.tokens();
  return output;
}

Runner::Runner(Model model, int threads) : state_(std::make_unique<State>(std::move(model), threads)) {}
Runner::Runner(Runner&&) noexcept = default;
Runner& Runner::operator=(Runner&&) noexcept = default;
Runner::~Runner() = default;

const Model& Runner::model() const { return state_->model; }
int Runner::threads() const { return state_->team.size(); }
int64_t Runner::tokens() const { return state_->tokens; }

void Runner::run(std::span<const PackedBatch> batches, std::span<const Request> requests,
                 const std::function<void(size_t, Output)>& consume) {
  assert(requests.size() == batches.size() || requests.size() == 1);
  const auto request = [&](size_t index) -> const Request& { return requests[requests.size() == 1 ? 0 : index]; };
  for (size_t index = 0; index < batches.size(); ++index) check_batch(batches[index], request(index), state_->parts);
  const auto count = static_cast<int64_t>(batches.size());
  if (count < threads()) {
    // Too few for everybody: all work on one after the other.
    for (size_t index = 0; index < batches.size(); ++index) {
      const Workers everybody(state_->team, state_->workspaces);
      consume(index, state_->run(batches[index], request(index), everybody, state_->activations.front()));
    }
  } else {
    state_->team.run(count, [&](int64_t task, int member) {
      const auto index = static_cast<size_t>(task);
      const auto m = static_cast<size_t>(member);
      consume(index,
              state_->run(batches[index], request(index), Workers(state_->workspaces[m]), state_->activations[m]));
    });
  }
}

Output Runner::run(const PackedBatch& batch, const Request& request) {
  Output result;
  run(std::span(&batch, 1), std::span(&request, 1), [&](size_t, Output output) { result = std::move(output); });
  return result;
}

}  // namespace electra
