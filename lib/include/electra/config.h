// The architecture of one ELECTRA model: config.json of the model directory.
//
// Field names, meanings and defaults are those of Transformers' ElectraConfig. A Config obtained from read_config has
// been checked: every size is positive and within the limits below, and num_attention_heads divides hidden_size.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/export.h"

namespace electra {

// The element-wise functions of Transformers' ACT2FN that have no parameters of their own.
enum class Activation {
  gelu,        // x * Phi(x), with erf; also written gelu_python
  gelu_10,     // gelu clipped to [-10, 10]
  gelu_new,    // the tanh approximation; also gelu_pytorch_tanh, gelu_python_tanh, gelu_accurate, gelu_fast
  laplace,     // (1 + erf((x - 0.707107) / (0.282095 sqrt(2)))) / 2
  leaky_relu,  // slope 0.01
  linear,
  mish,
  quick_gelu,  // x * sigmoid(1.702 x)
  relu,
  relu2,  // relu squared
  relu6,
  sigmoid,
  silu,  // also swish
  tanh,
};

// The Activation that Transformers calls `name`; nothing for an unknown name and for one with weights (prelu, xielu).
ELECTRA_EXPORT std::optional<Activation> activation_by_name(std::string_view name);
// The names that activation_by_name knows, "gelu, gelu_10, ...", as error messages list them.
ELECTRA_EXPORT std::string activation_names();

enum class PositionEmbeddingType { absolute, relative_key, relative_key_query };

// The largest sizes that read_config accepts. They are far above those of every model that exists. The product of any
// two of them, in bytes, fits into 64 bits.
inline constexpr int64_t max_vocab_size = int64_t{1} << 24;
inline constexpr int64_t max_hidden_size = int64_t{1} << 16;  // also for embedding_size and num_attention_heads
inline constexpr int64_t max_intermediate_size = int64_t{1} << 20;
inline constexpr int64_t max_hidden_layers = 1024;
inline constexpr int64_t max_positions = int64_t{1} << 20;
inline constexpr int64_t max_type_vocab_size = int64_t{1} << 16;
inline constexpr int64_t max_labels = int64_t{1} << 20;

struct Config {
  std::vector<std::string> architectures;  // class names, "ElectraForPreTraining"; may be empty

  int64_t vocab_size = 30522;
  int64_t embedding_size = 128;
  int64_t hidden_size = 256;
  int64_t num_hidden_layers = 12;
  int64_t num_attention_heads = 4;
  int64_t intermediate_size = 1024;
  std::string hidden_act = "gelu";  // a name that activation_by_name knows
  int64_t max_position_embeddings = 512;
  int64_t type_vocab_size = 2;
  float layer_norm_eps = 1e-12F;
  float initializer_range = 0.02F;
  int64_t pad_token_id = 0;  // -1: none
  PositionEmbeddingType position_embedding_type = PositionEmbeddingType::absolute;
  bool tie_word_embeddings = true;
  bool is_decoder = false;  // a token attends to those before it and itself alone, whatever the head
  // By layer, its attention heads that were cut out of the weights, ascending; each layer keeps at least one. The heads
  // that are left close up: they are numbered anew.
  std::map<int64_t, std::vector<int64_t>> pruned_heads;

  // Only training uses these. They are kept because a converted model states them.
  float hidden_dropout_prob = 0.1F;
  float attention_probs_dropout_prob = 0.1F;
  std::optional<float> classifier_dropout;  // nothing: hidden_dropout_prob
  float summary_last_dropout = 0.1F;

  // How the multiple-choice head summarises a sequence. read_config accepts any string; Model::load throws if the head
  // cannot do it.
  std::string summary_type = "first";
  bool summary_use_proj = true;
  std::string summary_activation = "gelu";  // empty: none

  // Labels of classification heads; id2label has num_labels entries, "LABEL_0", ... where the file names none.
  int64_t num_labels = 2;
  std::vector<std::string> id2label = {"LABEL_0", "LABEL_1"};
  // "regression", "single_label_classification", "multi_label_classification", or empty: not stated
  std::string problem_type;
  // What classify makes of logits (ClassifyActivation): "none", "sigmoid", "softmax", or empty: not stated
  std::string function_to_apply;

  // The task that Google's code fine-tuned the model for, as that code calls it: "squad" (lib/format/FORMAT.md). Empty
  // for other models. Where Google's code and Transformers interpret logits differently, a model with a task follows
  // Google's.
  std::string google_task;
  // The parts of Google's question-answering head, under the names of its hparams.
  bool joint_prediction = false;              // the end is predicted given the start
  bool answerable_classifier = false;         // a layer says whether there is an answer
  bool answerable_uses_start_logits = false;  // that layer also sees the states at the likely starts

  // Oddities that read_config could work with: a num_labels that contradicts id2label.
  std::vector<std::string> warnings;

  int64_t head_size() const { return hidden_size / num_attention_heads; }
  // The attention heads that a layer has.
  int64_t heads_of_layer(int64_t layer) const {
    const auto pruned = pruned_heads.find(layer);
    return num_attention_heads - (pruned == pruned_heads.end() ? 0 : static_cast<int64_t>(pruned->second.size()));
  }
  bool has_embeddings_project() const { return embedding_size != hidden_size; }
  bool operator==(const Config&) const = default;
};

// Reads and checks a config.json. Ignores unknown keys; if a key is repeated, its last value counts. Throws Error(io)
// for a file that cannot be read. Throws Error(model) for text that is not a JSON object, a wrong type, an impossible
// value, another model_type, quantised weights and cross-attention; the message names the file, the key, its value and
// what is accepted.
ELECTRA_EXPORT Config read_config(const std::filesystem::path& file);

// The same for the text of a config.json. `file` is not read; only messages name it.
ELECTRA_EXPORT Config parse_config(std::string_view text, const std::filesystem::path& file);

}  // namespace electra
