// Answers as the formats of electra qa, its files beside them, and its evaluation.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/evaluation.h"
#include "cli/qa_items.h"
#include "cli/writer.h"
#include "electra/tasks.h"

namespace electra::cli {

struct QaOutputFlags {
  std::string output_format;  // squad, jsonl or tsv
  std::string nbest;          // files; empty: none
  std::string null_odds;
  std::string offsets = "bytes";
};

class QaOutput {
 public:
  // Opens the files. Throws Error(io).
  QaOutput(const QaOutputFlags& flags, bool evaluates);

  // Answers whose null odds exceed it are "", where there may be no answer.
  void set_threshold(double threshold) { threshold_ = threshold; }

  void begin(std::string& out) const;
  void add(const QaItem& item, const Answer& answer, std::string& out);
  void end(std::string& out) const;
  void finish();  // the files
  Report report() const;
  bool writes_json() const { return flags_.output_format == "jsonl"; }

 private:
  // A file with one JSON object, a member for every question.
  struct ObjectFile {
    std::unique_ptr<Writer> writer;
    bool has_members = false;
    void add(const std::string& id, const std::string& value);
    void finish();
  };
  void remember(const QaItem& item, const std::string& text, const Answer& answer);

  QaOutputFlags flags_;
  bool evaluates_;
  double threshold_ = 0.0;
  bool has_members_ = false;
  ObjectFile nbest_, null_odds_;
  std::vector<GoldAnswers> gold_;
  std::map<std::string, std::string> predictions_;
  std::map<std::string, std::string> best_texts_;  // whatever the null odds: for the thresholds that would be best
  std::vector<std::pair<std::string, double>> odds_;
  bool is_squad2_ = false;
};

}  // namespace electra::cli
