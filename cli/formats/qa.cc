#include "cli/formats/qa.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/io/json_out.h"
#include "cli/io/rows.h"

namespace electra::cli {
namespace {

std::string quoted(const std::string& text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

void append_member(std::string& out, bool& has_members, const std::string& id, const std::string& value) {
  fmt::format_to(std::back_inserter(out), "{}\n    {}: {}", std::exchange(has_members, true) ? "," : "", quoted(id),
                 value);
}

// What is given out as the answer.
struct Given {
  std::string text;
  Span bytes;  // of the context
  float probability = 0.0F;
};

Given given(const QaExample& example, const Answer& answer, const AnswerStyle& style) {
  const SpanAnswer& best = answer.n_best[answer.best];
  const bool none = !answer.found || (example.may_have_no_answer && answer.null_odds > style.null_threshold);
  const bool is_filler = !answer.found && !best.text.empty();  // as sure as if it had been found
  return {.text = none ? "" : best.text,
          .bytes = none ? Span{} : best.bytes,
          .probability = is_filler ? 0.0F : static_cast<float>(best.probability)};
}

Span offsets_of(const Given& answer, const QaExample& example, const AnswerStyle& style) {
  return offset_spans(style.offsets, *example.context, {answer.bytes}).front();
}

void add_beside(const QaExample& example, const Answer& answer, AnswerStyle& style) {
  using Json = nlohmann::ordered_json;
  if (example.may_have_no_answer) style.null_odds.add(example.id, Json(answer.null_odds).dump());
  if (style.nbest.writer == nullptr) return;
  Json list = Json::array();
  for (const SpanAnswer& one : answer.n_best) {
    list.push_back({{"text", one.text},
                    {"probability", one.probability},
                    {"start_logit", one.start_logit},
                    {"end_logit", one.end_logit}});
  }
  style.nbest.add(example.id, list.dump());
}

}  // namespace

void ObjectFile::add(const std::string& id, const std::string& value) {
  if (writer == nullptr) return;
  std::string member = has_members ? "" : "{";
  append_member(member, has_members, id, value);
  writer->write(member);
}

void ObjectFile::finish() {
  if (writer == nullptr) return;
  writer->write(has_members ? "\n}\n" : "{}\n");
}

void write_answer_json(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out) {
  const Given best = given(item.example, answer, style);
  begin_object(out, item);
  fmt::format_to(std::back_inserter(out), R"("id":{},"answer":{})", quoted(item.example.id), quoted(best.text));
  append_json_span(out, offsets_of(best, item.example, style));
  out += R"(,"probability":)";
  append_json_score(out, best.probability);
  out += R"(,"null_odds":)";
  append_json_score(out, static_cast<float>(answer.null_odds));
  out += "}\n";
  add_beside(item.example, answer, style);
}

void write_answer_tsv(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out) {
  const Given best = given(item.example, answer, style);
  const Span span = offsets_of(best, item.example, style);
  begin_row(out, item);
  fmt::format_to(std::back_inserter(out), "{}\t{}\t{}\t{}\t", on_one_line(item.example.id), on_one_line(best.text),
                 span.begin, span.end);
  append_score(out, best.probability);
  out += '\n';
  add_beside(item.example, answer, style);
}

void begin_answers(AnswerStyle&, std::string& out) { out += '{'; }

void write_answer_member(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out) {
  append_member(out, style.has_members, item.example.id, quoted(given(item.example, answer, style).text));
  add_beside(item.example, answer, style);
}

void end_answers(AnswerStyle& style, std::string& out) { out += style.has_members ? "\n}\n" : "}\n"; }

void begin_qa_page(AnswerStyle& style, std::string& out) { style.page.begin(out); }

void add_to_qa_page(const Item<QaExample>& item, const Answer& answer, AnswerStyle& style, std::string& out) {
  const QaExample& example = item.example;
  Given best = given(example, answer, style);
  AnsweredQuestion question = {.line = page_line(item),
                               .question = example.question,
                               .answer = std::move(best.text),
                               .bytes = best.bytes,
                               .probability = best.probability,
                               .null_odds = std::nullopt};
  if (example.may_have_no_answer) question.null_odds = static_cast<float>(answer.null_odds);
  style.page.add(example.context, std::move(question), out);
  add_beside(example, answer, style);
}

void end_qa_page(AnswerStyle& style, std::string& out) { style.page.end(out); }

void finish_answer_files(AnswerStyle& style, Writer&) {
  style.nbest.finish();
  style.null_odds.finish();
}

}  // namespace electra::cli
