#include "cli/formats/qa.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "cli/io/json_out.h"
#include "cli/io/offsets.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

std::string quoted(const std::string& text) {
  std::string out;
  append_json_string(out, text);
  return out;
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

QaOutput::QaOutput(const QaOutputFlags& flags) : flags_(flags) {
  if (!flags.nbest.empty()) nbest_.writer = std::make_unique<Writer>(flags.nbest);
  if (!flags.null_odds.empty()) null_odds_.writer = std::make_unique<Writer>(flags.null_odds);
}

void QaOutput::begin(std::string& out) const {
  if (flags_.output_format == "squad") out += '{';
}

void QaOutput::end(std::string& out) const {
  if (flags_.output_format == "squad") out += has_members_ ? "\n}\n" : "}\n";
}

void QaOutput::write(const QaItem& item, const Answer& answer, const std::string& text, Span bytes, std::string& out) {
  const double probability = answer.n_best[answer.best].probability;
  const Span span = offset_spans(flags_.offsets, *item.context, {bytes}).front();
  if (flags_.output_format == "squad") {
    fmt::format_to(std::back_inserter(out), "{}\n    {}: {}", std::exchange(has_members_, true) ? "," : "",
                   quoted(item.id), quoted(text));
  } else if (writes_json()) {
    fmt::format_to(std::back_inserter(out), R"({{"id":{},"answer":{})", quoted(item.id), quoted(text));
    append_json_span(out, span);
    out += R"(,"probability":)";
    append_json_score(out, static_cast<float>(probability));
    out += R"(,"null_odds":)";
    append_json_score(out, static_cast<float>(answer.null_odds));
    out += "}\n";
  } else {
    fmt::format_to(std::back_inserter(out), "{}\t{}\t{}\t{}\t", on_one_line(item.id), on_one_line(text), span.begin,
                   span.end);
    append_score(out, static_cast<float>(probability));
    out += '\n';
  }
}

void QaOutput::add(const QaItem& item, const Answer& answer, std::string& out) {
  const SpanAnswer& best = answer.n_best[answer.best];
  const bool none = item.may_have_no_answer && answer.null_odds > threshold_;
  const std::string text = none ? "" : best.text;
  if (evaluation_ != nullptr) {
    evaluation_->add_question(item);
    evaluation_->add_answer(item.id, best.text);
    if (item.may_have_no_answer) evaluation_->add_null_odds(item.id, answer.null_odds);
    evaluation_->add_losses(answer.losses);
  }
  write(item, answer, text, none ? Span{} : best.bytes, out);
  if (item.may_have_no_answer) null_odds_.add(item.id, Report(answer.null_odds).dump());
  if (!nbest_.writer) return;
  Report list = Report::array();
  for (const SpanAnswer& one : answer.n_best) {
    list.push_back({{"text", one.text},
                    {"probability", one.probability},
                    {"start_logit", one.start_logit},
                    {"end_logit", one.end_logit}});
  }
  nbest_.add(item.id, list.dump());
}

void QaOutput::finish() {
  nbest_.finish();
  null_odds_.finish();
}

}  // namespace electra::cli
