// Questions with their contexts, out of lines and out of files of SQuAD.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tasks.h"

namespace electra::cli {

struct QaItem {
  std::string id;
  std::string question;
  std::shared_ptr<const std::string> context;    // the questions of a paragraph share it
  bool may_have_no_answer = false;               // SQuAD 2.0, told by "is_impossible"
  std::optional<std::vector<std::string>> gold;  // the right answers; none of them: there is no answer
  std::optional<Span> gold_bytes;                // of the context: where the first of them is said to stand

  ContextQuestion asked() const { return {question, *context, may_have_no_answer, gold_bytes}; }
};

// {"question", "context"} and maybe "id", "is_impossible" and "answers" as in SQuAD. Throws Error(input).
QaItem read_qa_object(const nlohmann::json& object);

// What a file of SQuAD holds, paragraph by paragraph, so that memory does not grow with the file.
struct SquadVisitor {
  std::function<void(QaItem)> question;
  // A paragraph or question that is bad: where ("paragraph 3, question 'x'") and why.
  std::function<void(const std::string& fault)> fault;
};

// "-": standard input. Throws Error(io) for what cannot be read, Error(input) for what is no JSON or not SQuAD's.
void read_squad(const std::string& file, const SquadVisitor& visitor);

}  // namespace electra::cli
