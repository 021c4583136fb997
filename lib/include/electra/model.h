// A loaded model, batches of token sequences, and the runner that turns one into the other's logits.
//
// Shapes: T tokens of a batch, B sequences, H hidden_size, E embedding_size, V vocab_size, L labels. All tensors are
// row-major float32.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/config.h"
#include "electra/tokenizer.h"

namespace electra {

// What stands on top of the encoder. The names in quotes are those of `electra forward --head`.
enum class Head {
  model,        // "model": nothing, the last hidden state
  pretraining,  // "pretraining": replaced-token detection, one logit per token
  masked_lm,    // "masked-lm": V logits per token
  classify,     // "classify": L logits per sequence
  choose,       // "choose": one logit per sequence, a choice
  tag,          // "tag": L logits per token
  qa,           // "qa": two logits per token
};

std::string_view head_name(Head head);
std::optional<Head> head_by_name(std::string_view name);
// The head of a Transformers class name ("ElectraForPreTraining"), or nothing for an unknown one.
std::optional<Head> head_of_architecture(std::string_view architecture);

// The tokens of many sequences end to end, without padding.
struct PackedBatch {
  std::vector<int32_t> token_ids;              // [T]; ignored where inputs_embeds is given, but its size still counts
  std::vector<int32_t> token_type_ids;         // [T]
  std::vector<int32_t> position_ids;           // [T]
  std::vector<int32_t> sequence_starts = {0};  // [B + 1], first 0, last T

  // Optional, empty if absent:
  // [T]: a token with 0 is computed but nobody attends to it; or, per sequence of length N, [N, N]: what each token may
  // attend to.
  std::vector<uint8_t> attention_mask;
  std::vector<float> inputs_embeds;  // [T, E]; takes the place of the word embeddings
  std::vector<float> head_mask;      // [num_hidden_layers, num_attention_heads]; scales attention probabilities

  int64_t tokens() const { return sequence_starts.back(); }
  int64_t sequences() const { return static_cast<int64_t>(sequence_starts.size()) - 1; }
  // Appends a sequence with positions 0, 1, ….
  void add(std::span<const int32_t> ids, std::span<const int32_t> token_types);
  void add(const Encoding& encoding) { add(encoding.ids, encoding.token_type_ids); }
};

// What to compute for a batch.
struct Request {
  bool hidden_states = false;  // of the embeddings and of every layer
  bool attentions = false;     // probabilities of every layer
  // The tokens whose head outputs are wanted (ascending); nothing: all. Only these rows are computed in the last layer
  // and the head. Cannot be combined with hidden_states or attentions.
  std::optional<std::vector<int32_t>> rows = std::nullopt;
};

struct Output {
  std::vector<float> last_hidden_state;           // [rows, H]; head `model` only
  std::vector<float> logits;                      // [rows] or [rows, V]; the other heads
  std::vector<std::vector<float>> hidden_states;  // num_hidden_layers + 1 times [T, H]
  std::vector<std::vector<float>> attentions;     // num_hidden_layers times, per sequence of length N: [heads, N, N]
};

struct LoadOptions {
  // Default: that of architectures[0], else the only one in the file.
  std::optional<Head> head = std::nullopt;
  // A seed: a head that the file lacks gets random weights instead of an error.
  std::optional<uint64_t> random_head = std::nullopt;
  int threads = 1;  // for packing the weights only
};

// The weights of one model, packed for the products of the encoder. Immutable; any number of Runners share one.
class Model {
 public:
  // Reads config.json and model.safetensors (or the shards of its index) of a directory. Throws Error(model) that lists
  // every missing and misshapen tensor, Error(io) for files that cannot be read.
  static Model load(const std::filesystem::path& directory, const LoadOptions& options = {});

  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  const Config& config() const;
  Head head() const;
  // What loading found odd but usable: tensors that no part of ELECTRA owns, NaN weights, a random head.
  const std::vector<std::string>& warnings() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Model(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Runs batches on a fixed number of threads. One Runner serves one caller at a time; the Model must outlive it.
class Runner {
 public:
  // REQUIRES: threads >= 1.
  Runner(const Model& model, int threads);
  ~Runner();

  // Several batches: each thread runs whole batches. One batch: the threads share it by rows and heads. The numbers are
  // the same either way. requests has one element per batch, or is one for all.
  // `consume` gets the output of each batch as soon as it is there, on the thread that computed it: calls for different
  // batches overlap. Throws Error(usage) for vectors whose sizes contradict each other, Error(input) for ids, types or
  // positions outside the model's tables.
  void run(std::span<const PackedBatch> batches, std::span<const Request> requests,
           const std::function<void(size_t batch, Output output)>& consume);
  Output run(const PackedBatch& batch, const Request& request = {});

  const Model& model() const;
  int threads() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The mean loss that Transformers reports for these logits.
// Replaced-token head: binary cross-entropy over the tokens whose mask is not 0 (an empty mask counts all).
float replaced_token_loss(std::span<const float> logits, std::span<const int64_t> labels,
                          std::span<const uint8_t> mask);
// Softmax cross-entropy over rows [rows, classes]; rows labelled ignored_label do not count; NaN if none counts.
inline constexpr int64_t ignored_label = -100;
float cross_entropy_loss(std::span<const float> logits, int64_t classes, std::span<const int64_t> labels);

}  // namespace electra
