// Answers as the formats of electra qa, and its files beside them.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "cli/evaluation/qa.h"
#include "cli/examples/qa.h"
#include "cli/io/writer.h"
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
  explicit QaOutput(const QaOutputFlags& flags);

  // Answers whose null odds exceed it are "", where there may be no answer.
  void set_threshold(double threshold) { threshold_ = threshold; }
  // What is to be told of the answers. It must outlive this.
  void set_evaluation(QaEvaluation* evaluation) { evaluation_ = evaluation; }

  void begin(std::string& out) const;
  void add(const QaItem& item, const Answer& answer, std::string& out);
  void end(std::string& out) const;
  void finish();  // the files
  bool writes_json() const { return flags_.output_format == "jsonl"; }

 private:
  // A file with one JSON object, a member for every question.
  struct ObjectFile {
    std::unique_ptr<Writer> writer;
    bool has_members = false;
    void add(const std::string& id, const std::string& value);
    void finish();
  };
  void write(const QaItem& item, const Answer& answer, const std::string& text, Span bytes, std::string& out);

  QaOutputFlags flags_;
  QaEvaluation* evaluation_ = nullptr;
  double threshold_ = 0.0;
  bool has_members_ = false;
  ObjectFile nbest_, null_odds_;
};

}  // namespace electra::cli
