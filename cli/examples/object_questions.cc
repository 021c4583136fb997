#include "cli/examples/object_questions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/io/csv.h"
#include "cli/io/numbers.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// The first of these keys that the object has, or the first.
const char* key_of(const JsonObject& members, std::initializer_list<const char*> keys) {
  const auto found = std::ranges::find_if(keys, [&](const char* key) { return members.has(key); });
  return found == keys.end() ? *keys.begin() : *found;
}

// Texts that are to be chosen from, with their labels if they have some.
struct Choices {
  std::vector<std::string> texts, labels;
};

Choices labelled_choices(const JsonObject& lists) {
  Choices choices = {lists.strings("text").value_or(std::vector<std::string>()),
                     lists.strings("label").value_or(std::vector<std::string>())};
  if (choices.texts.size() != choices.labels.size()) lists.fail("'text' and 'label' are not as long as each other");
  return choices;
}

// A list of texts; of objects with label and text; or an object with the lists of both.
Choices read_choices(const JsonObject& members, const char* key) {
  const json* const value = members.find(key);
  Choices choices;
  if (value != nullptr && value->is_object()) {
    choices = labelled_choices(members.nested(key, *value));
  } else if (value != nullptr && value->is_array() && !value->empty() && value->front().is_object()) {
    for (const json& choice : *value) {
      const JsonObject one = members.nested(key, choice);
      choices.texts.push_back(one.need_string("text"));
      choices.labels.push_back(one.need_string("label"));
    }
  } else {
    choices.texts = members.strings(key).value_or(std::vector<std::string>());
  }
  if (choices.texts.empty()) members.refuse(key, "a list of at least one");
  return choices;
}

// Nothing for gold that is null or empty.
std::optional<int64_t> index_of_gold(const json& gold, const std::vector<std::string>& labels, const char* key) {
  if (gold.is_null() || gold == "") return std::nullopt;
  if (gold.is_string()) return choice_of(gold.get<std::string>(), labels, key);
  const std::optional<int64_t> index = integer_of(gold);
  if (!index)
    fail(fmt::format("{} is {}, expected a whole number, a letter or the label of a choice", quote(key),
                     quote_json(gold)));
  return labels.empty() ? *index : choice_of(gold.dump(), labels, key);
}

Gold<int64_t> read_label(const JsonObject& members, const std::vector<std::string>& labels = {}) {
  return read_gold([&]() -> std::optional<int64_t> {
    const char* const key = key_of(members, {"label", "answerKey", "answer"});
    const json* const gold = members.find(key);
    return gold == nullptr ? std::nullopt : index_of_gold(*gold, labels, key);
  });
}

std::vector<std::string> behind(const std::string& beginning, const std::vector<std::string>& endings) {
  std::vector<std::string> choices;
  for (const std::string& ending : endings) choices.push_back(beginning.empty() ? ending : beginning + ' ' + ending);
  return choices;
}

// As the scripts for RACE do: in place of the first gap, or behind the question.
std::vector<std::string> filled_in(const std::string& question, const std::vector<std::string>& options) {
  const size_t gap = question.find('_');
  if (gap == std::string::npos) return behind(question, options);
  std::vector<std::string> choices;
  for (const std::string& option : options) choices.push_back(std::string(question).replace(gap, 1, option));
  return choices;
}

ChoiceExample of_swag(const JsonObject& members) {
  std::vector<std::string> endings = {members.need_string("ending0")};
  for (auto key = fmt::format("ending{}", endings.size()); members.has(key.c_str());
       key = fmt::format("ending{}", endings.size())) {
    endings.push_back(members.need_string(key.c_str()));
  }
  return {.prompt = members.need_string("sent1"),
          .choices = behind(members.need_string("sent2"), endings),
          .label = read_label(members)};
}

ChoiceExample of_hella_swag(const JsonObject& members) {
  return {.prompt = members.need_string(key_of(members, {"ctx_a", "ctx"})),
          .choices = behind(members.string("ctx_b").value_or(""), read_choices(members, "endings").texts),
          .label = read_label(members)};
}

// An article with the questions about it.
std::vector<ChoiceExample> of_race(const JsonObject& members) {
  const std::string article = members.need_string("article");
  const json& questions = members.need_list("questions");
  if (questions.empty()) members.refuse("questions", "a list of at least one");
  const json& options = members.need_list("options");
  const json* const answers = members.has("answers") ? &members.need_list("answers") : nullptr;
  if (options.size() != questions.size() || (answers != nullptr && answers->size() != questions.size())) {
    members.fail(fmt::format("{}, {}, {}, expected as many of each", counted(questions.size(), "question"),
                             counted(options.size(), "option"),
                             counted(answers == nullptr ? 0 : answers->size(), "answer")));
  }
  std::vector<ChoiceExample> examples;
  for (size_t i = 0; i < questions.size(); ++i) {
    const json one = {{"question", questions[i]}, {"options", options[i]}};
    const JsonObject question = members.nested("questions", one);
    ChoiceExample& example = examples.emplace_back(
        ChoiceExample{.prompt = article,
                      .choices = filled_in(question.need_string("question"), read_choices(question, "options").texts),
                      .label = {}});
    if (answers != nullptr) example.label = read_gold([&] { return index_of_gold((*answers)[i], {}, "answers"); });
  }
  return examples;
}

ChoiceExample of_question_about(const JsonObject& members, const char* text) {
  const Choices choices = read_choices(members, key_of(members, {"options", "choices"}));
  return {.prompt = members.need_string(text),
          .choices = filled_in(members.need_string("question"), choices.texts),
          .label = read_label(members, choices.labels)};
}

ChoiceExample of_stem(const JsonObject& members, const JsonObject& question) {
  Choices choices = read_choices(question, "choices");
  return {.prompt = question.need_string("stem"),
          .choices = std::move(choices.texts),
          .label = read_label(members, choices.labels)};
}

ChoiceExample of_prompt(const JsonObject& members) {
  Choices choices = read_choices(members, "choices");
  return {.prompt = members.need_string(key_of(members, {"prompt", "context", "question", "question_stem"})),
          .choices = std::move(choices.texts),
          .label = read_label(members, choices.labels)};
}

}  // namespace

int64_t choice_of(const std::string& text, const std::vector<std::string>& labels, std::string_view key) {
  if (!labels.empty()) {
    const auto found = std::ranges::find(labels, text);
    if (found != labels.end()) return found - labels.begin();
    fail(fmt::format("{} {}, expected one of {}", key, quote(text), quote(fmt::format("{}", fmt::join(labels, ", ")))));
  }
  if (text.size() == 1 && text[0] >= 'A' && text[0] <= 'Z') return text[0] - 'A';
  return index_of(text, key);
}

std::vector<ChoiceExample> read_questions(const JsonObject& members) {
  if (members.has("prompt")) return {of_prompt(members)};
  if (members.has("sent1")) return {of_swag(members)};
  if (members.has("endings")) return {of_hella_swag(members)};
  if (members.has("questions")) return of_race(members);
  const json* const question = members.find("question");
  if (question == nullptr) return {of_prompt(members)};
  if (question->is_object()) return {of_stem(members, members.nested("question", *question))};
  const char* const text = key_of(members, {"article", "context"});
  if (members.has(text)) return {of_question_about(members, text)};
  return {of_prompt(members)};
}

}  // namespace electra::cli
