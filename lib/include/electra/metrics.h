// The metrics by which models are compared, defined as in the tools that everybody uses: scikit-learn, SciPy, seqeval
// and Google's ELECTRA code.
//
// An accumulator takes gold and prediction of one example after the other. A prediction may come from a model or out of
// a file. metrics() has the metrics of all examples so far.
//
// If predictions come with logits, there is a loss too: the mean over all labelled items that Transformers reports
// (losses.h). It is NaN if a logit is NaN, and nothing if no logits came.
//
// Accuracies and the like are shares, from 0 to 1, and 0 without items. Those of SQuAD are in percent.
//
// Functions are pure and thread-safe. An accumulator is not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/curves.h"
#include "electra/export.h"

namespace electra {

// Of one class, or an average over classes. A quotient is 0 if its divisor is 0.
struct PrecisionRecall {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
};

// The counts that precision, recall and F1 are computed from.
struct ClassCounts {
  int64_t correct = 0;
  int64_t predicted = 0;
  int64_t gold = 0;  // the support
};

ELECTRA_EXPORT PrecisionRecall precision_recall(const ClassCounts& counts);

// Over classes. macro: the plain mean; micro: that of the summed counts; weighted: the mean with ClassCounts::gold as
// weights.
struct Averages {
  PrecisionRecall macro, micro, weighted;
};

// The mean of losses (losses.h), which come in one after the other.
class MeanLoss {
 public:
  // Adds the sum of `count` losses. A NaN makes the mean NaN.
  void add(double sum, int64_t count = 1) { sum_ += sum, count_ += count; }
  // Nothing if there were no losses.
  std::optional<double> value() const {
    return count_ == 0 ? std::nullopt : std::optional(sum_ / static_cast<double>(count_));
  }

 private:
  double sum_ = 0.0;
  int64_t count_ = 0;
};

// --- One label per item ---

// How many items have these two classes, gold and predicted. Pairs that no item has are not there: a matrix of many
// classes would not fit in memory.
using Confusions = std::map<std::pair<int64_t, int64_t>, int64_t>;

struct ClassMetrics {
  int64_t items = 0;
  double accuracy = 0.0;
  std::optional<double> loss;  // mean over the items with logits
  // Only with a fixed number of classes; else 0 or empty:
  double mcc = 0.0;                  // Matthews' correlation; 0 where it is not defined
  Averages averages;                 // over the classes that occur as gold or as prediction
  std::vector<ClassCounts> classes;  // [classes]
  Confusions confusions;
};

class ELECTRA_EXPORT ClassAccumulator {
 public:
  // num_classes: 0 if it differs from item to item, as the number of choices does from question to question.
  explicit ClassAccumulator(int64_t num_classes = 0);

  // logits: one per class of the item, or none. REQUIRES: gold and predicted are at least 0 and below the number of
  // classes.
  void add(int64_t gold, int64_t predicted, std::span<const float> logits = {});
  ClassMetrics metrics() const;

 private:
  int64_t items_ = 0;
  int64_t right_ = 0;
  std::vector<ClassCounts> classes_;
  Confusions confusions_;
  MeanLoss loss_;
};

// --- Any number of labels per item ---

struct MultiLabelMetrics {
  int64_t items = 0;
  double exact_match = 0.0;    // share of the items with all labels right
  double accuracy = 0.0;       // share of right decisions; each item has one per class
  double samples_f1 = 0.0;     // mean of the items' F1
  std::optional<double> loss;  // mean over the items with logits
  Averages averages;           // over all classes
  std::vector<ClassCounts> classes;
};

class ELECTRA_EXPORT MultiLabelAccumulator {
 public:
  explicit MultiLabelAccumulator(int64_t num_classes) : classes_(static_cast<size_t>(num_classes)) {}

  // gold, predicted: one 0 or 1 per class; logits: one per class, or none. REQUIRES: these sizes.
  void add(std::span<const uint8_t> gold, std::span<const uint8_t> predicted, std::span<const float> logits = {});
  MultiLabelMetrics metrics() const;

 private:
  std::vector<ClassCounts> classes_;
  int64_t items_ = 0;
  int64_t exact_ = 0;
  int64_t right_ = 0;        // decisions
  double samples_f1_ = 0.0;  // sum
  MeanLoss loss_;
};

// --- Numbers ---

struct RegressionMetrics {
  int64_t items = 0;
  // All four are nothing without items, or if a gold value or a prediction is NaN or infinite.
  std::optional<double> pearson;   // also nothing for one item, for constant values, or if it overflows
  std::optional<double> spearman;  // likewise; equal values share their mean rank
  std::optional<double> mse;       // mean squared error
  std::optional<double> mae;       // mean absolute error
  std::optional<double> loss;      // mean over the items with logits
};

// Memory grows with the number of items.
class ELECTRA_EXPORT RegressionAccumulator {
 public:
  // scale: a prediction is its logit times scale. The loss compares the logit with gold / scale. REQUIRES: not 0.
  explicit RegressionAccumulator(double scale = 1.0) : scale_(scale) {}

  void add(double gold, double predicted, std::optional<float> logit = std::nullopt);
  RegressionMetrics metrics() const;
  // Of all examples so far, in their order.
  std::span<const double> gold() const { return gold_; }
  std::span<const double> predicted() const { return predicted_; }

 private:
  double scale_;
  std::vector<double> gold_, predicted_;
  MeanLoss loss_;
};

// --- A probability per item: words that may be replaced ---

struct BinaryMetrics {
  int64_t texts = 0;
  int64_t items = 0;           // words
  int64_t positives = 0;       // words that were replaced, by gold
  double accuracy = 0.0;       // share of the words that the threshold decides as gold does
  PrecisionRecall found;       // how well the positives are found
  std::optional<double> auc;   // area under the ROC curve, equal ones counting half; nothing if one class is missing
  std::optional<double> loss;  // mean over the tokens with logits
};

// Memory grows with the number of items.
class ELECTRA_EXPORT BinaryAccumulator {
 public:
  // An item is predicted positive if its probability is at least `threshold`.
  explicit BinaryAccumulator(float threshold) : threshold_(threshold) {}

  // Adds one text. gold and probabilities: one element per word; gold is 1 for a replaced word, else 0. logits and
  // labels: one element per token, of which a word may have several; a label is 0 or 1; both are empty if there are no
  // logits. REQUIRES: the two of each pair have equal sizes; no probability is NaN.
  void add(std::span<const uint8_t> gold, std::span<const float> probabilities, std::span<const float> logits = {},
           std::span<const int64_t> labels = {});
  BinaryMetrics metrics() const;
  // Whatever the threshold.
  BinaryCurves curves() const;

 private:
  float threshold_;
  int64_t texts_ = 0;
  std::vector<uint8_t> gold_;
  std::vector<float> probabilities_;
  MeanLoss loss_;
};

// --- Masked words ---

struct MaskMetrics {
  int64_t masks = 0;
  double top1 = 0.0;           // share of the masks whose gold word is the best prediction,
  double top5 = 0.0;           // or among the best five
  std::vector<double> top;     // the same for the best 1, 2, … 5
  std::optional<double> loss;  // mean over the masks with a log-probability
};

class ELECTRA_EXPORT MaskAccumulator {
 public:
  static constexpr int64_t ranks_needed = 5;

  // rank: place of the gold word among the predictions, 0 for the best; nothing if it is none of the best five.
  // log_probability: of the gold word, natural logarithm; nothing if it is not known.
  void add(std::optional<size_t> rank, std::optional<double> log_probability = std::nullopt);
  MaskMetrics metrics() const;

 private:
  int64_t masks_ = 0;
  std::array<int64_t, ranks_needed> of_rank_ = {};
  MeanLoss loss_;
};

// --- Answers to questions: the evaluation scripts of SQuAD and of others after it ---

// Whose evaluation script compares answers. All but SQuAD's are for questions that have an answer.
enum class AnswerMetric {
  squad,    // 1.1 and 2.0: without case, ASCII punctuation and English articles; f1 of words
  korquad,  // KorQuAD 1.0: without case, ASCII punctuation, brackets and quotes; f1 of characters
  cmrc,  // CMRC 2018: without case and some punctuation; f1 of the longest run that both have, of ideographs and words
  mlqa,  // without case, punctuation and the articles of a language; f1 of words, or of ideographs
};

// The languages of MLQA.
enum class AnswerLanguage { ar, de, en, es, hi, vi, zh };

struct AnswerComparison {
  AnswerMetric metric = AnswerMetric::squad;
  AnswerLanguage language = AnswerLanguage::en;  // of mlqa
};

// The form in which SQuAD compares answers: lower case, without ASCII punctuation and articles, one blank between
// words.
ELECTRA_EXPORT std::string normalize_answer(std::string_view text);

struct GoldAnswers {
  std::string id;
  std::vector<std::string> texts;   // empty: the question has no answer
  bool may_have_no_answer = false;  // as for questions of SQuAD 2.0
};

// exact and f1 are means over the questions, in percent.
struct AnswerMetrics {
  int64_t total = 0;   // number of questions
  double exact = 0.0;  // answers that equal a gold answer
  double f1 = 0.0;     // of what an answer shares with its best gold answer
};

struct SquadMetrics {
  AnswerMetrics all;
  std::optional<double> loss;  // mean over the windows with a loss
  // Only for SQuAD 2.0: the questions with a gold answer and those without; nothing if there are none.
  std::optional<AnswerMetrics> has_answer, no_answer;
  // Only for SQuAD 2.0 with null odds: the best exact and f1 that any threshold reaches, and these thresholds.
  struct Best {
    double exact = 0.0, exact_threshold = 0.0;
    double f1 = 0.0, f1_threshold = 0.0;
  };
  std::optional<Best> best;
  // Only for SQuAD 2.0 with null odds and answerable questions: areas under the curves of precision over recall, in
  // percent.
  struct AveragePrecision {
    double exact = 0.0, f1 = 0.0, oracle = 0.0;
  };
  std::optional<AveragePrecision> average_precision;
};

// Computes the metrics of SQuAD's script 2.0 if any question may have no answer, else those of its script 1.1; or those
// of another script. Of the predictions for questions with one id the last one counts, for all of them, as in the
// scripts; 2.0 also takes them for one question, the last. Memory grows with the number of questions.
class ELECTRA_EXPORT AnswerAccumulator {
 public:
  // null_threshold: a question of SQuAD 2.0 with null odds above it counts as predicted to have no answer. Nothing:
  // every prediction counts as it is.
  explicit AnswerAccumulator(std::optional<double> null_threshold = std::nullopt, AnswerComparison comparison = {})
      : null_threshold_(null_threshold), comparison_(comparison) {}

  // predicted: "" for no answer. Nothing: there is no prediction, which is no answer in SQuAD 2.0 and else wrong.
  // losses: one per window of the question's context; empty if they are not known.
  void add(GoldAnswers gold, std::optional<std::string> predicted, std::span<const double> losses = {});
  // odds: how much the model favours no answer. Odds for an unknown id are ignored. If odds are equal, the order of
  // these calls decides which threshold is best.
  void add_null_odds(std::string id, double odds) { null_odds_.emplace_back(std::move(id), odds); }
  SquadMetrics metrics() const;
  // A point per distinct value of the odds, lowest first, NaN left out. Empty unless it is SQuAD 2.0 with null odds.
  std::vector<NoAnswerPoint> no_answer_curve() const;

 private:
  bool is_squad2() const;

  std::optional<double> null_threshold_;
  AnswerComparison comparison_;
  std::vector<GoldAnswers> questions_;
  std::map<std::string, std::optional<std::string>> predicted_;  // by id
  std::vector<std::pair<std::string, double>> null_odds_;
  MeanLoss loss_;
};

// --- Spans of words ---

// A tag is a type with a letter that says how its word belongs to a span, "B-PER", or "O".
enum class TagAffix {
  prefix,  // B-PER
  suffix,  // PER-B
};

// What makes spans of tags, for scoring.
enum class TagScheme {
  lenient,  // seqeval's default, conlleval's: any tags make spans
  google,   // Google's chunker: a span opens at B, at S and after O; its type is that of its last tag
  // seqeval's strict mode: only what a scheme writes makes spans.
  strict_iob1,   // I I …, with a B in front only where a span of the type has just ended
  strict_iob2,   // B I I …
  strict_ioe1,   // I I …, with an E at the end only where a span of the type follows
  strict_ioe2,   // … I I E
  strict_iobes,  // S, and B I … E
  strict_bilou,  // U, and B I … L
};

struct TaggedSpan {
  std::string type;
  int64_t begin = 0;  // index of its first word
  int64_t end = 0;    // one past its last word
  auto operator<=>(const TaggedSpan&) const = default;
};

// The spans of one sentence's tags. Throws Error(input) for a tag with a letter that a strict scheme does not have.
// REQUIRES: prefix for google.
ELECTRA_EXPORT std::vector<TaggedSpan> tagged_spans(std::span<const std::string> tags, TagScheme scheme,
                                                    TagAffix affix = TagAffix::prefix);

// Which letters mark the spans of a set of labels. It cannot tell IOB1 from IOB2, nor IOE1 from IOE2.
enum class TagLetters {
  none,   // NOUN, PER: neighbours of one label are a span
  io,     // I
  bio,    // B, or B and I
  ioe,    // E, or E and I
  bioes,  // S, or B and E
  bilou,  // L or U
};

// How the labels of a model, or the tags of files, are to be read.
struct LabelReading {
  TagLetters letters = TagLetters::none;
  TagAffix affix = TagAffix::prefix;
};

// affix: nothing to tell it from the labels. It is suffix where most labels have a letter behind their type and none
// has one in front.
ELECTRA_EXPORT LabelReading read_labels(std::span<const std::string> labels,
                                        std::optional<TagAffix> affix = std::nullopt);

// The scheme to score such tags by: google for BIOES with prefixes, as in Google's code; else lenient.
ELECTRA_EXPORT TagScheme tag_scheme(const LabelReading& reading);

// The spans that a model means: by tag_scheme, but L is E and U is S, a label without a letter continues its equals,
// and the type O makes no span.
ELECTRA_EXPORT std::vector<TaggedSpan> read_spans(std::span<const std::string> tags, const LabelReading& reading);

struct SpanMetrics {
  int64_t sentences = 0;
  int64_t words = 0;
  double word_accuracy = 0.0;
  std::optional<double> loss;  // mean over the words with logits and a label
  Averages averages;           // over the types of spans
  std::map<std::string, ClassCounts> types;
};

class ELECTRA_EXPORT SpanAccumulator {
 public:
  // REQUIRES: as tagged_spans.
  explicit SpanAccumulator(TagScheme scheme, TagAffix affix = TagAffix::prefix) : scheme_(scheme), affix_(affix) {}

  // Adds one sentence. gold, predicted: one tag per word. For the loss: logits [words, labels], and in labels the index
  // of each word's gold label, or ignored_label (losses.h); or neither. Throws Error(input) as tagged_spans; nothing is
  // added then. REQUIRES: these sizes; labels below their number.
  void add(std::span<const std::string> gold, std::span<const std::string> predicted,
           std::span<const float> logits = {}, std::span<const int64_t> labels = {});
  SpanMetrics metrics() const;

 private:
  TagScheme scheme_;
  TagAffix affix_;
  int64_t sentences_ = 0;
  int64_t words_ = 0;
  int64_t right_words_ = 0;
  std::map<std::string, ClassCounts> types_;
  MeanLoss loss_;
};

}  // namespace electra
