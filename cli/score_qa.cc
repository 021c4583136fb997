// Answers out of files, as electra qa and the programs that SQuAD's scripts score write them.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/io_error.h"
#include "base/json.h"
#include "cli/columns.h"
#include "cli/line_pairs.h"
#include "cli/qa_evaluation.h"
#include "cli/qa_items.h"
#include "cli/score_flags.h"
#include "cli/text_record.h"

namespace electra::cli {
namespace {

using nlohmann::ordered_json;

[[noreturn]] void fail(const std::string& fault) { throw Error(ErrorKind::input, fault); }

// A file that is one object. Its members keep their order.
ordered_json read_object(const std::string& file) {
  const std::string name = file == "-" ? "<stdin>" : file;
  std::ifstream opened;
  if (file != "-") {
    opened.open(file);
    if (!opened) throw io_error(file, "cannot read", errno);
  }
  ordered_json object;
  try {
    object = ordered_json::parse(file == "-" ? std::cin : opened);
  } catch (const ordered_json::parse_error& error) {
    fail(fmt::format("{}: not JSON at byte {}: {}", name, error.byte, json_fault(error)));
  } catch (const ordered_json::exception& error) {
    fail(fmt::format("{}: not JSON: {}", name, json_fault(error)));
  }
  if (!object.is_object()) fail(fmt::format("{}: no object of ids", name));
  return object;
}

using Answers = std::map<std::string, std::string>;

Answers read_squad_predictions(const std::string& file) {
  Answers answers;
  const ordered_json object = read_object(file);
  for (const auto& [id, answer] : object.items()) {
    if (!answer.is_string()) fail(fmt::format("{}: the answer to '{}' is no string", file, id));
    answers[id] = answer.get<std::string>();
  }
  return answers;
}

std::pair<std::string, std::string> answer_of_line(std::string_view line, bool is_json) {
  if (!is_json) {
    const std::vector<std::string> cells = split_cells(line, '\t');
    if (cells.size() < 2) fail("1 column, expected an id and an answer");
    return {cells[0], cells[1]};
  }
  const nlohmann::json object = parse_record_object(line);
  const auto text = [&](const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) fail(fmt::format("no string \"{}\" in the object", key));
    return found->get<std::string>();
  };
  return {text("id"), text("answer")};
}

Answers read_predictions(const ScoreFlags& flags) {
  if (flags.predictions_format == "squad") return read_squad_predictions(flags.predictions);
  Answers answers;
  LineFile lines(flags.predictions);
  while (const Record* const record = lines.next()) {
    if (record->text.empty() || record->text == "null") continue;  // a skipped question
    answers.insert(at_place(lines.place(*record),
                            [&] { return answer_of_line(record->text, flags.predictions_format == "jsonl"); }));
  }
  return answers;
}

// Of jsonl a question without an id has the number of its line, as electra qa gives out.
void read_gold(const ScoreFlags& flags, const std::function<void(const QaItem&)>& question) {
  if (flags.format == "squad") {
    const std::string name = flags.gold == "-" ? "<stdin>" : flags.gold;
    read_squad(flags.gold, {.question = [&](const QaItem& item) { at_place(name, [&] { question(item); }); },
                            .fault = [&](const std::string& fault) { fail(fmt::format("{}: {}", name, fault)); }});
    return;
  }
  LineFile lines(flags.gold);
  while (const Record* const record = lines.next()) {
    at_place(lines.place(*record), [&] {
      QaItem item = read_qa_object(parse_record_object(record->text));
      if (item.id.empty()) item.id = std::to_string(record->ordinal);
      question(item);
    });
  }
}

std::vector<std::pair<std::string, double>> read_null_odds(const std::string& file) {
  std::vector<std::pair<std::string, double>> odds;
  const ordered_json object = read_object(file);
  for (const auto& [id, value] : object.items()) {
    if (!value.is_number()) fail(fmt::format("{}: the null odds of '{}' are no number", file, id));
    odds.emplace_back(id, value.get<double>());
  }
  return odds;
}

}  // namespace

Report score_qa(const ScoreFlags& flags) {
  if (flags.null_threshold && flags.null_odds.empty()) {
    throw Error(ErrorKind::usage, "--null-threshold needs --null-odds");
  }
  Answers answers = read_predictions(flags);
  QaEvaluation evaluation(flags.null_threshold);
  if (!flags.null_odds.empty()) {
    for (const auto& [id, odds] : read_null_odds(flags.null_odds)) evaluation.add_null_odds(id, odds);
  }
  CountedWarning missing("question without a prediction", "questions without a prediction");
  read_gold(flags, [&](const QaItem& item) {
    evaluation.add_question(item);
    const auto found = answers.find(item.id);
    if (found == answers.end()) {
      missing.add(1, item.id);
      return;
    }
    evaluation.add_answer(item.id, found->second);
    answers.erase(found);
  });
  missing.print();
  if (!answers.empty()) {
    print_warning(fmt::format("{}: {} predictions for no question, such as '{}'", flags.predictions, answers.size(),
                              answers.begin()->first));
  }
  return evaluation.report();
}

}  // namespace electra::cli
