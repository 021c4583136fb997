// Files of SQuAD 1.1 and 2.0.
#pragma once

#include <functional>
#include <string>

#include "cli/examples/qa.h"

namespace electra::cli {

// What a file of SQuAD holds, paragraph by paragraph, so that memory does not grow with the file.
struct SquadVisitor {
  std::function<void(QaItem)> question;
  // An article, paragraph or question that is bad: where ("paragraph 3, question 'x'") and why.
  std::function<void(const std::string& fault)> fault;
};

// "-": standard input. Throws Error(io) for what cannot be read, Error(input) for what is no JSON or not SQuAD's.
void read_squad(const std::string& file, const SquadVisitor& visitor);

}  // namespace electra::cli
