// Questions with their contexts, out of lines, objects and files of SQuAD.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/json_object.h"
#include "cli/io/gold.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"
#include "electra/tasks.h"

namespace electra::cli {

struct QaGold {
  std::vector<std::string> answers;  // the right ones; none of them: there is no answer
  std::optional<Span> place;         // of the context: where the first of them is said to stand
};

struct QaExample {
  std::string id;  // of an object without one, or of a line, its number in the run
  std::string question;
  std::shared_ptr<const std::string> context;  // the questions of a paragraph share it
  bool may_have_no_answer = false;             // SQuAD 2.0, told by "is_impossible"
  Gold<QaGold> gold;

  ContextQuestion asked() const {
    return {question, *context, may_have_no_answer, gold.value ? gold.value->place : std::nullopt};
  }
};

// {"question"} and maybe "is_impossible" and "answers" as in SQuAD, or as the datasets library has them. Throws
// Error(input).
QaExample read_question(const internal::JsonObject& members, std::string id,
                        std::shared_ptr<const std::string> context);

// The ids of questions that answers are kept by.
class QuestionIds {
 public:
  // Throws Error(input) for an id that was added before.
  void add(const std::string& id);

 private:
  std::unordered_set<std::string> ids_;
};

// What lines do not say themselves.
struct QaLines {
  std::string question = "";        // of text, where a line is a context
  bool may_have_no_answer = false;  // of all questions
  bool has_files_of_ids = false;    // beside the output: an id that comes again is refused, as it is in files of SQuAD
};

// squad: files of SQuAD, as they are; jsonl: an object with its "context" a line; text: a context a line. Throws
// Error(input) for files that are something else.
std::unique_ptr<ItemSource<QaExample>> qa_source(InputFiles files, const QaLines& lines = {});

}  // namespace electra::cli
