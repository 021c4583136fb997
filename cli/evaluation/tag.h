// Tags of words against the gold column of a CoNLL file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/io/conll.h"
#include "cli/io/messages.h"
#include "electra/config.h"
#include "electra/tasks.h"

namespace electra::cli {

class TagEvaluation : public Evaluation<ConllSentence, std::vector<WordTag>> {
 public:
  // REQUIRES: the config outlives it.
  explicit TagEvaluation(const Config& config);

  void add(const Item<ConllSentence>& item, const std::vector<WordTag>& tags,
           const ItemSource<ConllSentence>& source) override;
  Report report() const override;

 private:
  const Config& config_;
  std::unordered_map<std::string, int64_t> label2id_;
  SpanScorer scorer_;
  MeanLoss loss_;  // of words whose label is known
  CountedWarning unknown_;
};

// Sentences, words, accuracy; and the metrics of spans, if there are any to find.
Report report_of(const SpanMetrics& metrics, bool with_spans);

}  // namespace electra::cli
