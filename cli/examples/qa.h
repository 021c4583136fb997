// Questions with their contexts out of JSON.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
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

std::vector<ContextQuestion> asked_of(std::span<const QaItem> items);

// A member that is a string. Throws Error(input).
std::string text_of(const nlohmann::json& object, const char* key);

// {"question"} and maybe "id", "is_impossible" and "answers" as in SQuAD, or as the datasets library has them. Throws
// Error(input).
QaItem read_question(const nlohmann::json& object, std::shared_ptr<const std::string> context);

// The same of an object with its "context".
QaItem read_qa_object(const nlohmann::json& object);

}  // namespace electra::cli
