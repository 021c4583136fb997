// The page of electra qa: every context once, with the answers to its questions marked in it, then the questions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/html.h"
#include "electra/tokenizer.h"

namespace electra::cli {

// A question and what is given out as its answer.
struct AnsweredQuestion {
  PageLine line;
  std::string question;
  std::string answer;  // empty: there is none
  Span bytes;          // of the context
  float probability = 0.0F;
  std::optional<float> null_odds;  // of one that may have no answer
};

// Holds the questions of one context, which the context with its marks stands before.
class QaPage {
 public:
  explicit QaPage(Page page = Page()) : page_(std::move(page)) {}

  void begin(std::string& out) const;
  // Neighbours with equal contexts share it.
  void add(const std::shared_ptr<const std::string>& context, AnsweredQuestion question, std::string& out);
  void end(std::string& out);

 private:
  void finish_context(std::string& out);
  void write_question(const AnsweredQuestion& question, std::string& out);

  Page page_;
  std::shared_ptr<const std::string> context_;  // null: none yet
  std::vector<AnsweredQuestion> questions_;     // of it
  uint64_t contexts_ = 0, asked_ = 0, answered_ = 0;
};

}  // namespace electra::cli
