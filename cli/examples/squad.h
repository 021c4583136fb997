// Files of SQuAD 1.1 and 2.0, as they are published or as the datasets library and run_qa.py have them: a list of
// questions with their contexts, alone or as "data".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/examples/qa.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"

namespace electra::cli {

// Reads paragraph by paragraph, so that memory does not grow with the file, and a pipe is answered as it comes. What is
// bad of an article, a paragraph or a question begins with where: "paragraph 3, question 'x'", "article 3", or, of a
// list of questions, "question 'x'".
class SquadSource : public ItemSource<QaExample> {
 public:
  explicit SquadSource(InputFiles files, bool may_have_no_answer = false)
      : files_(std::move(files)), may_have_no_answer_(may_have_no_answer) {}

  void read(ItemSink<QaExample>& sink) override;
  std::string text_of(Place place) const override { return files_.names[place.file]; }
  ReadProgress progress() const override;
  std::string_view noun() const override { return "question"; }
  bool marks_bad_records() const override { return false; }
  void print_warnings() const override { ids_.print_warning(); }

 private:
  InputFiles files_;
  bool may_have_no_answer_;
  QuestionIds ids_;
  std::optional<InputFile> file_;  // that is being read
  uint64_t bytes_before_ = 0;      // of the files before it
};

}  // namespace electra::cli
