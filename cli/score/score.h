// What electra score is asked for, and the tasks it scores.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/evaluation/qa.h"
#include "cli/evaluation/report.h"
#include "cli/examples/fields.h"
#include "cli/io/first_bytes.h"
#include "cli/io/input_file.h"
#include "cli/io/offsets.h"
#include "electra/losses.h"
#include "electra/metrics.h"
#include "electra/tokenizer.h"

namespace electra::cli {

struct ScoreRequest {
  std::string predictions, gold;  // files
  ReadAs predictions_as = {.format = Format::jsonl};
  InputFiles gold_files;  // gold, and what it is read as
  std::string label_column, word_column, sentence_column;
  TableFlags table;        // of GOLD
  std::string map_labels;  // of classify
  std::string labels;      // names in the order of their numbers, with commas; empty: those of the files
  std::optional<ProblemType> problem_type;  // nothing: told from the predictions
  double threshold = 0.5;
  bool is_threshold_given = false;
  std::optional<TagScheme> scheme;  // nothing: as electra tag chooses
  std::optional<TagAffix> affix;    // nothing: told from the tags
  std::string null_odds;
  std::optional<double> null_threshold;
  AnswerMetricFlags metric;
  bool plots = false;                    // what Scored::plot shows is kept
  const Tokenizer* tokenizer = nullptr;  // right words are looked up in its vocabulary; null: they stand for themselves
  OffsetUnit offsets = OffsetUnit::bytes;
};

struct Scored {
  Report report;
  int64_t records = 0;  // of GOLD
  Plot plot;            // only what can be drawn of files
};

// Each throws Error(input) with file, line and reason for bad files, and Error(usage) for flags that do not fit them.
Scored score_classify(const ScoreRequest& request);         // classify.cc
Scored score_choose(const ScoreRequest& request);           // choose.cc
Scored score_tag(const ScoreRequest& request);              // tag.cc
Scored score_qa(const ScoreRequest& request);               // qa.cc
Scored score_detect_replaced(const ScoreRequest& request);  // replaced.cc
Scored score_fill_mask(const ScoreRequest& request);        // masks.cc

}  // namespace electra::cli
