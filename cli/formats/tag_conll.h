// electra tag on CoNLL files: the same lines with the predicted tag behind them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/io/conll.h"
#include "cli/run/session.h"
#include "cli/run/stream.h"
#include "cli/evaluation/tag.h"
#include "electra/tasks.h"

namespace electra::cli {

class TagConllJob : public Job {
 public:
  // scheme: "bio" and "bioes" write the spans that the model's tags make, "raw" its tags. All but the parser must
  // outlive the job; without an evaluation nothing is compared.
  TagConllJob(Session& session, ConllParser parser, TagOptions options, std::string scheme, const Stream& stream,
              TagEvaluation* evaluation);

  // REQUIRES: whole sentences, as of a Stream with whole_blocks.
  void compute(std::span<const Record> records) override;
  void format(const Record& record, size_t index, std::string& out) override;

 private:
  struct Slot {
    ConllLine line;
    std::optional<std::string> fault = {};
    std::optional<size_t> sentence = {};
    size_t word = 0;
  };
  Slot take(const Record& record);
  void evaluate(std::span<const std::vector<WordTag>> tags);
  std::vector<std::string> written_tags(std::span<const WordTag> tags) const;

  Session& session_;
  ConllParser parser_;
  TagOptions options_;
  std::string scheme_;
  const Stream& stream_;
  TagEvaluation* evaluation_;

  std::vector<Slot> slots_;  // by record
  bool in_sentence_ = false;
  size_t source_ = 0;
  std::vector<std::vector<std::string>> sentences_;
  std::vector<std::vector<std::string>> gold_;
  std::vector<std::string> places_;  // of each sentence's first word
  std::vector<std::vector<std::string>> tags_;
};

}  // namespace electra::cli
