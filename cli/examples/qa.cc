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

// The bytes of an answer from its answer_start on, which counts code points; nothing for an answer without a place,
// which is absent, null or -1.
std::optional<Span> place_of(const json& answer, const std::string& text, const std::string& context) {
  const std::optional<int64_t> start = record_members(answer).integer("answer_start");
  if (!start || *start == -1) return std::nullopt;
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
  if (texts == nullptr) fail(fmt::format("'answers' is {}, expected a list", quote_json(answers)));
  if (starts != nullptr && starts->size() != texts->size()) {
    fail(fmt::format("'answers' has {} in 'text', but {} in 'answer_start'", texts->size(), starts->size()));
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

std::optional<std::string> read_id(const JsonObject& members) {
  const json* const id = members.find("id");
  if (id == nullptr) return std::nullopt;
  if (id->is_string()) return id->get<std::string>();
  if (!id->is_number()) members.refuse("id", "a string or a number");
  return id->dump();
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

QaExample read_flat_question(const JsonObject& members, uint64_t number) {
  auto context = std::make_shared<const std::string>(members.need_string("context"));
  if (context->size() > Reader::longest_line) fail("a context longer than 1 GiB");
  const std::optional<std::string> id = read_id(members);
  return read_question(members, id.value_or("").empty() ? std::to_string(number) : *id, std::move(context));
}

namespace {

// A question a record.
class LineSource : public RecordSource<QaExample> {
 public:
  LineSource(const InputFiles& files, const QaLines& lines)
      : RecordSource(files, [this, is_object = files.read_as.format == Format::jsonl, lines](const Record& record,
                                                                                             std::string_view) {
          QaExample example = is_object ? of_object(record) : of_line(record, lines.question);
          example.may_have_no_answer = example.may_have_no_answer || lines.may_have_no_answer;
          if (lines.keeps_ids) ids_.add(example.id);
          return std::optional(std::move(example));
        }) {}

  void print_warnings() const override {
    RecordSource::print_warnings();
    ids_.print_warning();
  }

 private:
  static QaExample of_object(const Record& record) {
    const json object = parse_record_object(record.text);
    return read_flat_question(record_members(object), record.ordinal);
  }
  static QaExample of_line(const Record& record, const std::string& question) {
    return {.id = std::to_string(record.ordinal),
            .question = question,
            .context = std::make_shared<const std::string>(record.text),
            .gold = {}};
  }

  QuestionIds ids_;
};

}  // namespace

std::unique_ptr<ItemSource<QaExample>> qa_source(InputFiles files, const QaLines& lines) {
  files.check();
  if (files.read_as.format == Format::squad) {
    return std::make_unique<SquadSource>(std::move(files), lines.may_have_no_answer);
  }
  return std::make_unique<LineSource>(std::move(files), lines);
}

}  // namespace electra::cli
