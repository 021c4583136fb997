#include "cli/examples/qa.h"

#include <fmt/format.h>

#include <utility>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/io/input_fault.h"
#include "electra/error.h"

namespace electra::cli {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) fail(fmt::format("no \"{}\"", key));
  if (!found->is_string()) fail(fmt::format("'{}' is {}, expected a string", key, quote_json(*found)));
  return found->get<std::string>();
}

namespace {

// The bytes of an answer from its answer_start on, which counts code points; nothing for an answer without one.
std::optional<Span> place_of(const json& answer, const std::string& text, const std::string& context) {
  const auto start = answer.find("answer_start");
  if (start == answer.end() || start->is_null()) return std::nullopt;
  if (!start->is_number_integer()) fail(fmt::format("'answer_start' is {}, expected a number", quote_json(*start)));
  const auto wanted = start->get<int64_t>();
  int64_t count = -1;
  for (size_t i = 0; i <= context.size(); ++i) {
    if (i < context.size() && continues_code_point(context[i])) continue;
    if (++count != wanted) continue;
    if (i + text.size() > context.size()) break;
    return Span{static_cast<uint32_t>(i), static_cast<uint32_t>(i + text.size())};
  }
  fail(fmt::format("answer {} at {} lies outside the context", quote_json(json(text)), wanted));
}

// A list of answers with their texts and places, as in SQuAD's files; or an object of lists of these, as the datasets
// library has them.
json list_of_answers(const json& answers) {
  if (answers.is_array()) return answers;
  const auto lists_of = [&](const char* key) {
    const auto found = answers.is_object() ? answers.find(key) : answers.end();
    return found == answers.end() || !found->is_array() ? json() : *found;
  };
  const json texts = lists_of("text"), starts = lists_of("answer_start");
  if (!texts.is_array() || (starts.is_array() && starts.size() != texts.size())) {
    fail(fmt::format("'answers' is {}, expected a list", quote_json(answers)));
  }
  json list = json::array();
  for (size_t i = 0; i < texts.size(); ++i) {
    list.push_back({{"text", texts[i]}, {"answer_start", starts.is_array() ? starts[i] : json()}});
  }
  return list;
}

void read_answers(const json& object, QaItem& item) {
  const auto impossible = object.find("is_impossible");
  item.may_have_no_answer = impossible != object.end() && !impossible->is_null();
  if (item.may_have_no_answer && !impossible->is_boolean()) {
    fail(fmt::format("'is_impossible' is {}, expected true or false", quote_json(*impossible)));
  }
  const auto answers = object.find("answers");
  if (answers == object.end() || answers->is_null()) return;
  const json list = list_of_answers(*answers);
  item.gold.emplace();
  for (const json& answer : list) {
    if (!answer.is_object()) fail(fmt::format("'answers' has {}, expected an object", quote_json(answer)));
    std::string text = text_of(answer, "text");
    const std::optional<Span> place = place_of(answer, text, *item.context);
    if (item.gold->empty()) item.gold_bytes = place;
    item.gold->push_back(std::move(text));
  }
  if (item.may_have_no_answer && impossible->get<bool>()) item.gold->clear();
  if (item.gold->empty()) item.gold_bytes = Span{};
}

}  // namespace

std::vector<ContextQuestion> asked_of(std::span<const QaItem> items) {
  std::vector<ContextQuestion> questions;
  for (const QaItem& item : items) questions.push_back(item.asked());
  return questions;
}

QaItem read_question(const json& object, std::shared_ptr<const std::string> context) {
  if (!object.is_object()) fail(fmt::format("{}, expected a question", quote_json(object)));
  QaItem item = {
      .id = {}, .question = text_of(object, "question"), .context = std::move(context), .gold = {}, .gold_bytes = {}};
  if (const auto id = object.find("id"); id != object.end() && !id->is_null()) {
    item.id = id->is_string() ? id->get<std::string>() : id->dump();
  }
  read_answers(object, item);
  return item;
}

QaItem read_qa_object(const json& object) {
  return read_question(object, std::make_shared<const std::string>(text_of(object, "context")));
}

}  // namespace electra::cli
