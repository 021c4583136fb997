#include "cli/qa_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/json_text.h"
#include "cli/offsets.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

std::string quoted(const std::string& text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// Of SQuAD's scores, which are percent.
Report report_of(const AnswerScores& scores) {
  return {{"total", scores.total}, {"exact", scores.exact}, {"f1", scores.f1}};
}

}  // namespace

void QaOutput::ObjectFile::add(const std::string& id, const std::string& value) {
  if (!writer) return;
  writer->write(fmt::format("{}\n    {}: {}", std::exchange(has_members, true) ? "," : "{", quoted(id), value));
}

void QaOutput::ObjectFile::finish() {
  if (!writer) return;
  writer->write(has_members ? "\n}\n" : "{}\n");
  writer->finish();
}

QaOutput::QaOutput(const QaOutputFlags& flags, bool evaluates) : flags_(flags), evaluates_(evaluates) {
  if (!flags.nbest.empty()) nbest_.writer = std::make_unique<Writer>(flags.nbest);
  if (!flags.null_odds.empty()) null_odds_.writer = std::make_unique<Writer>(flags.null_odds);
}

void QaOutput::begin(std::string& out) const {
  if (flags_.output_format == "squad") out += '{';
}

void QaOutput::end(std::string& out) const {
  if (flags_.output_format == "squad") out += has_members_ ? "\n}\n" : "}\n";
}

void QaOutput::add(const QaItem& item, const Answer& answer, std::string& out) {
  const SpanAnswer& best = answer.n_best[answer.best];
  const bool none = item.may_have_no_answer && answer.null_odds > threshold_;
  const std::string text = none ? "" : best.text;
  const Span bytes = none ? Span{} : best.bytes;
  const Span span = offset_spans(flags_.offsets, *item.context, {bytes}).front();
  if (flags_.output_format == "squad") {
    fmt::format_to(std::back_inserter(out), "{}\n    {}: {}", std::exchange(has_members_, true) ? "," : "",
                   quoted(item.id), quoted(text));
  } else if (writes_json()) {
    fmt::format_to(std::back_inserter(out), R"({{"id":{},"answer":{})", quoted(item.id), quoted(text));
    append_json_span(out, span);
    out += R"(,"probability":)";
    append_json_score(out, static_cast<float>(best.probability));
    out += R"(,"null_odds":)";
    append_json_score(out, static_cast<float>(answer.null_odds));
    out += "}\n";
  } else {
    std::string line = text;
    std::ranges::replace_if(
        line, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    fmt::format_to(std::back_inserter(out), "{}\t{}\t{}\t{}\t", item.id, line, span.begin, span.end);
    append_score(out, static_cast<float>(best.probability));
    out += '\n';
  }
  if (nbest_.writer) {
    Report list = Report::array();
    for (const SpanAnswer& one : answer.n_best) {
      list.push_back({{"text", one.text},
                      {"probability", one.probability},
                      {"start_logit", one.start_logit},
                      {"end_logit", one.end_logit}});
    }
    nbest_.add(item.id, list.dump());
  }
  if (item.may_have_no_answer) null_odds_.add(item.id, Report(answer.null_odds).dump());
  if (evaluates_) remember(item, text, answer);
}

void QaOutput::remember(const QaItem& item, const std::string& text, const Answer& answer) {
  if (!item.gold)
    throw Error(ErrorKind::input, fmt::format("question '{}' has no \"answers\" to compare with", item.id));
  if (!predictions_.emplace(item.id, text).second) {
    throw Error(ErrorKind::input, fmt::format("question '{}' stands there twice", item.id));
  }
  gold_.push_back({item.id, *item.gold});
  best_texts_[item.id] = answer.n_best[answer.best].text;
  is_squad2_ = is_squad2_ || item.may_have_no_answer;
  odds_.emplace_back(item.id, answer.null_odds);
}

void QaOutput::finish() {
  nbest_.finish();
  null_odds_.finish();
}

Report QaOutput::report() const {
  Report report = {{"task", "qa"}};
  if (!is_squad2_) {
    report.update(report_of(score_squad1(gold_, predictions_)));
    return report;
  }
  const Squad2Scores scores = score_squad2(gold_, predictions_);
  report.update(report_of(scores.all));
  report["null_threshold"] = threshold_;
  const Squad2Scores with_odds = score_squad2(gold_, best_texts_, &odds_, threshold_);
  if (with_odds.best) {
    report["best_exact"] = with_odds.best->exact;
    report["best_exact_threshold"] = with_odds.best->exact_threshold;
    report["best_f1"] = with_odds.best->f1;
    report["best_f1_threshold"] = with_odds.best->f1_threshold;
  }
  if (scores.has_answer) report["questions"]["HasAns"] = report_of(*scores.has_answer);
  if (scores.no_answer) report["questions"]["NoAns"] = report_of(*scores.no_answer);
  return report;
}

}  // namespace electra::cli
