#include "cli/examples/squad.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/json_handler.h"
#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_stream.h"
#include "cli/io/reader.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// Makes a value of every paragraph of {"data": [{"paragraphs": [...]}]}, and of every object of the list that has none:
// a question with its context. The list may stand alone. Nothing is made of the rest.
class SquadHandler : public JsonHandler {
 public:
  struct Taken {  // of all files
    uint64_t ordinal = 0;
    QuestionIds* ids;
    bool may_have_no_answer;  // questions of a list
  };
  SquadHandler(ItemSink<QaExample>& sink, size_t file, Taken& taken)
      : sink_(sink), place_{.file = file}, taken_(taken) {}

  bool has_data() const { return has_data_; }

  bool key(string_t& v) override {
    if (paragraph_.is_open()) {
      paragraph_.key(v);
      return true;
    }
    if (article_.is_open()) article_.key(v);
    if (depth() == 1 || depth() == data_depth_ + 1) key_ = std::move(v);
    return true;
  }

 private:
  // Where the next value stands: as "data", in it, as "paragraphs" of an article, in these.
  bool is_data() const { return data_depth_ == 0 && (depth() == 0 || (depth() == 1 && key_ == "data")); }
  bool is_article() const { return data_depth_ != 0 && depth() == data_depth_; }
  bool is_paragraphs() const { return data_depth_ != 0 && depth() == data_depth_ + 1 && key_ == "paragraphs"; }

  bool value(json v) override {
    if (paragraph_.is_open()) {
      paragraph_.value(std::move(v));
    } else if (in_paragraphs_) {
      refuse_record(fmt::format("paragraph {}: {}, expected an object", ++paragraphs_, quote_json(v)));
    } else if (article_.is_open()) {
      article_.value(std::move(v));
    } else if (is_article()) {
      ++articles_;
      refuse_record(fmt::format("{}: {}, expected an object", article_name(), quote_json(v)));
    } else if (is_data() && depth() == 1) {
      return refuse(fmt::format("'data' is {}, expected a list", quote_json(v)));
    }
    return true;
  }

  bool start(json v) override {
    if (paragraph_.is_open() || in_paragraphs_) {
      paragraph_.start(std::move(v));
    } else if (is_paragraphs() && v.is_array()) {
      in_paragraphs_ = has_paragraphs_ = true;
    } else if (article_.is_open()) {
      article_.start(std::move(v));
    } else if (is_article()) {
      has_paragraphs_ = false;
      article_.start(std::move(v));
    } else if (is_data() && v.is_array()) {
      has_data_ = true;
      data_depth_ = depth() + 1;
    } else if (is_data() && depth() == 1) {
      return refuse("'data' is an object, expected a list");
    }
    return true;
  }

  bool end() override {
    if (paragraph_.is_open()) {
      paragraph_.end();
      if (!paragraph_.is_open()) visit_paragraph(paragraph_.root());
    } else if (in_paragraphs_) {
      in_paragraphs_ = false;
    } else if (article_.is_open()) {
      article_.end();
      if (!article_.is_open()) visit_article(article_.root());
    } else if (depth() + 1 == data_depth_) {
      data_depth_ = 0;
    }
    return true;
  }

  // The one at hand.
  std::string article_name() const { return fmt::format("{} {}", has_questions_ ? "question" : "article", articles_); }

  void visit_article(const json& article) {
    ++articles_;
    if (has_paragraphs_) return;
    const bool is_one = article.is_object() && (article.contains("question") || article.contains("context"));
    has_questions_ = has_questions_ || is_one;
    QaExample example;
    const auto fault = fault_of([&] {
      if (!has_questions_) fail("no list \"paragraphs\"");
      example = read_flat_question(record_members(article), taken_.ordinal + 1);
    });
    if (fault) return refuse_record(fmt::format("{}: {}", article_name(), *fault));
    example.may_have_no_answer = example.may_have_no_answer || taken_.may_have_no_answer;
    std::string name = fmt::format("question {}", quote(example.id));
    take(std::move(example), std::move(name));
  }

  void visit_paragraph(const json& paragraph) {
    const std::string place = fmt::format("paragraph {}", ++paragraphs_);
    std::shared_ptr<const std::string> context;
    const json* questions = nullptr;
    const auto fault = fault_of([&] {
      const JsonObject members = record_members(paragraph);
      context = std::make_shared<const std::string>(members.need_string("context"));
      if (context->size() > Reader::longest_line) fail("a context longer than 1 GiB");
      questions = &members.need_list("qas");
    });
    if (fault) return refuse_record(fmt::format("{}: {}", place, *fault));
    for (const json& question : *questions) visit_question(question, context, place);
  }

  void visit_question(const json& question, const std::shared_ptr<const std::string>& context, std::string place) {
    QaExample example;
    const auto fault = fault_of([&] {
      if (!question.is_object()) fail(fmt::format("{}, expected a question", quote_json(question)));
      const JsonObject members = record_members(question);
      const std::optional<std::string> id = read_id(members);
      if (!id) members.need_string("id");
      place += fmt::format(", question {}", quote(*id));
      example = read_question(members, *id, context);
    });
    if (fault) return refuse_record(fmt::format("{}: {}", place, *fault));
    take(std::move(example), std::move(place));
  }

  // A part that holds no questions that could be counted is one record.
  void refuse_record(const std::string& why) { sink_.refuse(place_, ++taken_.ordinal, why); }

  void take(QaExample example, std::string name) {
    taken_.ids->add(example.id);
    const size_t bytes = example.question.size() + example.context->size();  // each has windows of its own
    sink_.take({std::move(example), place_, ++taken_.ordinal, bytes, std::move(name)});
  }

  ItemSink<QaExample>& sink_;
  Place place_;
  Taken& taken_;
  std::string key_;        // the last one of the outermost object, or of an article
  size_t data_depth_ = 0;  // what is open around an article; 0: outside of the list
  JsonBuilder article_;    // the one at hand, without its paragraphs
  JsonBuilder paragraph_;
  int64_t articles_ = 0;
  int64_t paragraphs_ = 0;
  bool has_data_ = false;
  bool has_questions_ = false;   // the list, in place of articles
  bool has_paragraphs_ = false;  // the article at hand
  bool in_paragraphs_ = false;
};

}  // namespace

void SquadSource::read(ItemSink<QaExample>& sink) {
  SquadHandler::Taken taken = {.ids = &ids_, .may_have_no_answer = may_have_no_answer_};
  for (size_t i = 0; i < files_.files.size(); ++i) {
    file_.emplace(files_.open(i), files_.names[i]);
    file_->when_silent([&] { sink.pause(); });  // questions that have come do not wait for those to come
    SquadHandler handler(sink, i, taken);
    parse_values(*file_, handler);
    if (!handler.has_data()) fail(fmt::format("{}: no \"data\", expected SQuAD's", file_->name()));
    sink.pause();  // answers of this file are out before the next one is opened
    bytes_before_ += file_->bytes_taken();
  }
  file_.reset();
}

ReadProgress SquadSource::progress() const {
  return {.bytes = bytes_before_ + (file_ ? file_->bytes_taken() : 0), .total_bytes = files_.total_bytes};
}

}  // namespace electra::cli
