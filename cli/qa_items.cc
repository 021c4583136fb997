#include "cli/qa_items.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iostream>
#include <utility>

#include "base/io_error.h"
#include "base/json.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::string& fault) { throw Error(ErrorKind::input, fault); }

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) fail(fmt::format("no \"{}\"", key));
  if (!found->is_string()) fail(fmt::format("'{}' is {}, expected a string", key, quote_json(*found)));
  return found->get<std::string>();
}

bool is_code_point_start(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// The bytes of an answer from its answer_start on, which counts code points; nothing for an answer without one.
std::optional<Span> place_of(const json& answer, const std::string& text, const std::string& context) {
  const auto start = answer.find("answer_start");
  if (start == answer.end()) return std::nullopt;
  if (!start->is_number_integer()) fail(fmt::format("'answer_start' is {}, expected a number", quote_json(*start)));
  const auto wanted = start->get<int64_t>();
  int64_t count = -1;
  for (size_t i = 0; i <= context.size(); ++i) {
    if (i < context.size() && !is_code_point_start(context[i])) continue;
    if (++count != wanted) continue;
    if (i + text.size() > context.size()) break;
    return Span{static_cast<uint32_t>(i), static_cast<uint32_t>(i + text.size())};
  }
  fail(fmt::format("answer {} at {} lies outside the context", quote_json(json(text)), wanted));
}

void read_answers(const json& object, QaItem& item) {
  const auto impossible = object.find("is_impossible");
  item.may_have_no_answer = impossible != object.end();
  if (item.may_have_no_answer && !impossible->is_boolean()) {
    fail(fmt::format("'is_impossible' is {}, expected true or false", quote_json(*impossible)));
  }
  const auto answers = object.find("answers");
  if (answers == object.end()) return;
  if (!answers->is_array()) fail(fmt::format("'answers' is {}, expected a list", quote_json(*answers)));
  item.gold.emplace();
  for (const json& answer : *answers) {
    if (!answer.is_object()) fail(fmt::format("'answers' has {}, expected an object", quote_json(answer)));
    std::string text = text_of(answer, "text");
    const std::optional<Span> place = place_of(answer, text, *item.context);
    if (item.gold->empty()) item.gold_bytes = place;
    item.gold->push_back(std::move(text));
  }
  if (item.may_have_no_answer && impossible->get<bool>()) item.gold->clear();
  if (item.gold->empty()) item.gold_bytes = Span{};
}

// Makes a document of every paragraph of {"data": [{"paragraphs": [...]}]} and nothing of the rest.
class SquadHandler : public nlohmann::json_sax<json> {
 public:
  explicit SquadHandler(const SquadVisitor& visitor) : visitor_(visitor) {}

  bool has_data() const { return has_data_; }
  std::string error;

  bool null() override { return value(nullptr); }
  bool boolean(bool v) override { return value(v); }
  bool number_integer(number_integer_t v) override { return value(v); }
  bool number_unsigned(number_unsigned_t v) override { return value(v); }
  bool number_float(number_float_t v, const string_t&) override { return value(v); }
  bool string(string_t& v) override { return value(v); }
  bool binary(binary_t&) override { return true; }
  bool key(string_t& v) override {
    if (!open_.empty()) {
      key_ = v;
    } else {
      keys_.back() = v;
    }
    return true;
  }
  bool start_object(std::size_t) override { return start(json::object()); }
  bool end_object() override { return end(); }
  bool start_array(std::size_t) override { return start(json::array()); }
  bool end_array() override { return end(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& fault) override {
    error = fmt::format("not JSON at byte {}: {}", byte, json_fault(fault));
    return false;
  }

 private:
  bool at_paragraph() const { return keys_.size() == 4 && keys_[0] == "data" && keys_[2] == "paragraphs"; }

  json* put(json v) {
    if (open_.empty()) return &(paragraph_ = std::move(v));
    json& parent = *open_.back();
    if (parent.is_array()) return &parent.emplace_back(std::move(v));
    return &(parent[key_] = std::move(v));
  }
  bool value(json v) {
    if (!open_.empty()) put(std::move(v));
    return true;
  }
  bool start(json v) {
    if (!open_.empty() || at_paragraph()) {
      open_.push_back(put(std::move(v)));
    } else {
      keys_.emplace_back();
      has_data_ = has_data_ || (keys_.size() == 2 && keys_[0] == "data");
    }
    return true;
  }
  bool end() {
    if (open_.empty()) {
      keys_.pop_back();
      return true;
    }
    open_.pop_back();
    if (open_.empty()) visit();
    return true;
  }

  void visit() {
    ++paragraphs_;
    try {
      const auto context = std::make_shared<const std::string>(text_of(paragraph_, "context"));
      const auto questions = paragraph_.find("qas");
      if (questions == paragraph_.end() || !questions->is_array()) fail("no list \"qas\"");
      for (const json& question : *questions) visit(question, context);
    } catch (const Error& error_of_paragraph) {
      if (error_of_paragraph.kind() != ErrorKind::input) throw;
      visitor_.fault(fmt::format("paragraph {}: {}", paragraphs_, error_of_paragraph.what()));
    }
  }

  void visit(const json& question, const std::shared_ptr<const std::string>& context) {
    std::optional<QaItem> item;
    try {
      if (!question.is_object()) fail(fmt::format("{}, expected a question", quote_json(question)));
      item = {.id = text_of(question, "id"),
              .question = text_of(question, "question"),
              .context = context,
              .gold = {},
              .gold_bytes = {}};
      read_answers(question, *item);
    } catch (const Error& error_of_question) {
      const std::string id = item ? fmt::format(", question '{}'", item->id) : "";
      visitor_.fault(fmt::format("paragraph {}{}: {}", paragraphs_, id, error_of_question.what()));
      return;
    }
    visitor_.question(std::move(*item));
  }

  const SquadVisitor& visitor_;
  std::vector<std::string> keys_;  // outside of paragraphs: the key at hand of every open object or array
  std::vector<json*> open_;        // inside of a paragraph
  json paragraph_;
  std::string key_;
  int64_t paragraphs_ = 0;
  bool has_data_ = false;
};

}  // namespace

QaItem read_qa_object(const json& object) {
  QaItem item = {.id = {},
                 .question = text_of(object, "question"),
                 .context = std::make_shared<const std::string>(text_of(object, "context")),
                 .gold = {},
                 .gold_bytes = {}};
  if (const auto id = object.find("id"); id != object.end()) {
    item.id = id->is_string() ? id->get<std::string>() : id->dump();
  }
  read_answers(object, item);
  return item;
}

void read_squad(const std::string& file, const SquadVisitor& visitor) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file);
    if (!opened) throw io_error(file, "cannot read", errno);
  }
  SquadHandler handler(visitor);
  const std::string name = file == "-" ? "<stdin>" : file;
  if (!json::sax_parse(file == "-" ? std::cin : opened, &handler)) {
    throw Error(ErrorKind::input, fmt::format("{}: {}", name, handler.error));
  }
  if (!handler.has_data()) throw Error(ErrorKind::input, fmt::format("{}: no \"data\", expected SQuAD's", name));
}

}  // namespace electra::cli
