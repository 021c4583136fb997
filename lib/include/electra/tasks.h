// What the commands do, without files: texts in, results out. One options struct, one result struct and one function
// per task. Results come in the order of the texts, and a text's result never depends on its neighbours, on
// batch_tokens or on the number of threads.
//
// All functions throw Error(usage) for a max_length below 3 or above the model's positions, and Error(model) for a
// model of fewer than 3. A Runner is for one call at a time; several of them may share a Model, and a Tokenizer serves
// any number of threads.
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
  // Its pieces among the tokens of the text.
  int64_t token_begin = 0;
  int64_t token_end = 0;
};

struct ScoredText {
  std::vector<ScoredWord> words;  // in order
  std::vector<float> logits;      // of every token: [CLS], the pieces, [SEP]; none of a text without words
};

ELECTRA_EXPORT std::vector<ScoredText> detect_replaced(Runner& runner, const Tokenizer& tokenizer,
                                                       std::span<const std::string_view> texts,
                                                       const DetectReplacedOptions& options);

// --- Masked-word prediction (REQUIRES head masked_lm) ---

struct MaskedText {
  std::string_view text;
  // The ids that its [MASK] stand for, in order, whose probabilities are wanted; -1: none. May be fewer or more of
  // them.
  std::vector<int32_t> originals = {};
};

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
  Span bytes;                                      // of the [MASK] in the text
  std::vector<Prediction> predictions;             // best first, at most top_k; equal ones by id
  std::optional<double> original_log_probability;  // of its id in MaskedText::originals
};

struct FilledText {
  std::vector<FilledMask> masks;  // those inside the cut
  bool cut = false;               // the text was longer than max_length
};

ELECTRA_EXPORT std::vector<FilledText> fill_mask(Runner& runner, const Tokenizer& tokenizer,
                                                 std::span<const MaskedText> texts, const FillMaskOptions& options);

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
ELECTRA_EXPORT ProblemType classify_problem(const Config& config);
// What a regression's logit is multiplied with to be its score.
ELECTRA_EXPORT float classify_scale(const Config& config);

ELECTRA_EXPORT std::vector<Classification> classify(Runner& runner, const Tokenizer& tokenizer,
                                                    std::span<const Text> texts, const ClassifyOptions& options);

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
ELECTRA_EXPORT std::vector<Choice> choose(Runner& runner, const Tokenizer& tokenizer,
                                          std::span<const Question> questions, const ChooseOptions& options);

// --- Answers to questions (REQUIRES head qa) ---

struct ContextQuestion {
  std::string_view question;
  std::string_view context;
  bool may_have_no_answer = false;  // as in SQuAD 2.0
  // Bytes of the context that are the right answer, for the loss; empty for none.
  std::optional<Span> right_answer = std::nullopt;
};

struct AnswerOptions {
  int64_t max_length = 384;  // tokens of a window; at most max_position_embeddings
  // Of Transformers' heads the tokens that neighbouring windows share, of Google's the tokens from one to the next.
  int64_t doc_stride = 128;
  int64_t max_query_length = 64;   // pieces; longer questions are cut
  int64_t max_answer_length = 30;  // pieces
  int64_t n_best = 20;
  int64_t beam_size = google_beam_size;  // of Google's joint head; at most that
  int64_t batch_tokens = 1024;
};

// What the scripts do that the heads come from, where nothing else is asked for: run_qa.py, and for the heads of
// Google's code (Config::google_task) its configure_finetuning.py.
struct AnswerDefaults {
  int64_t max_length;     // 384; Google's 512
  double null_threshold;  // null odds above it mean that there is no answer: 0; Google's -2.75
};
ELECTRA_EXPORT AnswerDefaults answer_defaults(const Config& config);

// `options` with defaults for 0 in max_length, max_query_length and doc_stride: those of the scripts, or less where
// windows are small: max_length at most `longest`, what the model takes; max_query_length at most a third of a window;
// doc_stride at most half of what is left. REQUIRES: longest >= 3.
ELECTRA_EXPORT AnswerOptions complete_answer_options(AnswerOptions options, const Config& config, int64_t longest);

struct SpanAnswer {
  std::string text;  // of Transformers' heads the slice; of Google's what its final-text step gives; "" for no answer
  Span bytes;        // of the context: the slice that it came from
  double probability = 0.0;  // softmax of start_logit + end_logit over n_best
  double start_logit = 0.0;  // of Google's joint head log-probabilities
  double end_logit = 0.0;
};

struct Answer {
  std::vector<SpanAnswer> n_best;  // best first; never empty: "empty" stands for no valid span at all
  size_t best = 0;                 // index of the best that is not ""
  double null_odds = 0.0;          // how much more there is for no answer than for the best one
  // With a right answer, of Transformers' heads: the loss of each window of the context.
  std::vector<double> losses;
};

// As the question answering script of Transformers (run_qa.py, postprocess_qa_predictions), or, for the heads of
// Google's code (Config::google_task), as that (SpanBasedQAScorer, with the answers of a question told apart by their
// text). Throws Error(usage) for options under which a question of max_query_length leaves no room for its context, or,
// for Transformers' heads, not more than doc_stride tokens.
ELECTRA_EXPORT std::vector<Answer> answer_questions(Runner& runner, const Tokenizer& tokenizer,
                                                    std::span<const ContextQuestion> questions,
                                                    const AnswerOptions& options);

// --- Tags of words (REQUIRES head tag) ---

struct TagOptions {
  int64_t max_length = 0;       // tokens of a window with [CLS] and [SEP]; 0: max_position_embeddings
  int64_t overlap = 64;         // pieces that neighbouring windows of a long sentence share
  int64_t batch_tokens = 1024;  // tokens of one packed batch; a longer window runs alone
};

struct WordTag {
  int32_t label;              // index in Config::id2label, of the word's first piece; the first of equal ones
  float score;                // softmax
  std::vector<float> logits;  // [num_labels]
};

// A tag for every word of sentences that are split already. A word without pieces, such as one of control characters,
// takes the logits of the piece that follows, [SEP] at the end, as in Google's code.
ELECTRA_EXPORT std::vector<std::vector<WordTag>> tag_words(Runner& runner, const Tokenizer& tokenizer,
                                                           std::span<const std::vector<std::string>> sentences,
                                                           const TagOptions& options);

// The aggregation_strategy of Transformers' pipeline: what makes a span of pieces.
enum class Aggregation {
  none,     // every piece is one
  simple,   // neighbouring pieces of one type, unless the second has a B- tag
  first,    // the same of words, which have the label of their first piece,
  average,  // that of the mean of the pieces' probabilities,
  max,      // or that of the piece with the highest one
};

struct FoundSpan {
  Span bytes;         // of the text
  std::string label;  // type, "PER"; with Aggregation::none the tag, "B-PER"
  float score;        // mean over its pieces or words
};

// The spans of every text, in order. Those that the pipeline drops are left out: of the label "O". A model whose tags
// have E- or S- makes spans as Google's code does (TagScheme::google), which the pipeline cannot.
ELECTRA_EXPORT std::vector<std::vector<FoundSpan>> tag_texts(Runner& runner, const Tokenizer& tokenizer,
                                                             std::span<const std::string_view> texts,
                                                             Aggregation aggregation, const TagOptions& options);

// How the spans of a model's tags (Config::id2label) are read: google where some tags have E- or S-, else lenient.
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
  int64_t max_length = 0;  // longer texts are cut; 0: max_position_embeddings
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
