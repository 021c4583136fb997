#include "cli/examples/qa.h"

#include <fmt/format.h>

#include <utility>

#include "base/json.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "cli/examples/record_object.h"
#include "cli/examples/record_source.h"
#include "cli/examples/squad.h"

namespace electra::cli {

using namespace internal;

using nlohmann::json;

namespace {

// The bytes of an answer from its answer_start on, which counts code points; nothing for an answer without one.
std::optional<Span> place_of(const json& answer, const std::string& text, const std::string& context) {
  const std::optional<int64_t> start = record_members(answer).integer("answer_start");
  if (!start) return std::nullopt;
  int64_t count = -1;
  for (size_t i = 0; i <= context.size(); ++i) {
    if (i < context.size() && continues_code_point(context[i])) continue;
    if (++count != *start) continue;
    if (i + text.size() > context.size()) break;
    return Span{static_cast<uint32_t>(i), static_cast<uint32_t>(i + text.size())};
  }
  fail(fmt::format("answer {} at {} lies outside the context", quote_json(json(text)), *start));
}

// Gives `use` the answers of a list, each with its text and its place, as in SQuAD's files; or those of an object of
// lists of these, as the datasets library has them.
template <class Use>
void visit_answers(const json& answers, const Use& use) {
  if (answers.is_array()) {
    for (const json& answer : answers) use(answer);
    return;
  }
  const auto list_of = [&](const char* key) {
    const auto found = answers.is_object() ? answers.find(key) : answers.end();
    return found == answers.end() || !found->is_array() ? nullptr : &*found;
  };
  const json* const texts = list_of("text");
  const json* const starts = list_of("answer_start");
  if (texts == nullptr || (starts != nullptr && starts->size() != texts->size())) {
    fail(fmt::format("'answers' is {}, expected a list", quote_json(answers)));
  }
  for (size_t i = 0; i < texts->size(); ++i) {
    use({{"text", (*texts)[i]}, {"answer_start", starts == nullptr ? json() : (*starts)[i]}});
  }
}

std::optional<QaGold> read_answers(const JsonObject& members, bool is_impossible, const std::string& context) {
  const json* answers = members.find("answers");
  if (answers == nullptr) return std::nullopt;
  QaGold gold;
  visit_answers(*answers, [&](const json& answer) {
    if (!answer.is_object()) fail(fmt::format("'answers' has {}, expected an object", quote_json(answer)));
    std::string text = record_members(answer).need_string("text");
    if (gold.answers.empty()) gold.place = place_of(answer, text, context);  // nobody asks for those of others
    gold.answers.push_back(std::move(text));
  });
  if (is_impossible) gold.answers.clear();
  if (gold.answers.empty()) gold.place = Span{};
  return gold;
}

}  // namespace

void QuestionIds::add(const std::string& id) {
  if (!ids_.insert(id).second) fail(fmt::format("the id {} for the second time", quote(id)));
}

QaExample read_question(const JsonObject& members, std::string id, std::shared_ptr<const std::string> context) {
  QaExample example = {
      .id = std::move(id), .question = members.need_string("question"), .context = std::move(context), .gold = {}};
  // Whether a question may have no answer changes its result, so this is no gold.
  const std::optional<bool> impossible = members.boolean("is_impossible");
  example.may_have_no_answer = impossible.has_value();
  example.gold = read_gold([&] { return read_answers(members, impossible.value_or(false), *example.context); });
  return example;
}

std::unique_ptr<ItemSource<QaExample>> qa_source(InputFiles files, const QaLines& lines) {
  files.check();
  if (files.read_as.format == Format::squad) return std::make_unique<SquadSource>(std::move(files));
  const auto parse = [is_object = files.read_as.format == Format::jsonl, lines, ids = QuestionIds()](
                         const Record& record, std::string_view) mutable {
    QaExample example;
    if (is_object) {
      const json object = parse_record_object(record.text);
      const JsonObject members = record_members(object);
      const json* const id = members.find("id");
      example = read_question(members,
                              id == nullptr     ? ""
                              : id->is_string() ? id->get<std::string>()
                                                : id->dump(),
                              std::make_shared<const std::string>(members.need_string("context")));
    } else {
      example.question = lines.question;
      example.context = std::make_shared<const std::string>(record.text);
    }
    if (example.id.empty()) example.id = std::to_string(record.ordinal);
    if (lines.has_files_of_ids) ids.add(example.id);
    example.may_have_no_answer = example.may_have_no_answer || lines.may_have_no_answer;
    return std::optional(std::move(example));
  };
  return std::make_unique<RecordSource<QaExample>>(std::move(files), parse);
}

}  // namespace electra::cli
