// A loaded model, batches of token sequences, and the runner that turns one into the other's logits.
//
// Shapes: T tokens of a batch, B sequences, H hidden_size, E embedding_size, V vocab_size, L num_labels. All tensors
// are row-major float32.
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
#include "electra/export.h"
#include "electra/head.h"
#include "electra/losses.h"
#include "electra/tokenizer.h"

namespace electra {

// The tokens of many sequences end to end, without padding.
struct PackedBatch {
  std::vector<int32_t> token_ids;              // [T]; ignored where inputs_embeds is given, but its size still counts
  std::vector<int32_t> token_type_ids;         // [T]
  std::vector<int32_t> position_ids;           // [T]
  std::vector<int32_t> sequence_starts = {0};  // [B + 1], first 0, last T

  // Optional, empty if absent:
  // [T]: a token with 0 is computed, but no token attends to it. Or, per sequence of length N, [N, N]: row i says which
  // tokens token i attends to.
  std::vector<uint8_t> attention_mask;
  std::vector<float> inputs_embeds;  // [T, E]; takes the place of the word embeddings
  std::vector<float> head_mask;      // [num_hidden_layers, num_attention_heads]; scales attention probabilities

  int64_t tokens() const { return sequence_starts.back(); }
  int64_t sequences() const { return static_cast<int64_t>(sequence_starts.size()) - 1; }
  // Appends a sequence with positions 0, 1, ….
  ELECTRA_EXPORT void add(std::span<const int32_t> ids, std::span<const int32_t> token_types);
  void add(const Encoding& encoding) { add(encoding.ids, encoding.token_type_ids); }
};

// What to compute for a batch.
struct Request {
  bool hidden_states = false;  // of the embeddings and of every layer
  bool attentions = false;     // probabilities of every layer
  // The tokens whose head outputs are wanted (ascending); nothing: all. The last layer and the head compute these rows
  // alone. Not with hidden_states or attentions, nor with a head for whole sequences (classify, choose, and Google's
  // qa), which chooses its rows itself.
  std::optional<std::vector<int32_t>> rows = std::nullopt;
};

// How many starts Google's joint question-answering head follows, and how many ends of each.
inline constexpr int64_t google_beam_size = 20;

// What Google's joint head (Config::joint_prediction) predicts for a sequence of N tokens; K = min(google_beam_size,
// N). Tokens count from 0 in their sequence. Log-probabilities are natural logarithms, best first, equal ones by token.
// The names are Google's.
struct AnswerBeam {
  std::vector<int32_t> start_top_index;    // [K]
  std::vector<float> start_top_log_probs;  // [K]
  std::vector<int32_t> end_top_index;      // [K, K]: the ends for each start
  std::vector<float> end_top_log_probs;    // [K, K]
};

struct Output {
  std::vector<float> last_hidden_state;  // [rows, H]; head `model` only
  // [rows] pretraining, [rows, V] masked_lm, [rows, L] tag, [B, L] classify, [B] choose. The sequences of choose are
  // the choices of one question: one softmax goes over their logits. With summary_type last or mean, Transformers
  // counts padding in; for its numbers the choices have to be padded to one length.
  std::vector<float> logits;
  // [rows]; head `qa` only. Google's head (ElectraForGoogleQuestionAnswering) adds -1000 to both of a token that cannot
  // be an answer: one with type 0 or attention_mask 0 (one per token), but for the first token of a sequence.
  std::vector<float> start_logits;
  std::vector<float> end_logits;         // empty with Config::joint_prediction
  std::vector<float> answerable_logits;  // [B] with Config::answerable_classifier: high where there is no answer
  std::vector<AnswerBeam> answer_beams;  // [B] with Config::joint_prediction
  std::vector<std::vector<float>> hidden_states;  // num_hidden_layers + 1 times [T, H]
  std::vector<std::vector<float>> attentions;     // num_hidden_layers times, per sequence of length N: [heads, N, N]
};

struct LoadOptions {
  // Nothing: the head of architectures[0], else the only one in the file, else Head::model.
  std::optional<Head> head = std::nullopt;
  // A seed, with which a head that the file lacks gets random weights; nothing: such a head is an error.
  std::optional<uint64_t> random_head = std::nullopt;
  int threads = 1;  // for packing the weights only
};

namespace internal {
struct LoadedModel;
}

// The weights of one model, packed for the products of the encoder. They are immutable, and live as long as the last
// copy of the Model and the last Runner that share them. Any number of threads may use one.
class ELECTRA_EXPORT Model {
 public:
  // Reads config.json and model.safetensors (or the shards of its index) of a directory. Throws Error(model) that lists
  // every missing and misshapen tensor, names the head that is missing, as require() does, or names what the head
  // cannot do (summary_type "attn"; qa with other than two labels); Error(io) for files that cannot be read.
  static Model load(const std::filesystem::path& directory, const LoadOptions& options = {});

  const Config& config() const;
  Head head() const;
  // Throws Error(model) for a model of another head: "DIRECTORY: has a replaced-token head; classify needs a
  // sequence-classification head".
  void require(Head head) const;
  // What is odd but usable: tensors that no part of ELECTRA owns, NaN weights, a random head.
  const std::vector<std::string>& warnings() const;

 private:
  friend class Runner;
  explicit Model(std::shared_ptr<const internal::LoadedModel> loaded);
  std::shared_ptr<const internal::LoadedModel> loaded_;
};

// Runs batches on a fixed number of threads. One Runner serves one caller at a time.
class ELECTRA_EXPORT Runner {
 public:
  // REQUIRES: threads >= 1.
  Runner(Model model, int threads);
  Runner(Runner&&) noexcept;
  Runner& operator=(Runner&&) noexcept;
  ~Runner();

  // With at least as many batches as threads, each thread runs whole batches; with fewer, the threads share every batch
  // by rows and heads. The numbers are the same. `requests` has one element per batch, or one for all.
  // `consume` gets the output of a batch as soon as it is there, on the thread that computed it: its calls overlap.
  // Throws Error(usage) for vectors whose sizes contradict each other, Error(input) for ids, types or positions outside
  // the model's tables.
  void run(std::span<const PackedBatch> batches, std::span<const Request> requests,
           const std::function<void(size_t batch, Output output)>& consume);
  Output run(const PackedBatch& batch, const Request& request = {});

  const Model& model() const;
  int threads() const;

 private:
  class ELECTRA_HIDDEN State;
  std::unique_ptr<State> state_;
};

// The kind of a classify head's labels: the one that its config names, else num_labels and the labels' type decide.
enum class LabelType { integers, floats };
ELECTRA_EXPORT ProblemType problem_type(const Config& config, LabelType labels);

}  // namespace electra
