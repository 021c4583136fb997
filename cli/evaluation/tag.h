// Tags of words against gold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/args/flags.h"
#include "cli/evaluation/evaluation.h"
#include "cli/examples/words.h"
#include "cli/io/messages.h"
#include "electra/config.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

// Bars of the types; `words`: of tags that make no spans, their pairs, which are a matrix then.
Plot plot_of(const SpanMetrics& metrics, const NamePairs* words);

class TagEvaluation : public Evaluation<WordsExample, std::vector<WordTag>> {
 public:
  // scheme: nothing for that of the model's labels. REQUIRES: the config outlives it. Throws Error(usage) for a scheme
  // that cannot read its labels.
  TagEvaluation(const Config& config, std::optional<TagScheme> scheme);

  void add(const WordsExample& example, const std::vector<WordTag>& tags, const std::string& place) override;
  void keep_for_plot() override { keeps_ = true; }
  Report report() const override;
  Plot plot() const override { return plot_of(spans_.metrics(), has_spans() ? nullptr : &pairs_); }

 private:
  bool has_spans() const { return scheme_ || reading_.letters != TagLetters::none; }
  std::vector<std::string> named_gold(const WordsExample& example) const;

  const Config& config_;
  LabelReading reading_;
  std::optional<TagScheme> scheme_;  // as asked for
  std::unordered_map<std::string, int64_t> label2id_;
  SpanAccumulator spans_;
  CountedWarning unknown_;
  bool keeps_ = false;
  NamePairs pairs_;
};

// The names of the schemes, beside nothing.
extern const Choices<std::optional<TagScheme>> tag_schemes;

// The one asked for, else that of the tags. Throws Error(usage) for google where the letter stands behind.
TagScheme checked_scheme(std::optional<TagScheme> asked, const LabelReading& reading);

// With the metrics of spans, if there are any to find.
Report report_of(const SpanMetrics& metrics, bool with_spans);

}  // namespace electra::cli
