// The tasks, without files: examples in, results out. Each task has a struct of options, a struct of results and a
// function. Results come in the order of the examples. A result depends on its example alone: not on its neighbours,
// not on batch_tokens, not on the number of threads.
//
// Texts are UTF-8. The views in an example must stay valid for the call; results hold none of them. A Span counts
// bytes.
//
// All functions throw Error(model) for a model with another head than the task's (Model::require) or with fewer than 3
// positions (Config::max_position_embeddings), and Error(usage) for a max_length below 3 or above the number of
// positions, and for other options out of range. A max_length of 0 stands for longest_input().
// They throw Error(input) if the model gives NaN or infinite numbers for an example, as damaged weights do. The call
// then has no results; without that example, or one at a time, the others have theirs.
//
// A Runner serves one call at a time. Several Runners may share a Model, and any number of threads may share a
// Tokenizer.
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

// The length of a model's longest input in tokens, [CLS] and [SEP] included: the number of its positions, or
// Tokenizer::model_max_length() if that is smaller; at least 3.
ELECTRA_EXPORT int64_t longest_input(const Model& model, const Tokenizer& tokenizer);

// One text, or a pair of texts. An empty second text counts as none.
struct Text {
  std::string_view first;
  std::optional<std::string_view> second = std::nullopt;
};

// --- Replaced-token detection (REQUIRES head pretraining) ---

struct DetectReplacedOptions {
  int64_t max_length = 0;       // tokens of a window, [CLS] and [SEP] included
  int64_t overlap = 64;         // pieces that neighbouring windows of a long text share; at most half a window
  int64_t batch_tokens = 1024;  // tokens of one packed batch; a longer window runs alone
};

// A word: a run of characters without white space and punctuation, one punctuation mark, one CJK ideograph, or one
// special token. With a SentencePiece vocabulary: a run without white space.
struct JudgedWord {
  Span bytes;         // of the text
  float probability;  // that the word was replaced: the highest sigmoid of its pieces' logits
  // The word's pieces have the indices [token_begin, token_end) in JudgedText::logits, where [CLS] comes first.
  int64_t token_begin = 0;
  int64_t token_end = 0;
};

// A word in place of another one.
struct Suggestion {
  std::string text;            // in the letter case of the word that it replaces
  float probability;           // the generator's, of this word at a [MASK] there
  float replaced_probability;  // the discriminator's, that it was replaced, once it stands there
  float gain;                  // JudgedWord::probability of the word minus replaced_probability
};

struct SuggestedWord {
  size_t word;                          // index in JudgedText::words
  std::vector<Suggestion> suggestions;  // best first; none if no other word fits better
};

struct JudgedText {
  std::vector<JudgedWord> words;         // in the order of the text
  std::vector<float> logits;             // [tokens]: of [CLS], every piece and [SEP]; empty for a text without words
  std::vector<SuggestedWord> suggested;  // what suggest() adds, in the order of the words
};

ELECTRA_EXPORT std::vector<JudgedText> detect_replaced(Runner& runner, const Tokenizer& tokenizer,
                                                       std::span<const std::string_view> texts,
                                                       const DetectReplacedOptions& options);

// --- Words in place of those that look replaced (REQUIRES heads pretraining and masked_lm) ---

struct SuggestOptions {
  float threshold = 0.5F;       // words with at least this probability get suggestions
  int64_t top_k = 3;            // suggestions of a word
  int64_t candidates = 8;       // words that the generator gives and the discriminator judges; at least top_k
  float min_gain = 0.0F;        // a suggestion gains more than this
  int64_t max_length = 0;       // tokens of the window around a word, as far as both models take them; 0: 128
  int64_t batch_tokens = 1024;  // as in DetectReplacedOptions
};

// A model with its tokenizer, of which a Runner alone knows nothing.
struct RunnerOf {
  Runner& runner;
  const Tokenizer& tokenizer;
};

// Adds to `judged`, what detect_replaced() made of the texts, words that fit better in place of those at or above the
// threshold. The generator ranks the whole words of its vocabulary, each one piece, at a [MASK] in place of the word;
// the discriminator judges the best of them, each in its place. The best has the highest probability * (1 -
// replaced_probability): that the generator gives it and the discriminator takes it for an original. All other words of
// the text stay as they are. A word of letters gets words without punctuation, a mark gets marks; the word itself is
// left out. The models may have different vocabularies. Throws Error(usage) for top_k < 1 or candidates < top_k, and
// for a max_length below 3; Error(model) for heads other than these two, and for a generator without [MASK]. REQUIRES:
// as many texts as judged.
ELECTRA_EXPORT void suggest(RunnerOf discriminator, RunnerOf generator, std::span<const std::string_view> texts,
                            std::span<JudgedText> judged, const SuggestOptions& options);

// --- Masked-word prediction (REQUIRES head masked_lm) ---

struct MaskedText {
  std::string_view text;
  // The gold id of each [MASK], in order; -1: none. FilledMask has its log-probability. Missing ids count as -1; ids
  // behind the last mask are ignored. Ids are below Config::vocab_size.
  std::vector<int32_t> originals = {};
};

struct FillMaskOptions {
  int64_t top_k = 5;  // predictions per mask
  // Only these ids are ranked; empty: the whole vocabulary. Ids are from 0 and below Config::vocab_size.
  std::vector<int32_t> targets = {};
  // Only these words are ranked, each the ids of its pieces, at least one. In place of a mask stand as many masks as
  // a word has pieces; its probability is the geometric mean of those of its pieces, each at its own mask. Other masks
  // of the text stay one. Empty: none. Not beside `targets`, nor with originals.
  std::vector<std::vector<int32_t>> words = {};
  int64_t max_length = 0;  // tokens, [CLS] and [SEP] included; a longer text is cut
  int64_t batch_tokens = 1024;
};

struct Prediction {
  int32_t id;         // in the vocabulary; of a word its index in FillMaskOptions::words
  float probability;  // softmax over the whole vocabulary; of a word the geometric mean of those of its pieces
};

struct FilledMask {
  Span bytes;                                      // of the [MASK] in the text
  std::vector<Prediction> predictions;             // at most top_k, best first; equal ones in the order of their ids
  std::optional<double> original_log_probability;  // natural logarithm; of the gold id in MaskedText::originals
};

struct FilledText {
  std::vector<FilledMask> masks;  // those that were not cut off
  bool cut = false;               // the text was longer than max_length
};

// Throws Error(model) for a vocabulary without [MASK]; Error(usage) for a word of more pieces than max_length has room
// for between [CLS] and [SEP].
ELECTRA_EXPORT std::vector<FilledText> fill_mask(Runner& runner, const Tokenizer& tokenizer,
                                                 std::span<const MaskedText> texts, const FillMaskOptions& options);

// --- Classification of texts (REQUIRES head classify) ---

// What makes probabilities, or values, of logits: function_to_apply of Transformers' text-classification pipeline.
enum class ClassifyActivation { none, sigmoid, softmax };

struct ClassifyOptions {
  int64_t max_length = 0;  // tokens, [CLS] and [SEP] included; a longer text is cut
  int64_t batch_tokens = 1024;
  std::optional<ClassifyActivation> activation = std::nullopt;  // nothing: the model's, classify_activation()
};

struct Classification {
  std::vector<float> logits;         // [num_labels]
  std::vector<float> probabilities;  // [num_labels]: the sigmoid of each logit, or their softmax; empty with none
  std::vector<float> values;         // [num_labels]: with none the logits times classify_scale(); else empty
  bool cut = false;                  // the text was longer than max_length
};

// The kind of labels that a model predicts, and is evaluated by. Config::problem_type names it. If that is empty:
// regression for one label, single_label for more.
ELECTRA_EXPORT ProblemType classify_problem(const Config& config);
// The activation of a model. Config::function_to_apply names it. If that is empty, the pipeline's: none if
// Config::problem_type is "regression", sigmoid for one label and for several per text, else softmax. A model of
// Google's code (Config::google_task) with one label has none: it is a regression.
ELECTRA_EXPORT ClassifyActivation classify_activation(const Config& config);
// With several labels per text, the probability of one, whatever the activation: the sigmoid of its logit.
ELECTRA_EXPORT float label_probability(float logit);
// The factor that turns a regression's logit into its value: 5 for Google's STS, whose values go from 0 to 5; else 1.
ELECTRA_EXPORT float classify_scale(const Config& config);

ELECTRA_EXPORT std::vector<Classification> classify(Runner& runner, const Tokenizer& tokenizer,
                                                    std::span<const Text> texts, const ClassifyOptions& options);

// --- Multiple choice (REQUIRES head choose) ---

struct Question {
  std::string_view prompt;
  std::vector<std::string_view> choices;  // at least one
};

struct ChooseOptions {
  int64_t max_length = 0;  // tokens, [CLS] and [SEP] included; a longer pair of prompt and choice is cut
  int64_t batch_tokens = 1024;
};

struct Choice {
  int64_t best = 0;                  // index of the best choice, from 0; the first among equals
  std::vector<float> logits;         // [choices]
  std::vector<float> probabilities;  // [choices]: the softmax over the choices of the question
  bool cut = false;                  // the prompt with some choice was longer than max_length
};

// REQUIRES: every question has a choice.
ELECTRA_EXPORT std::vector<Choice> choose(Runner& runner, const Tokenizer& tokenizer,
                                          std::span<const Question> questions, const ChooseOptions& options);

// --- Answers to questions (REQUIRES head qa) ---

struct ContextQuestion {
  std::string_view question;
  std::string_view context;
  bool may_have_no_answer = false;  // as in SQuAD 2.0: n_best may hold "" too (the pipeline's handle_impossible_answer)
  // The gold answer, for the loss, in bytes of the context. An empty span: the question has no answer. Nothing: no
  // loss.
  std::optional<Span> right_answer = std::nullopt;
};

// What becomes of a head's logits.
enum class AnswerPostprocess {
  script,    // what the script does that the head comes from: run_qa.py, or Google's
  pipeline,  // what Transformers' question-answering pipeline does; not with Google's heads
};

// A 0 stands for the default of the script that the head comes from or of the pipeline, or for less if the window is
// short.
struct AnswerOptions {
  int64_t max_length = 0;  // tokens of a window; 0: AnswerDefaults::max_length, or longest_input() if that is less
  // With Transformers' heads: number of tokens that neighbouring windows share. With Google's heads: number of tokens
  // from the start of a window to the start of the next. 0: 128, but at most half of the tokens that a question of
  // max_query_length leaves. pipeline: 128, but at most half of a window.
  int64_t doc_stride = 0;
  int64_t max_query_length = 0;   // pieces; a longer question is cut. 0: 64, but at most a third of a window; not cut
                                  // with pipeline
  int64_t max_answer_length = 0;  // pieces; longer answers are not considered. 0: 30; 15 with pipeline
  int64_t n_best = 0;             // answers per question, the pipeline's top_k. 0: 20; 1 with pipeline
  int64_t beam_size = google_beam_size;  // starts that Google's joint head follows, and ends of each; at most 20
  int64_t batch_tokens = 1024;
  AnswerPostprocess postprocess = AnswerPostprocess::script;
  bool align_to_words = true;  // with pipeline: answers are made of whole words
};

// The defaults of the scripts that the heads come from: Transformers' run_qa.py and, for the heads of Google's code
// (Config::google_task), its configure_finetuning.py.
struct AnswerDefaults {
  int64_t max_length;     // 384; Google's 512
  double null_threshold;  // 0; Google's -2.75. If the null odds exceed it, the question has no answer.
};
ELECTRA_EXPORT AnswerDefaults answer_defaults(const Config& config);

struct SpanAnswer {
  // With Transformers' heads: the slice of the context. With Google's heads: what the final-text step of Google's code
  // makes of the slice. "" stands for no answer.
  std::string text;
  Span bytes;  // of the context: the slice; [0, 0) for no answer
  // The softmax of start_logit + end_logit over n_best. With pipeline its score: the product of the softmaxes of both
  // over the window, summed over the spans with this text.
  double probability = 0.0;
  double start_logit = 0.0;  // with Google's joint head this and end_logit are log-probabilities
  double end_logit = 0.0;
};

struct Answer {
  std::vector<SpanAnswer> n_best;  // best first; never empty: if no span is valid, see `found`
  size_t best = 0;                 // index of the best one whose text is not ""; with pipeline 0
  // Whether a span of the context is valid. If not, the best answer is what the scripts fill their lists with, "empty",
  // or "" with pipeline; it stands for none.
  bool found = true;
  // Logits of no answer minus those of the best answer. With Config::answerable_classifier the logit of that layer.
  // With pipeline the logarithm of the score of no answer over that of the best answer.
  double null_odds = 0.0;
  // One loss per window of the context. Empty without a right_answer, and with Google's heads.
  std::vector<double> losses;
};

// Answers as Transformers' script does (run_qa.py, postprocess_qa_predictions). With the heads of Google's code
// (Config::google_task) it answers as that code does (SpanBasedQAScorer): no two answers in n_best have the same text.
// With AnswerPostprocess::pipeline it answers as the pipeline does with a fast tokenizer: answers with the same text,
// but for case, count as one. Throws Error(usage) for it with a model of Google's code or another tokenizer, and
// Error(input) for a question that leaves no room for the parts of a long context. Throws Error(usage) if max_length
// leaves no room for a context beside a question of max_query_length pieces or, with Transformers' heads, room for no
// more than doc_stride tokens.
ELECTRA_EXPORT std::vector<Answer> answer(Runner& runner, const Tokenizer& tokenizer,
                                          std::span<const ContextQuestion> questions, const AnswerOptions& options);

// --- Tags of words (REQUIRES head tag) ---

struct TagOptions {
  int64_t max_length = 0;       // tokens of a window, [CLS] and [SEP] included
  int64_t overlap = 64;         // pieces that neighbouring windows of a long sentence share; at most half a window
  int64_t batch_tokens = 1024;  // tokens of one packed batch; a longer window runs alone
};

struct WordTag {
  int32_t label;              // index in Config::id2label: the best for the word's first piece; the first among equals
  float probability;          // of the label: the softmax of the logits
  std::vector<float> logits;  // [num_labels], of the word's first piece
};

// Tags every word of sentences that are already split into words. A word may have no pieces, for example one of control
// characters. It takes the logits of the next piece, or of [SEP] at the end, as in Google's code.
ELECTRA_EXPORT std::vector<std::vector<WordTag>> tag_words(Runner& runner, const Tokenizer& tokenizer,
                                                           std::span<const std::vector<std::string>> sentences,
                                                           const TagOptions& options);

// How pieces become spans: by the scheme of the model's labels, or by an aggregation_strategy of Transformers'
// pipeline, which knows the prefixes B- and I- alone.
enum class Aggregation {
  scheme,  // a word has the label of its first piece; words are a span where the labels say so (read_spans)
  none,    // every piece is a span
  simple,  // neighbouring pieces of one type form a span; a B- tag begins a new one
  // As simple, but with words in place of pieces. The label of a word is the best label of:
  first,    // its first piece
  average,  // the mean of its pieces' probabilities
  max,      // its piece with the highest probability
};

struct FoundSpan {
  Span bytes;         // of the text
  std::string label;  // its type, "PER"; the pipeline's is what follows the first dash of the first label, and with
                      // Aggregation::none the label as it is, "B-PER"
  float probability;  // the mean over its pieces or words
};

// Finds the spans of every text, in the order of the text. Leaves out spans with the label "O".
ELECTRA_EXPORT std::vector<std::vector<FoundSpan>> find_spans(Runner& runner, const Tokenizer& tokenizer,
                                                              std::span<const std::string_view> texts,
                                                              Aggregation aggregation, const TagOptions& options);

// --- Embeddings (REQUIRES head model) ---

enum class Pooling {
  mean,  // the mean over all tokens, [CLS] and [SEP] included
  cls,   // the vector of the first token, [CLS]
  max,   // of every component the maximum over all tokens
  none,  // one vector for every token
};

struct EmbedOptions {
  Pooling pooling = Pooling::mean;
  int64_t layer = -1;      // 0: the embeddings, 1: the first layer, ...; -1: the last layer, -2: the one before, ...
  bool normalize = false;  // scale each vector to length 1
  int64_t max_length = 0;  // tokens, [CLS] and [SEP] included; a longer text is cut
  int64_t batch_tokens = 1024;
};

struct Embedding {
  std::vector<float> values;       // [hidden_size]; with Pooling::none [tokens, hidden_size]
  std::vector<int32_t> token_ids;  // with Pooling::none the tokens, [CLS] and [SEP] included; else empty
  bool cut = false;                // the text was longer than max_length
};

// Throws Error(usage) for a layer that the model lacks.
ELECTRA_EXPORT std::vector<Embedding> embed(Runner& runner, const Tokenizer& tokenizer, std::span<const Text> texts,
                                            const EmbedOptions& options);

}  // namespace electra
