// The metrics by which models are compared, as the tools that everybody uses define them: scikit-learn, SciPy, seqeval
// and Google's ELECTRA code.
//
// An accumulator takes what is right and what was predicted, one example after the other, be the prediction a model's
// or out of a file, and has the metrics of all so far. Where predictions come with logits there is a loss too: the mean
// that Transformers reports over all that was labelled (losses.h), NaN if a logit is; without any there is none.
// Accuracies and the like are shares, from 0 to 1, and 0 without items.
//
// Functions are pure and thread-safe; an accumulator is not for use by several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/export.h"

namespace electra {

// Of a class, or an average over classes. What is divided by zero is zero.
struct PrecisionRecall {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
};

// What they are made of.
struct ClassCounts {
  int64_t correct = 0;
  int64_t predicted = 0;
  int64_t gold = 0;  // the support
};

ELECTRA_EXPORT PrecisionRecall precision_recall(const ClassCounts& counts);

struct Averages {
  PrecisionRecall macro, micro, weighted;
};

// The mean of losses (losses.h) that come one example after the other.
class MeanLoss {
 public:
  // The sum over `count` things that were labelled. A NaN makes the mean NaN.
  void add(double sum, int64_t count = 1) { sum_ += sum, count_ += count; }
  // Nothing where nothing was labelled.
  std::optional<double> value() const {
    return count_ == 0 ? std::nullopt : std::optional(sum_ / static_cast<double>(count_));
  }

 private:
  double sum_ = 0.0;
  int64_t count_ = 0;
};

// --- One label per item ---

struct ClassMetrics {
  int64_t items = 0;
  double accuracy = 0.0;
  std::optional<double> loss;  // mean over the items with logits
  // Of a fixed number of classes alone:
  double mcc = 0.0;                             // Matthews' correlation; 0 where it is not defined
  Averages averages;                            // over the classes that occur, as gold or as prediction
  std::vector<ClassCounts> classes;             // by class
  std::vector<std::vector<int64_t>> confusion;  // [gold][predicted]
};

class ELECTRA_EXPORT ClassAccumulator {
 public:
  // num_classes: 0 where every item has another number of them, as questions have of choices.
  explicit ClassAccumulator(int64_t num_classes = 0);

  // logits: of all classes of the item, or none. REQUIRES: 0 <= class < their number.
  void add(int64_t gold, int64_t predicted, std::span<const float> logits = {});
  ClassMetrics metrics() const;

 private:
  int64_t items_ = 0;
  int64_t right_ = 0;
  std::vector<std::vector<int64_t>> confusion_;
  MeanLoss loss_;
};

// --- Any number of labels per item ---

struct MultiLabelMetrics {
  int64_t items = 0;
  double exact_match = 0.0;    // items with all labels right
  double accuracy = 0.0;       // of all decisions
  double samples_f1 = 0.0;     // mean over the items
  std::optional<double> loss;  // mean over the items with logits
  Averages averages;           // over all classes
  std::vector<ClassCounts> classes;
};

class ELECTRA_EXPORT MultiLabelAccumulator {
 public:
  explicit MultiLabelAccumulator(int64_t num_classes) : classes_(static_cast<size_t>(num_classes)) {}

  // Rows [num_classes] of 0 and 1; logits [num_classes], or none. REQUIRES: these sizes.
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
  std::optional<double> pearson;   // nothing for constant values, or where it overflows
  std::optional<double> spearman;  // equal values share their mean rank
  std::optional<double> mse;       // like all of them nothing without items, or where one is NaN or infinite
  std::optional<double> mae;
  std::optional<double> loss;  // mean over the items with logits
};

// Memory grows with the number of items.
class ELECTRA_EXPORT RegressionAccumulator {
 public:
  // scale: what a logit is multiplied with to be a prediction. The loss is in units of logits. REQUIRES: not 0.
  explicit RegressionAccumulator(double scale = 1.0) : scale_(scale) {}

  void add(double gold, double predicted, std::optional<float> logit = std::nullopt);
  RegressionMetrics metrics() const;

 private:
  double scale_;
  std::vector<double> gold_, predicted_;
  MeanLoss loss_;
};

// --- A probability per item: words that may be replaced ---

struct BinaryMetrics {
  int64_t texts = 0;
  int64_t items = 0;           // their words
  int64_t positives = 0;       // by gold
  double accuracy = 0.0;       // of the decisions by the threshold
  PrecisionRecall found;       // of the positives
  std::optional<double> auc;   // area under the ROC curve, equal ones counting half; nothing for one class alone
  std::optional<double> loss;  // mean over the tokens with logits
};

// Memory grows with the number of items.
class ELECTRA_EXPORT BinaryAccumulator {
 public:
  // An item counts as predicted from the threshold on.
  explicit BinaryAccumulator(float threshold) : threshold_(threshold) {}

  // A text: of every word 0 or 1, and its probability; of every token, of which a word may have several, the logit and
  // 0 or 1, or nothing. REQUIRES: equal sizes of both pairs, no NaN among the probabilities.
  void add(std::span<const uint8_t> gold, std::span<const float> probabilities, std::span<const float> logits = {},
           std::span<const int64_t> labels = {});
  BinaryMetrics metrics() const;

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
  double top1 = 0.0;           // masks whose word is the best prediction,
  double top5 = 0.0;           // or among the best five
  std::optional<double> loss;  // mean over the masks with a log-probability
};

class ELECTRA_EXPORT MaskAccumulator {
 public:
  static constexpr int64_t ranks_needed = 5;

  // rank: of the right word among the predictions, 0 for the best; nothing if it is none of the best five.
  // log_probability: of the right word, natural; nothing where it is not known.
  void add(std::optional<size_t> rank, std::optional<double> log_probability = std::nullopt);
  MaskMetrics metrics() const;

 private:
  int64_t masks_ = 0;
  int64_t first_ = 0;
  int64_t among_five_ = 0;
  MeanLoss loss_;
};

// --- Answers to questions: the evaluation scripts of SQuAD ---

// An answer as it is compared: in lower case, without ASCII punctuation and articles, single blanks between words.
ELECTRA_EXPORT std::string normalize_answer(std::string_view text);

struct GoldAnswers {
  std::string id;
  std::vector<std::string> texts;   // none: the question has no answer
  bool may_have_no_answer = false;  // as those of SQuAD 2.0
};

// In percent.
struct AnswerMetrics {
  int64_t total = 0;
  double exact = 0.0;
  double f1 = 0.0;  // of the words
};

struct SquadMetrics {
  AnswerMetrics all;
  std::optional<double> loss;  // mean over the windows with a loss
  // Of SQuAD 2.0; nothing where there are no such questions.
  std::optional<AnswerMetrics> has_answer, no_answer;
  // With null odds only: the best that a threshold could reach, and that threshold.
  struct Best {
    double exact = 0.0, exact_threshold = 0.0;
    double f1 = 0.0, f1_threshold = 0.0;
  };
  std::optional<Best> best;
  // With null odds and answerable questions: the areas under the curves of precision over recall, in percent.
  struct AveragePrecision {
    double exact = 0.0, f1 = 0.0, oracle = 0.0;
  };
  std::optional<AveragePrecision> average_precision;
};

// By the script of 2.0 if a question may have no answer, else by that of 1.1. Memory grows with the number of
// questions.
class ELECTRA_EXPORT AnswerAccumulator {
 public:
  // null_threshold: a question of 2.0 whose null odds exceed it is taken as predicted without an answer; nothing: its
  // prediction counts as it is.
  explicit AnswerAccumulator(std::optional<double> null_threshold = std::nullopt) : null_threshold_(null_threshold) {}

  // predicted: "" for no answer, which a missing prediction is too in 2.0; in 1.1 that is wrong. losses: of the windows
  // of its context, as far as they are known. REQUIRES: no other question has its id.
  void add(GoldAnswers gold, std::optional<std::string> predicted, std::span<const double> losses = {});
  // How much speaks for no answer. Best thresholds depend on the order of equal ones; those of no question do not
  // count.
  void add_null_odds(std::string id, double odds) { null_odds_.emplace_back(std::move(id), odds); }
  SquadMetrics metrics() const;

 private:
  struct Question {
    GoldAnswers gold;
    std::optional<std::string> predicted;
  };

  std::optional<double> null_threshold_;
  std::vector<Question> questions_;
  std::vector<std::pair<std::string, double>> null_odds_;
  MeanLoss loss_;
};

// --- Spans of words ---

enum class TagScheme {
  lenient,       // seqeval's default, conlleval's: any tags make spans
  strict_iob2,   // seqeval's strict mode: only B I I …
  strict_iobes,  // only S, and B I … E
  google,        // Google's chunker: a span opens at B, S or after O, and is of its last tag's type
};

struct TaggedSpan {
  std::string type;
  int64_t begin = 0;  // of its words
  int64_t end = 0;    // behind the last one
  auto operator<=>(const TaggedSpan&) const = default;
};

// The spans of one sentence's tags ("B-PER", "O").
ELECTRA_EXPORT std::vector<TaggedSpan> tagged_spans(std::span<const std::string> tags, TagScheme scheme);

struct SpanMetrics {
  int64_t sentences = 0;
  int64_t words = 0;
  double word_accuracy = 0.0;
  std::optional<double> loss;  // mean over the words with logits and a label
  Averages averages;           // over the types
  std::map<std::string, ClassCounts> types;
};

class ELECTRA_EXPORT SpanAccumulator {
 public:
  explicit SpanAccumulator(TagScheme scheme) : scheme_(scheme) {}

  // The tags of a sentence. For the loss the logits [words, labels] and of every word the label that is right, or
  // ignored_label (losses.h); or nothing. REQUIRES: as many tags, and labels that the logits have.
  void add(std::span<const std::string> gold, std::span<const std::string> predicted,
           std::span<const float> logits = {}, std::span<const int64_t> labels = {});
  SpanMetrics metrics() const;

 private:
  TagScheme scheme_;
  int64_t sentences_ = 0;
  int64_t words_ = 0;
  int64_t right_words_ = 0;
  std::map<std::string, ClassCounts> types_;
  MeanLoss loss_;
};

}  // namespace electra
