// The tasks, without files: examples in, results out. Each has an options struct, a result struct and a function.
// Results come in the order of the examples. A result depends on its example alone: not on its neighbours, not on
// batch_tokens, not on the number of threads.
//
// All functions throw Error(model) for a model of another head than the task's (Model::require) or of fewer than 3
// positions, and Error(usage) for a max_length below 3 or above the model's positions. A max_length of 0 stands for
// longest_input(). A Runner serves one call at a time; several Runners may share a Model, and any number of threads may
// share a Tokenizer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/export.h"
#include "electra/metrics.h"
#include "electra/model.h"
#include "electra/tokenizer.h"

namespace electra {

// How many tokens the longest input of a model has, [CLS] and [SEP] included: as many as the model has positions, or
// fewer if the tokenizer's files say so; at least 3.
ELECTRA_EXPORT int64_t longest_input(const Model& model, const Tokenizer& tokenizer);

// A text, or a pair of texts; an empty second one is none.
struct Text {
  std::string_view first;
  std::optional<std::string_view> second = std::nullopt;
};

// --- Replaced-token detection (REQUIRES head pretraining) ---

struct DetectReplacedOptions {
  int64_t max_length = 0;       // tokens of a window with [CLS] and [SEP]
  int64_t overlap = 64;         // how many pieces the neighbouring windows of a long text share
  int64_t batch_tokens = 1024;  // tokens of one packed batch; a longer window runs alone
};

// A word of BERT's pre-tokenizer: a run without white space and punctuation, or one punctuation mark.
struct JudgedWord {
  Span bytes;         // of the text
  float probability;  // of being replaced: the highest sigmoid of its pieces' logits
  // Its pieces are the tokens [token_begin, token_end) of the text.
  int64_t token_begin = 0;
  int64_t token_end = 0;
};

struct JudgedText {
  std::vector<JudgedWord> words;  // in order
  std::vector<float> logits;      // [tokens]: of [CLS], the pieces and [SEP]; empty for a text without words
};

ELECTRA_EXPORT std::vector<JudgedText> detect_replaced(Runner& runner, const Tokenizer& tokenizer,
                                                       std::span<const std::string_view> texts,
                                                       const DetectReplacedOptions& options);

// --- Masked-word prediction (REQUIRES head masked_lm) ---

struct MaskedText {
  std::string_view text;
  // For each [MASK] in order, the id that it stands for, if its probability is wanted; -1 for none. Missing ids count
  // as -1, and ids beyond the last mask are ignored.
  std::vector<int32_t> originals = {};
};

struct FillMaskOptions {
  int64_t top_k = 5;
  std::vector<int32_t> targets;  // only these ids are ranked; empty: the whole vocabulary
  int64_t max_length = 0;        // longer texts are cut
  int64_t batch_tokens = 1024;
};

struct Prediction {
  int32_t id;
  float probability;  // softmax over the whole vocabulary
};

struct FilledMask {
  Span bytes;                                      // of the [MASK] in the text
  std::vector<Prediction> predictions;             // best first, at most top_k; equal ones by id
  std::optional<double> original_log_probability;  // natural logarithm; of the mask's id in MaskedText::originals
};

struct FilledText {
  std::vector<FilledMask> masks;  // those inside the cut
  bool cut = false;               // the text was longer than max_length
};

ELECTRA_EXPORT std::vector<FilledText> fill_mask(Runner& runner, const Tokenizer& tokenizer,
                                                 std::span<const MaskedText> texts, const FillMaskOptions& options);

// --- Classification of texts (REQUIRES head classify) ---

struct ClassifyOptions {
  int64_t max_length = 0;  // longer texts are cut
  int64_t batch_tokens = 1024;
};

struct Classification {
  std::vector<float> logits;  // [num_labels]
  // [num_labels]: the softmax of the logits, or with several labels per text each one's sigmoid. Empty for a
  // regression.
  std::vector<float> probabilities;
  std::vector<float>
      values;        // [num_labels]: those of a regression, Google's STS on GLUE's scale from 0 to 5; else empty
  bool cut = false;  // the text was longer than max_length
};

// The kind of a model's labels: the one that its config names, else regression for one label, single_label for more.
ELECTRA_EXPORT ProblemType classify_problem(const Config& config);
// The factor that turns a regression's logit into its value.
ELECTRA_EXPORT float classify_scale(const Config& config);

ELECTRA_EXPORT std::vector<Classification> classify(Runner& runner, const Tokenizer& tokenizer,
                                                    std::span<const Text> texts, const ClassifyOptions& options);

// --- Multiple choice (REQUIRES head choose) ---

struct Question {
  std::string_view prompt;
  std::vector<std::string_view> choices;  // any number, from 1
};

struct ChooseOptions {
  int64_t max_length = 0;  // longer pairs of prompt and choice are cut
  int64_t batch_tokens = 1024;
};

struct Choice {
  int64_t best = 0;                  // the first of equal ones
  std::vector<float> logits;         // by choice
  std::vector<float> probabilities;  // softmax over the choices
  bool cut = false;                  // a choice with its prompt was longer than max_length
};

// REQUIRES: every question has a choice.
ELECTRA_EXPORT std::vector<Choice> choose(Runner& runner, const Tokenizer& tokenizer,
                                          std::span<const Question> questions, const ChooseOptions& options);

// --- Answers to questions (REQUIRES head qa) ---

struct ContextQuestion {
  std::string_view question;
  std::string_view context;
  bool may_have_no_answer = false;  // as in SQuAD 2.0
  // The gold answer, in bytes of the context, for the loss; an empty span means that there is none.
  std::optional<Span> right_answer = std::nullopt;
};

// A 0 in the first three stands for the number of the script that the head comes from, or for less where windows are
// small.
struct AnswerOptions {
  int64_t max_length = 0;  // tokens of a window: AnswerDefaults::max_length, at most longest_input()
  // With Transformers' heads, how many tokens neighbouring windows share; with Google's, how many tokens after a window
  // the next one begins. 0: 128, at most half of what the question leaves of a window.
  int64_t doc_stride = 0;
  int64_t max_query_length = 0;    // pieces; longer questions are cut: 64, at most a third of a window
  int64_t max_answer_length = 30;  // pieces
  int64_t n_best = 20;
  int64_t beam_size = google_beam_size;  // starts that Google's joint head follows; at most google_beam_size
  int64_t batch_tokens = 1024;
};

// The defaults of the scripts that the heads come from: Transformers' run_qa.py and, for the heads of Google's code
// (Config::google_task), its configure_finetuning.py.
struct AnswerDefaults {
  int64_t max_length;     // 384; Google's 512
  double null_threshold;  // 0; Google's -2.75. Null odds above it mean that there is no answer.
};
ELECTRA_EXPORT AnswerDefaults answer_defaults(const Config& config);

struct SpanAnswer {
  // With Transformers' heads the slice of the context; with Google's, what its final-text step makes of the slice; ""
  // for no answer.
  std::string text;
  Span bytes;                // of the context: the slice
  double probability = 0.0;  // softmax of start_logit + end_logit over n_best
  double start_logit = 0.0;  // with Google's joint head, both are log-probabilities
  double end_logit = 0.0;
};

struct Answer {
  std::vector<SpanAnswer> n_best;  // best first; never empty: the text "empty" says that no span is valid
  size_t best = 0;                 // index of the best one that is not ""
  double null_odds = 0.0;          // logit of no answer minus that of the best answer
  // One loss per window of the context, if the question has a right_answer and the head is Transformers'.
  std::vector<double> losses;
};

// Answers as Transformers' script does (run_qa.py, postprocess_qa_predictions); with the heads of Google's code
// (Config::google_task), as that code does (SpanBasedQAScorer; a question's answers differ in text). Throws
// Error(usage) for options under which a question of max_query_length leaves no room for its context, or, with
// Transformers' heads, no more than doc_stride tokens.
ELECTRA_EXPORT std::vector<Answer> answer(Runner& runner, const Tokenizer& tokenizer,
                                          std::span<const ContextQuestion> questions, const AnswerOptions& options);

// --- Tags of words (REQUIRES head tag) ---

struct TagOptions {
  int64_t max_length = 0;       // tokens of a window with [CLS] and [SEP]
  int64_t overlap = 64;         // pieces that neighbouring windows of a long sentence share
  int64_t batch_tokens = 1024;  // tokens of one packed batch; a longer window runs alone
};

struct WordTag {
  int32_t label;              // of the word's first piece: index in Config::id2label; the first one of equals
  float probability;          // softmax
  std::vector<float> logits;  // [num_labels]
};

// Tags every word of sentences that are already split. As in Google's code, a word without pieces, such as one of
// control characters, takes the logits of the piece that follows; at the end, those of [SEP].
ELECTRA_EXPORT std::vector<std::vector<WordTag>> tag_words(Runner& runner, const Tokenizer& tokenizer,
                                                           std::span<const std::vector<std::string>> sentences,
                                                           const TagOptions& options);

// The aggregation_strategy of Transformers' pipeline: how pieces become spans.
enum class Aggregation {
  none,    // every piece is a span
  simple,  // neighbouring pieces of one type are a span, unless the second one has a B- tag
  // The same with words in place of pieces. The label of a word is that of:
  first,    // its first piece
  average,  // the mean of its pieces' probabilities
  max,      // its piece with the highest probability
};

struct FoundSpan {
  Span bytes;         // of the text
  std::string label;  // type, "PER"; with Aggregation::none the tag, "B-PER"
  float probability;  // mean over its pieces or words
};

// Finds the spans of every text, in order. Spans of the label "O" are left out, as the pipeline does. If the model's
// tags have E- or S-, spans are made as in Google's code (TagScheme::google), which the pipeline cannot.
ELECTRA_EXPORT std::vector<std::vector<FoundSpan>> find_spans(Runner& runner, const Tokenizer& tokenizer,
                                                              std::span<const std::string_view> texts,
                                                              Aggregation aggregation, const TagOptions& options);

// The scheme of a model's tags (Config::id2label): google if some have E- or S-, else lenient.
ELECTRA_EXPORT TagScheme tag_scheme(std::span<const std::string> labels);

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
  int64_t max_length = 0;  // longer texts are cut
  int64_t batch_tokens = 1024;
};

struct Embedding {
  std::vector<float> values;       // [hidden_size]; with Pooling::none [tokens, hidden_size]
  std::vector<int32_t> token_ids;  // with Pooling::none: the tokens, [CLS] and [SEP] among them
  bool cut = false;                // the text was longer than max_length
};

// Throws Error(usage) for a layer that the model lacks.
ELECTRA_EXPORT std::vector<Embedding> embed(Runner& runner, const Tokenizer& tokenizer, std::span<const Text> texts,
                                            const EmbedOptions& options);

}  // namespace electra
