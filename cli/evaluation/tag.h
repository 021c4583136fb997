// How tags compare with the gold column of a CoNLL file.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/evaluation/report.h"
#include "cli/io/messages.h"
#include "electra/config.h"
#include "electra/tasks.h"

namespace electra::cli {

class TagEvaluation {
 public:
  // REQUIRES: the config outlives it.
  explicit TagEvaluation(const Config& config);

  // `place` of the sentence's first line, for the warning about labels that the model does not have.
  void add(std::span<const std::string> gold, std::span<const WordTag> tags, const std::string& place);
  Report report() const;

 private:
  const Config& config_;
  std::unordered_map<std::string, int64_t> label2id_;
  SpanScorer scorer_;
  MeanLoss loss_;  // of words whose label is known
  CountedWarning unknown_;
};

// Whether labels make spans: whether one has a prefix B-, I-, E- or S-.
bool makes_spans(std::span<const std::string> labels);

// Sentences, words, accuracy; and the scores of spans, unless no tag makes any.
Report report_of(const SpanScores& scores, bool has_spans = true);

}  // namespace electra::cli
