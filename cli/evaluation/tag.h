// Tags of words against the gold column of a CoNLL file.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/evaluation/evaluation.h"
#include "cli/io/conll.h"
#include "cli/io/messages.h"
#include "electra/config.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

class TagEvaluation : public Evaluation<ConllSentence, std::vector<WordTag>> {
 public:
  // REQUIRES: the config outlives it.
  explicit TagEvaluation(const Config& config);

  void add(const ConllSentence& sentence, const std::vector<WordTag>& tags, const std::string& place) override;
  Report report() const override;

 private:
  const Config& config_;
  std::unordered_map<std::string, int64_t> label2id_;
  SpanAccumulator spans_;
  CountedWarning unknown_;
};

// With the metrics of spans, if there are any to find.
Report report_of(const SpanMetrics& metrics, bool with_spans);

}  // namespace electra::cli
