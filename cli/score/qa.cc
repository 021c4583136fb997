// Answers out of files, as electra qa and the programs that SQuAD's scripts score write them.
#include "cli/evaluation/qa.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/json_handler.h"
#include "base/quote.h"
#include "cli/examples/qa.h"
#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"
#include "cli/io/json_out.h"
#include "cli/io/line_file.h"
#include "cli/io/messages.h"
#include "cli/io/read_strictly.h"
#include "cli/score/score.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// Gives away the members of a file that is one object, one after the other. nlohmann's ordered object looks for every
// key among those before it.
class MemberHandler : public JsonHandler {
 public:
  using Take = std::function<void(std::string id, const json& value)>;

  explicit MemberHandler(Take take) : take_(std::move(take)) {}

  bool is_object() const { return is_object_; }
  bool key(string_t& v) override {
    if (value_.is_open()) {
      value_.key(v);
    } else if (depth() == 1) {
      id_ = std::move(v);
    }
    return true;
  }

 private:
  bool value(json v) override {
    if (value_.is_open()) {
      value_.value(std::move(v));
    } else if (is_object_) {
      take_(std::move(id_), v);
    }
    return true;
  }
  bool start(json empty) override {
    if (is_object_) value_.start(std::move(empty));
    is_object_ = is_object_ || (depth() == 0 && empty.is_object());
    return is_object_;
  }
  bool end() override {
    if (!value_.is_open()) return true;
    value_.end();
    if (!value_.is_open()) take_(std::move(id_), value_.root());
    return true;
  }

  Take take_;
  std::string id_;
  JsonBuilder value_;
  bool is_object_ = false;
};

void visit_members(const std::string& file, MemberHandler::Take take) {
  InputFile input(file);
  MemberHandler handler(
      [&](std::string id, const json& value) { at_place(input.name(), [&] { take(std::move(id), value); }); });
  const bool is_read = handler.parse(input.stream());
  if (!handler.is_object() && handler.byte() == 0) fail(fmt::format("{}: no object of ids", input.name()));
  if (!is_read) fail(fmt::format("{}: {}", input.name(), handler.error()));
}

// What was predicted, by id; of an id that comes again the last.
class Predictions {
 public:
  void add(std::string id, std::string answer) {
    ids_.add(id);
    answers_[std::move(id)] = {std::move(answer)};
  }
  std::optional<std::string> answer_to(const std::string& id) {
    const auto found = answers_.find(id);
    if (found == answers_.end()) return std::nullopt;
    found->second.has_question = true;
    return found->second.text;
  }
  void print_warnings(const std::string& file) const {
    ids_.print_warning();
    const auto is_left = [](const auto& one) { return !one.second.has_question; };
    const auto left = std::ranges::count_if(answers_, is_left);
    if (left == 0) return;
    print_warning(fmt::format("{}: {} prediction{} for no question, such as {}", input_name(file), left,
                              left == 1 ? "" : "s", quote(std::ranges::find_if(answers_, is_left)->first)));
  }

 private:
  struct Answer {
    std::string text = {};
    bool has_question = false;
  };
  QuestionIds ids_;
  std::map<std::string, Answer> answers_;
};

// A text, or of a list of the best ones the first.
std::string answer_of(const std::string& id, const json& value) {
  if (value.is_string()) return value.get<std::string>();
  // What SQuAD's files have as "data" is a list of objects, too.
  if (value.is_array() && !value.empty() && value.front().is_object() && value.front().contains("text")) {
    return record_members(value.front()).need_string("text");
  }
  fail(fmt::format("the answer to {} is {}, expected a string or a list of the best ones", quote(id),
                   quote_json(value)));
}

std::pair<std::string, std::string> answer_of_line(std::string_view line, bool is_json) {
  if (!is_json) {
    const std::vector<std::string> cells = split_cells(line, tsv_cells);
    if (cells.size() < 2) fail("1 column, expected an id and an answer");
    constexpr size_t own = 5;  // id, answer, start, end, probability; before them a file, its line, and what was kept
    const size_t begin = cells.size() > own ? cells.size() - own : 0;
    return {cells[begin], cells[begin + 1]};
  }
  const json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  const std::optional<std::string> id = read_id(members);
  return {id ? *id : members.need_string("id"), members.need_string("answer")};
}

Predictions read_predictions(const ScoreRequest& request) {
  Predictions predictions;
  if (request.predictions_as.format == Format::squad) {
    visit_members(request.predictions, [&](std::string id, const json& value) {
      std::string answer = answer_of(id, value);
      predictions.add(std::move(id), std::move(answer));
    });
    return predictions;
  }
  LineFile lines(request.predictions, request.predictions_as);
  while (const Record* const record = lines.next()) {
    if (record->text.empty() || record->text == "null") continue;  // a skipped question
    at_place(lines.place(*record), [&] {
      auto [id, answer] = answer_of_line(record->text, request.predictions_as.format == Format::jsonl);
      predictions.add(std::move(id), std::move(answer));
    });
  }
  return predictions;
}

void read_null_odds(const std::string& file, QaEvaluation& evaluation) {
  std::map<std::string, double> odds;  // of an id that comes again the last
  std::vector<std::string> order;
  visit_members(file, [&](const std::string& id, const json& value) {
    if (!value.is_number()) fail(fmt::format("the null odds of {} are no number", quote(id)));
    if (odds.insert_or_assign(id, value.get<double>()).second) order.push_back(id);
  });
  for (const std::string& id : order) evaluation.add_null_odds(id, odds.at(id));
}

}  // namespace

Scored score_qa(const ScoreRequest& request) {
  refuse_if(request.null_threshold && request.null_odds.empty(), "--null-threshold needs --null-odds");
  const AnswerComparison comparison = request.metric.comparison();
  refuse_if(comparison.metric != AnswerMetric::squad && !request.null_odds.empty(), "--null-odds needs --metric squad");
  Predictions predictions = read_predictions(request);
  QaEvaluation evaluation(request.null_threshold, comparison);
  if (!request.null_odds.empty()) read_null_odds(request.null_odds, evaluation);
  CountedWarning missing("question without a prediction", "questions without a prediction");
  // As in the run that a threshold was given to.
  const auto gold = qa_source(request.gold_files, {.may_have_no_answer = request.null_threshold.has_value()});
  const int64_t records = read_strictly(*gold, [&](const Item<QaExample>& item) {
    const std::string& id = item.example.id;
    // Ids lose their TABs and line ends in tsv.
    auto answer = predictions.answer_to(request.predictions_as.format == Format::tsv ? on_one_line(id) : id);
    if (!answer) missing.add(1, quote(id));
    at_place(gold->place_of(item), [&] { evaluation.add(item.example, std::move(answer)); });
  });
  missing.print();
  predictions.print_warnings(request.predictions);
  return {evaluation.report(), records, evaluation.plot()};
}

}  // namespace electra::cli
