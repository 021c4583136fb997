// What the commands do, without files: texts in, results out. One options struct, one result struct and one function
// per task. Results come in the order of the texts, and a text's result never depends on its neighbours, on
// batch_tokens or on the number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/model.h"
#include "electra/tokenizer.h"

namespace electra {

// A text, or a pair of texts; an empty second one is none.
struct Text {
  std::string_view first;
  std::optional<std::string_view> second = std::nullopt;
};

// --- Replaced-token detection (REQUIRES head pretraining) ---

struct DetectReplacedOptions {
  int64_t max_length = 0;       // tokens of a window with [CLS] and [SEP]; 0: max_position_embeddings
  int64_t overlap = 64;         // pieces that neighbouring windows of a long text share
  int64_t batch_tokens = 1024;  // tokens of one packed batch; a longer window runs alone
};

// A word of BERT's pre-tokenizer: a run without white space and punctuation, or one punctuation mark.
struct ScoredWord {
  Span bytes;   // of the text
  float score;  // highest sigmoid of the logits of its pieces: the probability of being replaced
};

// The words of every text, in order.
std::vector<std::vector<ScoredWord>> detect_replaced(Runner& runner, const Tokenizer& tokenizer,
                                                     std::span<const std::string_view> texts,
                                                     const DetectReplacedOptions& options);

// --- Masked-word prediction (REQUIRES head masked_lm) ---

struct FillMaskOptions {
  int64_t top_k = 5;
  std::vector<int32_t> targets;  // rank only these ids; empty: the whole vocabulary
  int64_t max_length = 0;        // longer texts are cut; 0: max_position_embeddings
  int64_t batch_tokens = 1024;
};

struct Prediction {
  int32_t id;
  float probability;  // softmax over the whole vocabulary
};

struct FilledMask {
  Span bytes;                           // of the [MASK] in the text
  std::vector<Prediction> predictions;  // best first, at most top_k; equal ones by id
};

struct FilledText {
  std::vector<FilledMask> masks;  // those inside the cut
  bool cut = false;               // the text was longer than max_length
};

std::vector<FilledText> fill_mask(Runner& runner, const Tokenizer& tokenizer, std::span<const std::string_view> texts,
                                  const FillMaskOptions& options);

// --- Classification of texts (REQUIRES head classify) ---

struct ClassifyOptions {
  int64_t max_length = 0;  // longer texts are cut; 0: max_position_embeddings
  int64_t batch_tokens = 1024;
};

struct Classification {
  std::vector<float> logits;  // [num_labels]
  // [num_labels]: the softmax of the logits; with several labels per text each one's sigmoid; in regression the values
  // themselves, Google's STS in GLUE's scale from 0 to 5.
  std::vector<float> scores;
  bool cut = false;  // the text was longer than max_length
};

// What the labels of a model are: what its config says, else regression for one label and single_label for more.
ProblemType classify_problem(const Config& config);
// What a regression's logit is multiplied with to be its score.
float classify_scale(const Config& config);

std::vector<Classification> classify(Runner& runner, const Tokenizer& tokenizer, std::span<const Text> texts,
                                     const ClassifyOptions& options);

// --- Multiple choice (REQUIRES head choose) ---

struct Question {
  std::string_view prompt;
  std::vector<std::string_view> choices;  // any number, from 1
};

struct ChooseOptions {
  int64_t max_length = 0;  // longer pairs of prompt and choice are cut; 0: max_position_embeddings
  int64_t batch_tokens = 1024;
};

struct Choice {
  int64_t best = 0;                  // the first of equal ones
  std::vector<float> logits;         // by choice
  std::vector<float> probabilities;  // softmax over the choices
  bool cut = false;                  // a choice with its prompt was longer than max_length
};

// REQUIRES: every question has a choice.
std::vector<Choice> choose(Runner& runner, const Tokenizer& tokenizer, std::span<const Question> questions,
                           const ChooseOptions& options);

// --- Embeddings (REQUIRES head model) ---

enum class Pooling {
  mean,  // over all tokens, [CLS] and [SEP] among them
  cls,   // the first token
  max,   // of every component over all tokens
  none,  // every token
};

struct EmbedOptions {
  Pooling pooling = Pooling::mean;
  int64_t layer = -1;      // 0: the embeddings, 1 the first layer, ...; from the end if negative
  bool normalize = false;  // each vector to length 1
  int64_t max_length = 0;  // longer texts are cut; 0: max_position_embeddings
  int64_t batch_tokens = 1024;
};

struct Embedding {
  std::vector<float> values;       // [hidden_size]; with Pooling::none [tokens, hidden_size]
  std::vector<int32_t> token_ids;  // with Pooling::none: the tokens, [CLS] and [SEP] among them
  bool cut = false;                // the text was longer than max_length
};

// Throws Error(usage) for a layer that the model lacks.
std::vector<Embedding> embed(Runner& runner, const Tokenizer& tokenizer, std::span<const Text> texts,
                             const EmbedOptions& options);

}  // namespace electra
