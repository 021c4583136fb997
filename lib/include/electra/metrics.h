// The metrics by which models are compared, as the tools that everybody uses define them: scikit-learn, SciPy, seqeval
// and Google's ELECTRA code. Pure functions; thread-safe.
#pragma once

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
  int64_t gold = 0;
};

ELECTRA_EXPORT PrecisionRecall precision_recall(int64_t correct, int64_t predicted, int64_t gold);

// --- One label per item ---

struct ClassMetrics {
  int64_t items = 0;
  double accuracy = 0.0;
  double mcc = 0.0;  // Matthews' correlation; 0 where it is not defined
  // Averages over the classes that occur, as gold or as prediction.
  PrecisionRecall macro, micro, weighted;
  std::vector<PrecisionRecall> classes;         // by class
  std::vector<int64_t> support;                 // by class: gold items
  std::vector<std::vector<int64_t>> confusion;  // [gold][predicted]
};

// REQUIRES: gold and predicted are of the same size, and all 0 <= class < num_classes.
ELECTRA_EXPORT ClassMetrics class_metrics(std::span<const int32_t> gold, std::span<const int32_t> predicted,
                                          int32_t num_classes);

// --- A probability per item, high for the class that is looked for ---

struct BinaryMetrics {
  int64_t items = 0;
  int64_t positives = 0;      // by gold
  double accuracy = 0.0;      // of the decisions by the threshold
  PrecisionRecall found;      // of the positives
  std::optional<double> auc;  // area under the ROC curve, equal ones counting half; nothing for one class alone
};

// gold: 0 or 1; from the threshold on an item counts as predicted. REQUIRES: equal sizes, no NaN.
ELECTRA_EXPORT BinaryMetrics binary_metrics(std::span<const uint8_t> gold, std::span<const float> probabilities,
                                            float threshold);

// --- Any number of labels per item ---

struct MultiLabelMetrics {
  int64_t items = 0;
  double exact_match = 0.0;  // items with all labels right
  double accuracy = 0.0;     // of all decisions
  PrecisionRecall macro, micro, weighted;
  double samples_f1 = 0.0;  // mean over the items
  std::vector<PrecisionRecall> classes;
  std::vector<int64_t> support;
};

// Rows [items, num_classes] of 0 and 1. REQUIRES: equal sizes, a multiple of num_classes.
ELECTRA_EXPORT MultiLabelMetrics multi_label_metrics(std::span<const uint8_t> gold, std::span<const uint8_t> predicted,
                                                     int32_t num_classes);

// --- Numbers ---

struct RegressionMetrics {
  int64_t items = 0;
  std::optional<double> pearson;   // nothing for constant values, or where it overflows
  std::optional<double> spearman;  // equal values share their mean rank
  std::optional<double> mse;       // like all of them nothing without items, or where one is NaN or infinite
  std::optional<double> mae;
};

// REQUIRES: equal sizes.
ELECTRA_EXPORT RegressionMetrics regression_metrics(std::span<const double> gold, std::span<const double> predicted);

// --- Answers to questions: the evaluation scripts of SQuAD ---

// An answer as it is compared: in lower case, without ASCII punctuation and articles, single blanks between words.
ELECTRA_EXPORT std::string normalize_answer(std::string_view text);

struct GoldAnswers {
  std::string id;
  std::vector<std::string> texts;  // none: the question has no answer
};

// In percent.
struct AnswerMetrics {
  int64_t total = 0;
  double exact = 0.0;
  double f1 = 0.0;  // of the words
};

// Predictions by id; one that is missing is wrong.
ELECTRA_EXPORT AnswerMetrics squad1_metrics(std::span<const GoldAnswers> gold,
                                            const std::map<std::string, std::string>& predictions);

struct Squad2Metrics {
  AnswerMetrics all;
  std::optional<AnswerMetrics> has_answer, no_answer;  // nothing where there are no such questions
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

// "" predicts that there is no answer, and so does a missing prediction. Where null odds are given, in the order of
// their file, a question whose odds exceed the threshold is taken as predicted without an answer.
ELECTRA_EXPORT Squad2Metrics squad2_metrics(std::span<const GoldAnswers> gold,
                                            const std::map<std::string, std::string>& predictions,
                                            const std::vector<std::pair<std::string, double>>* null_odds = nullptr,
                                            double threshold = 1.0);

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
  PrecisionRecall micro, macro, weighted;
  std::map<std::string, PrecisionRecall> types;
  std::map<std::string, int64_t> support;  // gold spans
};

// Sentence by sentence: memory does not grow with their number. Not for use by several threads at once.
class ELECTRA_EXPORT SpanScorer {
 public:
  explicit SpanScorer(TagScheme scheme) : scheme_(scheme) {}

  // REQUIRES: as many tags.
  void add(std::span<const std::string> gold, std::span<const std::string> predicted);
  SpanMetrics metrics() const;

 private:
  TagScheme scheme_;
  int64_t sentences_ = 0;
  int64_t words_ = 0;
  int64_t right_words_ = 0;
  std::map<std::string, ClassCounts> types_;
};

}  // namespace electra
