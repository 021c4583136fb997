#include "cli/formats/qa_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "cli/io/json_out.h"

namespace electra::cli {
namespace {

constexpr std::string_view page_style = R"css(:root{--mark:rgba(232,160,20,.34)}
article{contain-intrinsic-size:auto 16em;border-top:3px double var(--line);padding:.4em 0}
article p{border-top:0}
b{background:var(--mark)}
b:target{outline:2px solid var(--link)}
sup{font:.65em/1 system-ui,sans-serif;user-select:none;unicode-bidi:isolate}
sup a{padding:.3em}
.w{display:block}
.w small{color:var(--dim);unicode-bidi:isolate}
)css";

bool is_found(const AnsweredQuestion& question) { return !question.answer.empty(); }

using Answers = std::vector<const AnsweredQuestion*>;

// Those with a place, in the order of where they begin, or end.
Answers sorted_answers(const std::vector<AnsweredQuestion>& questions, uint32_t Span::*edge) {
  Answers answers;
  for (const AnsweredQuestion& one : questions) {
    if (one.bytes.begin != one.bytes.end) answers.push_back(&one);
  }
  std::ranges::stable_sort(answers, {}, [edge](const AnsweredQuestion* one) { return one->bytes.*edge; });
  return answers;
}

// Of the answers that begin there, to the question with this ordinal and to those that share its context.
std::string anchor(uint64_t first_ordinal, uint32_t begin) { return fmt::format("a{}-{}", first_ordinal, begin); }

// The context, cut where answers begin and end, as they may overlap. Behind the end of each stands the number of its
// question, as a way there.
void append_context(std::string& out, std::string_view context, const std::vector<AnsweredQuestion>& questions) {
  const Answers by_begin = sorted_answers(questions, &Span::begin), by_end = sorted_answers(questions, &Span::end);
  size_t begun = 0, ended = 0;
  bool begins = false;  // an answer does, with the part at hand
  uint32_t at = 0;
  while (ended < by_end.size()) {
    uint32_t next = by_end[ended]->bytes.end;
    if (begun < by_begin.size()) next = std::min(next, by_begin[begun]->bytes.begin);
    if (begins) {
      fmt::format_to(std::back_inserter(out), R"(<b id="{}">)", anchor(questions.front().line.ordinal, at));
    } else if (begun > ended) {
      out += "<b>";
    }
    append_html_text(out, Span{at, next}.of(context));
    if (begun > ended) out += "</b>";
    at = next;
    for (; ended < by_end.size() && by_end[ended]->bytes.end == at; ++ended) {
      fmt::format_to(std::back_inserter(out), R"(<sup><a href="#r{0}" aria-label="answers question {0}">{0}</a></sup>)",
                     by_end[ended]->line.ordinal);
    }
    begins = begun < by_begin.size() && by_begin[begun]->bytes.begin == at;
    while (begun < by_begin.size() && by_begin[begun]->bytes.begin == at) ++begun;
  }
  append_html_text(out, context.substr(at));
}

void append_note(std::string& out, std::string_view name, float number) {
  out += " <small>";
  out += name;
  append_score(out, number);
  out += "</small>";
}

}  // namespace

void QaPage::begin(std::string& out) const {
  page_.begin(out, {.title = "Answers",
                    .style = page_style,
                    .hint = "Answers are marked in their contexts, each with the number of its question; behind an "
                            "answer stands its probability. Null odds are how far the score of no answer is above that "
                            "of the best one."});
}

void QaPage::add(const std::shared_ptr<const std::string>& context, AnsweredQuestion question, std::string& out) {
  const bool is_same = !questions_.empty() && (context_ == context || *context_ == *context) &&
                       questions_.front().line.file_name == question.line.file_name;
  if (!is_same) {
    finish_context(out);
    context_ = context;
  }
  questions_.push_back(std::move(question));
}

void QaPage::finish_context(std::string& out) {
  if (questions_.empty()) return;
  page_.begin_file(out, questions_.front().line.file_name);
  fmt::format_to(std::back_inserter(out), "<article class=\"block\" aria-label=\"Context {}\">\n<p dir=\"auto\">",
                 ++contexts_);
  append_context(out, *context_, questions_);
  out += "</p>\n";
  for (const AnsweredQuestion& question : questions_) write_question(question, out);
  out += "</article>\n";
  questions_.clear();
}

void QaPage::write_question(const AnsweredQuestion& question, std::string& out) {
  ++asked_;
  Page::begin_paragraph(out, question.line, true);
  append_html_text(out, question.question);
  out += R"(<span class="w" dir="auto">)";
  if (is_found(question)) {
    ++answered_;
    const bool has_place = question.bytes.begin != question.bytes.end;
    if (has_place) {
      fmt::format_to(std::back_inserter(out), "<a href=\"#{}\">",
                     anchor(questions_.front().line.ordinal, question.bytes.begin));
    }
    append_html_text(out, question.answer);
    if (has_place) out += "</a>";
    append_note(out, "", question.probability);
  } else {
    out += "<em lang=\"en\">no answer</em>";
  }
  if (question.null_odds && std::isfinite(*question.null_odds)) append_note(out, "null odds ", *question.null_odds);
  out += "</span>";
  Page::end_line(out);
}

void QaPage::end(std::string& out) {
  finish_context(out);
  page_.end(out, {{"Contexts", std::to_string(contexts_)},
                  {"Questions", std::to_string(asked_)},
                  {"Answered", std::to_string(answered_)},
                  {"No answer", std::to_string(asked_ - answered_)}});
}

}  // namespace electra::cli
