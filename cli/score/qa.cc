// Answers out of files, as electra qa and the programs that SQuAD's scripts score write them.
#include "cli/evaluation/qa.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/json_handler.h"
#include "base/quote.h"
#include "cli/examples/qa.h"
#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"
#include "cli/io/json_out.h"
#include "cli/io/json_stream.h"
#include "cli/io/line_file.h"
#include "cli/io/read_strictly.h"
#include "cli/score/score.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// The members of a file that is one object, in their order. nlohmann's ordered object looks for every key among those
// before it.
class MemberHandler : public JsonHandler {
 public:
  std::vector<std::pair<std::string, json>> members;

  bool is_object() const { return is_object_; }
  bool key(string_t& v) override {
    if (depth() == 1) members.emplace_back(std::move(v), json());
    return true;
  }

 private:
  // What is nested is no value of a member: it stays null.
  bool value(json v) override {
    if (depth() == 1 && is_object_) members.back().second = std::move(v);
    return true;
  }
  bool start(json empty) override {
    is_object_ = is_object_ || (depth() == 0 && empty.is_object());
    return true;
  }
  bool end() override { return true; }

  bool is_object_ = false;
};

std::vector<std::pair<std::string, json>> read_members(const std::string& file) {
  InputFile input(file);
  MemberHandler handler;
  parse_values(input, handler);
  if (!handler.is_object()) fail(fmt::format("{}: no object of ids", input.name()));
  return std::move(handler.members);
}

using Answers = std::map<std::string, std::string>;

void add_answer(Answers& answers, std::string id, std::string answer) {
  const auto [place, is_new] = answers.emplace(std::move(id), std::move(answer));
  if (!is_new) fail(fmt::format("question {} is answered twice", quote(place->first)));
}

Answers read_squad_predictions(const std::string& file) {
  Answers answers;
  const std::vector<std::pair<std::string, json>> members = read_members(file);
  at_place(input_name(file), [&] {
    for (const auto& [id, answer] : members) {
      if (!answer.is_string()) fail(fmt::format("the answer to {} is no string", quote(id)));
      add_answer(answers, id, answer.get<std::string>());
    }
  });
  return answers;
}

std::pair<std::string, std::string> answer_of_line(std::string_view line, bool is_json) {
  if (!is_json) {
    const std::vector<std::string> cells = split_cells(line, '\t');
    if (cells.size() < 2) fail("1 column, expected an id and an answer");
    constexpr size_t all = 5;                              // id, answer, start, end, probability
    const size_t begin = cells.size() == all + 2 ? 2 : 0;  // a file and its line
    return {cells[begin], cells[begin + 1]};
  }
  const json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  return {members.need_string("id"), members.need_string("answer")};
}

Answers read_predictions(const ScoreRequest& request) {
  if (request.predictions_as.format == Format::squad) return read_squad_predictions(request.predictions);
  Answers answers;
  LineFile lines(request.predictions, request.predictions_as);
  while (const Record* const record = lines.next()) {
    if (record->text.empty() || record->text == "null") continue;  // a skipped question
    at_place(lines.place(*record), [&] {
      auto [id, answer] = answer_of_line(record->text, request.predictions_as.format == Format::jsonl);
      add_answer(answers, std::move(id), std::move(answer));
    });
  }
  return answers;
}

std::vector<std::pair<std::string, double>> read_null_odds(const std::string& file) {
  std::vector<std::pair<std::string, double>> odds;
  std::set<std::string> seen;
  for (const auto& [id, value] : read_members(file)) {
    if (!value.is_number()) fail(fmt::format("{}: the null odds of {} are no number", input_name(file), quote(id)));
    if (!seen.insert(id).second) fail(fmt::format("{}: null odds of {} twice", input_name(file), quote(id)));
    odds.emplace_back(id, value.get<double>());
  }
  return odds;
}

}  // namespace

Report score_qa(const ScoreRequest& request) {
  refuse_if(request.null_threshold && request.null_odds.empty(), "--null-threshold needs --null-odds");
  Answers answers = read_predictions(request);
  QaEvaluation evaluation(request.null_threshold);
  if (!request.null_odds.empty()) {
    for (const auto& [id, odds] : read_null_odds(request.null_odds)) evaluation.add_null_odds(id, odds);
  }
  CountedWarning missing("question without a prediction", "questions without a prediction");
  // As in the run that a threshold was given to.
  const auto gold = qa_source(request.gold_files, {.may_have_no_answer = request.null_threshold.has_value()});
  read_strictly(*gold, [&](const Item<QaExample>& item) {
    const std::string& id = item.example.id;
    // Ids lose their TABs and line ends in tsv.
    const auto found = answers.extract(request.predictions_as.format == Format::tsv ? on_one_line(id) : id);
    if (!found) missing.add(1, quote(id));
    at_place(gold->place_of(item),
             [&] { evaluation.add(item.example, found ? std::optional(found.mapped()) : std::nullopt); });
  });
  missing.print();
  if (!answers.empty()) {
    print_warning(fmt::format("{}: {} prediction{} for no question, such as {}", input_name(request.predictions),
                              answers.size(), answers.size() == 1 ? "" : "s", quote(answers.begin()->first)));
  }
  return evaluation.report();
}

}  // namespace electra::cli
