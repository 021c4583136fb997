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

// Makes a document of every paragraph of {"data": [{"paragraphs": [...]}]} and nothing of the rest.
class SquadHandler : public JsonHandler {
 public:
  // `ordinal` and `ids` are of the questions of all files.
  SquadHandler(ItemSink<QaExample>& sink, size_t file, uint64_t& ordinal, QuestionIds& ids)
      : sink_(sink), place_{.file = file}, ordinal_(ordinal), ids_(ids) {}

  bool has_data() const { return has_data_; }

  bool key(string_t& v) override {
    if (paragraph_.is_open()) {
      paragraph_.key(v);
    } else {
      keys_.back() = std::move(v);
    }
    return true;
  }

 private:
  // Where the next value stands.
  bool is_in_data(size_t depth) const { return keys_.size() == depth && keys_[0] == "data"; }
  bool is_data() const { return is_in_data(1); }
  bool is_article() const { return is_in_data(2); }
  bool is_paragraphs() const { return is_in_data(3) && keys_[2] == "paragraphs"; }
  bool is_paragraph() const { return is_in_data(4) && keys_[2] == "paragraphs" && has_paragraphs_; }

  bool value(json v) override {
    if (paragraph_.is_open()) {
      paragraph_.value(std::move(v));
      return true;
    }
    if (is_data()) return refuse(fmt::format("'data' is {}, expected a list", quote_json(v)));
    if (is_article())
      sink_.refuse(place_, fmt::format("article {}: {}, expected an object", ++articles_, quote_json(v)));
    if (is_paragraph())
      sink_.refuse(place_, fmt::format("paragraph {}: {}, expected an object", ++paragraphs_, quote_json(v)));
    return true;
  }

  bool start(json v) override {
    if (paragraph_.is_open() || is_paragraph()) {
      paragraph_.start(std::move(v));
      return true;
    }
    if (is_data() && !v.is_array()) return refuse("'data' is an object, expected a list");
    has_data_ = has_data_ || is_data();
    if (is_article()) has_paragraphs_ = false;
    if (is_paragraphs()) has_paragraphs_ = v.is_array();
    keys_.emplace_back();
    return true;
  }

  bool end() override {
    if (!paragraph_.is_open()) {
      keys_.pop_back();
      if (!is_article()) return true;
      ++articles_;
      if (!has_paragraphs_) sink_.refuse(place_, fmt::format("article {}: no list \"paragraphs\"", articles_));
      return true;
    }
    paragraph_.end();
    if (!paragraph_.is_open()) visit_paragraph(paragraph_.root());
    return true;
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
    if (fault) return sink_.refuse(place_, fmt::format("{}: {}", place, *fault));
    for (const json& question : *questions) visit_question(question, context, place);
  }

  void visit_question(const json& question, const std::shared_ptr<const std::string>& context, std::string place) {
    QaExample example;
    const auto fault = fault_of([&] {
      if (!question.is_object()) fail(fmt::format("{}, expected a question", quote_json(question)));
      const JsonObject members = record_members(question);
      const std::string id = members.need_string("id");
      place += fmt::format(", question {}", quote(id));
      example = read_question(members, id, context);
      ids_.add(id);
    });
    if (fault) return sink_.refuse(place_, fmt::format("{}: {}", place, *fault));
    const size_t bytes = example.question.size() + example.context->size();  // each has windows of its own
    sink_.take({std::move(example), place_, ++ordinal_, bytes, std::move(place)});
  }

  ItemSink<QaExample>& sink_;
  Place place_;
  uint64_t& ordinal_;
  QuestionIds& ids_;
  std::vector<std::string> keys_;  // outside of paragraphs: the key at hand of every open object or array
  JsonBuilder paragraph_;
  int64_t articles_ = 0;
  int64_t paragraphs_ = 0;
  bool has_data_ = false;
  bool has_paragraphs_ = false;  // the article at hand
};

}  // namespace

void SquadSource::read(ItemSink<QaExample>& sink) {
  uint64_t ordinal = 0;
  for (size_t i = 0; i < files_.files.size(); ++i) {
    file_.emplace(files_.open(i), files_.names[i]);
    file_->when_silent([&] { sink.pause(); });  // questions that have come do not wait for those to come
    SquadHandler handler(sink, i, ordinal, ids_);
    parse_values(*file_, handler);
    if (!handler.has_data()) fail(fmt::format("{}: no \"data\", expected SQuAD's", file_->name()));
    sink.pause();  // answers of this file are out before the next one is opened
    bytes_before_ += file_->bytes_read();
  }
  file_.reset();
}

ReadProgress SquadSource::progress() const {
  return {.bytes = bytes_before_ + (file_ ? file_->bytes_read() : 0), .total_bytes = files_.total_bytes};
}

}  // namespace electra::cli
