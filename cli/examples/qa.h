// Questions with their contexts, out of lines, objects and files of SQuAD.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/json_object.h"
#include "base/quote.h"
#include "cli/io/gold.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"
#include "cli/io/messages.h"
#include "electra/tasks.h"

namespace electra::cli {

struct QaGold {
  std::vector<std::string> answers;  // the right ones; none of them: there is no answer
  std::optional<Span> place;         // of the context: where the first of them is said to stand
};

struct QaExample {
  std::string id;  // of an object without one, or of a line, its number in the run; a number as it is written
  std::string question;
  std::shared_ptr<const std::string> context;  // the questions of a paragraph share it
  bool may_have_no_answer = false;             // SQuAD 2.0, told by "is_impossible"
  Gold<QaGold> gold;

  ContextQuestion asked() const {
    return {question, *context, may_have_no_answer, gold.value ? gold.value->place : std::nullopt};
  }
};

// The member "id", a string or a number; nothing if there is none. Throws Error(input).
std::optional<std::string> read_id(const internal::JsonObject& members);

// {"question"} and maybe "is_impossible" and "answers" as in SQuAD, or as the datasets library has them. Throws
// Error(input).
QaExample read_question(const internal::JsonObject& members, std::string id,
                        std::shared_ptr<const std::string> context);

// {"id", "question", "context"} and maybe the same; `number` is the id of one without. Throws Error(input).
QaExample read_flat_question(const internal::JsonObject& members, uint64_t number);

// The ids of questions that answers are kept by. Of the answers to one id the last one counts.
class QuestionIds {
 public:
  void add(const std::string& id) {
    if (!ids_.insert(id).second) again_.add(1, internal::quote(id));
  }
  // One, if there were ids that had been added before.
  void print_warning() const { again_.print(); }

 private:
  std::unordered_set<std::string> ids_;
  CountedWarning again_{"question with the id of one before it, of whose answers the last one counts",
                        "questions with the ids of others before them, of whose answers the last one counts"};
};

// What lines do not say themselves.
struct QaLines {
  std::string question = "";        // of text, where a line is a context
  bool may_have_no_answer = false;  // of all questions
  bool keeps_ids = false;           // answers are kept by ids: of those that come again is warned, as of SQuAD's
};

// squad: files of SQuAD, as they are or as the datasets library flattens them; jsonl: an object with its "context" a
// line; text: a context a line. Throws Error(input) for files that are something else.
std::unique_ptr<ItemSource<QaExample>> qa_source(InputFiles files, const QaLines& lines = {});

}  // namespace electra::cli
