// Answers as the formats of electra qa, and the files beside them.
#pragma once

#include <string>

#include "cli/examples/qa.h"
#include "cli/formats/qa_page.h"
#include "cli/io/item_source.h"
#include "cli/io/offsets.h"
#include "cli/io/writer.h"
#include "electra/tasks.h"

namespace electra::cli {

// A file with one JSON object, a member for every question.
struct ObjectFile {
  void add(const std::string& id, const std::string& value);
  void finish();

  Writer* writer = nullptr;  // null: no file is wanted
  bool has_members = false;
};

struct AnswerStyle {
  double null_threshold = 0.0;  // a question that may have no answer has none where its null odds are higher
  OffsetUnit offsets = OffsetUnit::bytes;
  bool has_members = false;  // of SQuAD's object
  ObjectFile nbest = {}, null_odds = {};
  QaPage page = QaPage();
};

// Each also adds to the files beside it.
void write_answer_json(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out);
void write_answer_tsv(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out);

// The object of ids and answers that the scripts of SQuAD read.
void begin_answers(AnswerStyle& style, std::string& out);
void write_answer_member(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out);
void end_answers(AnswerStyle& style, std::string& out);

// The page of contexts and questions.
void begin_qa_page(AnswerStyle& style, std::string& out);
void add_to_qa_page(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out);
void end_qa_page(AnswerStyle& style, std::string& out);

// Once all results have been written.
void finish_answer_files(AnswerStyle& style, Writer& results);

}  // namespace electra::cli
