// What electra score is asked for, and the tasks it scores.
#pragma once

#include <optional>
#include <string>

#include "cli/evaluation/report.h"

namespace electra::cli {

struct ScoreFlags {
  std::string task, predictions, gold;
  std::string predictions_format;  // empty: from the name, else the task's own
  std::string format;              // of gold; empty: from the name, else the task's own
  std::string label_column;
  std::string labels;        // names in the order of their numbers, with commas; empty: those of the files
  std::string problem_type;  // empty: told from the predictions
  double threshold = 0.5;
  std::string scheme;  // empty: as electra tag chooses
  std::string null_odds;
  std::optional<double> null_threshold;
  std::string model;
  std::string offsets = "bytes";
};

// Each throws Error(input) with file, line and reason for bad files, and Error(usage) for flags that do not fit them.
Report score_classify(const ScoreFlags& flags);         // score_classify.cc
Report score_choose(const ScoreFlags& flags);           // score_choose.cc
Report score_tag(const ScoreFlags& flags);              // score_tag.cc
Report score_qa(const ScoreFlags& flags);               // score_qa.cc
Report score_detect_replaced(const ScoreFlags& flags);  // score_words.cc
Report score_fill_mask(const ScoreFlags& flags);        // score_words.cc

}  // namespace electra::cli
