// A loaded model, batches of token sequences, and the runner that computes what a model makes of a batch.
//
// Shapes: T tokens of a batch, B sequences, H hidden_size, E embedding_size, V vocab_size, L num_labels. All arrays are
// row-major.
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
#include "electra/precision.h"
#include "electra/tokenizer.h"

namespace electra {

// The tokens of many sequences end to end, without padding.
struct PackedBatch {
  std::vector<int32_t> token_ids;              // [T]; with inputs_embeds the ids are ignored, only the size counts
  std::vector<int32_t> token_type_ids;         // [T]
  std::vector<int32_t> position_ids;           // [T]
  std::vector<int32_t> sequence_starts = {0};  // [B + 1], from 0 to T, ascending: no sequence is empty

  // All of the following are optional; empty: absent.
  // Size [T]: no token attends to a token with 0, but that token is computed itself. Or one square [N, N] per sequence,
  // one after the other, N being its length: element [i, j] is not 0 if token i attends to token j.
  std::vector<uint8_t> attention_mask;
  std::vector<float> inputs_embeds;  // [T, E]; takes the place of the word embeddings
  std::vector<float> head_mask;  // [num_hidden_layers, num_attention_heads]; scales attention probabilities. Not for
                                 // a model with pruned heads

  int64_t tokens() const { return sequence_starts.back(); }
  int64_t sequences() const { return static_cast<int64_t>(sequence_starts.size()) - 1; }
  // Appends a sequence with the positions 0, 1, …. REQUIRES: equal sizes.
  ELECTRA_EXPORT void add(std::span<const int32_t> ids, std::span<const int32_t> token_types);
  void add(const Encoding& encoding) { add(encoding.ids, encoding.token_type_ids); }
};

// What to compute for a batch.
struct Request {
  bool hidden_states = false;  // also return the states of the embeddings and of every layer
  bool attentions = false;     // also return the attention probabilities of every layer
  // The tokens whose head outputs are wanted: ascending indices into the batch. Nothing: all tokens. The last layer and
  // the head compute these rows alone. Not allowed with hidden_states or attentions, nor with a head that answers for
  // whole sequences (classify, choose, Google's qa).
  std::optional<std::vector<int32_t>> rows = std::nullopt;
};

// The number of starts that Google's joint question-answering head follows, and of ends that it follows for each start.
inline constexpr int64_t google_beam_size = 20;

// What Google's joint head (Config::joint_prediction) predicts for one sequence of N tokens; K = min(google_beam_size,
// N). A token's index counts from 0 in its sequence. Log-probabilities are natural logarithms. The best come first;
// equal ones are in the order of their tokens. The names are Google's.
struct AnswerBeam {
  std::vector<int32_t> start_top_index;    // [K]
  std::vector<float> start_top_log_probs;  // [K]
  std::vector<int32_t> end_top_index;      // [K, K]: a row of ends for each start
  std::vector<float> end_top_log_probs;    // [K, K]
};

// What a batch gives. `rows` is the size of Request::rows, or T without them. The numbers are those that the model
// computes, be they NaN or infinite; the functions of tasks.h refuse these.
struct Output {
  std::vector<float> last_hidden_state;  // [rows, H]; head `model` only
  // By head: pretraining [rows], masked_lm and causal_lm [rows, V], tag [rows, L], classify [B, L], choose [B]. With
  // choose each sequence is one choice; the caller applies the softmax over the choices of a question. Unless
  // summary_type is first, Transformers counts padding in: for its numbers pad the choices of a question to one length,
  // with 0 in attention_mask.
  std::vector<float> logits;
  // [rows]; head `qa` only. Google's head (ElectraForGoogleQuestionAnswering) adds -1000 to both logits of a token that
  // cannot be part of an answer: one with token type 0, or with 0 in an attention_mask of size [T]. It spares the first
  // token of a sequence, which stands for no answer.
  std::vector<float> start_logits;
  std::vector<float> end_logits;         // empty with Config::joint_prediction
  std::vector<float> answerable_logits;  // [B] with Config::answerable_classifier; high: the question has no answer
  std::vector<AnswerBeam> answer_beams;  // [B] with Config::joint_prediction
  std::vector<std::vector<float>> hidden_states;  // num_hidden_layers + 1 times [T, H]
  std::vector<std::vector<float>> attentions;     // num_hidden_layers times, per sequence of length N: [heads, N, N];
                                                  // heads is Config::heads_of_layer
};

namespace internal {
struct LoadedModel;
class TensorStore;
}  // namespace internal

// Opens the weights of a directory that has none in PyTorch's safetensors, or returns null if it finds none either.
// Throws as Model::load does. electra::converters::open_weights (electra/converters.h, a library of its own) reads
// those of PyTorch, TensorFlow and Flax.
using OpenWeights = std::function<std::shared_ptr<const internal::TensorStore>(const std::filesystem::path& directory)>;

struct LoadOptions {
  // Nothing: the head of architectures[0], else the only one in the file, else Head::model.
  std::optional<Head> head = std::nullopt;
  // A seed. If the file has nothing of the head, the head gets random weights from this seed. Nothing: a head that the
  // file lacks is an error.
  std::optional<uint64_t> random_head = std::nullopt;
  std::optional<Precision> precision = std::nullopt;  // nothing: int8 if the weights are stored so, else f32
  int threads = 1;                                    // they pack the weights, no more; at least 1
  OpenWeights other_weights = nullptr;                // nothing: weights are read from safetensors alone
};

// The weights of one model, in the layout that the encoder computes with. A Model is immutable: any number of threads
// may use it at the same time. Copies and Runners share the weights; the last of them frees the weights.
class ELECTRA_EXPORT Model {
 public:
  // Reads config.json and model.safetensors (or the shards that model.safetensors.index.json lists) of a directory.
  // Throws what read_config throws; Error(io) for files that cannot be read; Error(model) with a message that lists
  // every missing and misshapen tensor, says in the words of require() which head is missing, or names what the head
  // cannot do (summary_type "attn"; Transformers' qa with other than two labels).
  static Model load(const std::filesystem::path& directory, const LoadOptions& options = {});

  const Config& config() const;
  Head head() const;
  // Of its packed weights: LoadOptions::precision, or what that stands for.
  Precision precision() const;
  // Throws Error(model) if the model has another head: "DIRECTORY: has a replaced-token head; classify needs a
  // sequence-classification head".
  void require(Head head) const;
  // Oddities that loading could work with: labels that contradict each other, names of tensors with a prefix that
  // Transformers does not write, tensors that no part of ELECTRA owns, weights that are NaN or infinite, a head with
  // random weights.
  const std::vector<std::string>& warnings() const;

 private:
  friend class Pipeline;
  friend class Runner;
  static Model load(const std::filesystem::path& directory, Config config, const LoadOptions& options);
  explicit Model(std::shared_ptr<const internal::LoadedModel> loaded);
  std::shared_ptr<const internal::LoadedModel> loaded_;
};

// Runs batches on a fixed number of threads. Not thread-safe: a Runner serves one caller at a time. For several callers
// make several Runners of one Model.
class ELECTRA_EXPORT Runner {
 public:
  // REQUIRES: threads >= 1.
  Runner(Model model, int threads);
  Runner(Runner&&) noexcept;
  Runner& operator=(Runner&&) noexcept;
  ~Runner();

  // Checks all batches, then runs them. With at least as many batches as threads, each thread runs whole batches; with
  // fewer, all threads share each batch, one after the other. The numbers are the same in both cases.
  // `requests` has one element per batch, or one for all (REQUIRES). `consume` gets the output of a batch as soon as it
  // is there, in any order of batches, and on a thread that computed it: several of its calls may run at the same time.
  // Throws Error(usage) for vectors whose sizes contradict each other, for an empty sequence and for rows that Request
  // does not allow; Error(input) for ids, types or positions outside of the model's tables and, with relative
  // positions, for a sequence longer than max_position_embeddings.
  void run(std::span<const PackedBatch> batches, std::span<const Request> requests,
           const std::function<void(size_t batch, Output output)>& consume);
  Output run(const PackedBatch& batch, const Request& request = {});

  const Model& model() const;
  int threads() const;
  // Number of tokens of all batches so far. Another thread may ask while batches run.
  int64_t tokens() const;

 private:
  class ELECTRA_HIDDEN State;
  std::unique_ptr<State> state_;
};

// The kind of labels that a classify head predicts. Config::problem_type names it. If that is empty: regression for one
// label; for more, single_label with integers as labels and multi_label with floats.
enum class LabelType { integers, floats };
ELECTRA_EXPORT ProblemType problem_type(const Config& config, LabelType labels);

}  // namespace electra
