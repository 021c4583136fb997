#include "cli/formats/span_page.h"

#include <fmt/format.h>

#include <numeric>

#include "cli/io/json_out.h"
#include "cli/io/marks.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr std::string_view page_style = R"css(b{border-bottom:2px solid}
.h0{background:rgba(56,152,236,.26);border-color:#2f86d2}.h1{background:rgba(88,180,60,.26);border-color:#4b9a33}
.h2{background:rgba(232,160,20,.28);border-color:#b97c06}.h3{background:rgba(226,84,150,.24);border-color:#d2478a}
.h4{background:rgba(140,96,220,.26);border-color:#8a63d8}.h5{background:rgba(20,160,150,.26);border-color:#128c83}
)css";

}  // namespace

SpanTypes::SpanTypes(const Config& config, Aggregation aggregation) : reading_(read_labels(config.id2label)) {
  const bool is_group = aggregation != Aggregation::scheme && aggregation != Aggregation::none;
  for (const std::string& label : config.id2label) {
    const Tag meant = meant_tag(label, reading_);
    const std::string type(is_group ? pipeline_group(label) : meant.letter == 'O' ? "O" : meant.type);
    if (type != "O" && places_.emplace(type, names_.size()).second) names_.push_back(type);
  }
}

size_t SpanTypes::place(const std::string& label) const {
  auto found = places_.find(label);
  if (found == places_.end()) found = places_.find(std::string(meant_tag(label, reading_).type));
  return found == places_.end() ? names_.size() : found->second;
}

void SpanPage::begin(std::string& out) const {
  page_.begin(out, {.title = "Spans",
                    .style = page_style,
                    .hint = "Point at a span, tap it, or go to the next one with Tab, to see its probability.",
                    .filter = "Only lines with spans"});
}

void SpanPage::add(const PageLine& line, std::string_view text, const FoundSpans& spans, const SpanTypes& types,
                   std::string& out) {
  ++texts_;
  page_.begin_line(out, line, !spans.empty());
  visit_marked(
      text, spans, [&](std::string_view plain) { append_html_text(out, plain); },
      [&](const FoundSpan& span) {
        ++counts_[types.place(span.label)];
        std::string tip;
        append_score(tip, span.probability);
        Page::append_mark(out, {.text = span.bytes.of(text),
                                .classes = fmt::format("h{}", types.hue(span.label)),
                                .tip = std::move(tip),
                                .label = span.label});
      });
  Page::end_line(out);
}

void SpanPage::end(const SpanTypes& types, std::string& out) {
  std::vector<PageFact> facts = {
      {"Texts", std::to_string(texts_)},
      {"Spans", std::to_string(std::accumulate(counts_.begin(), counts_.end(), uint64_t{0}))}};
  for (size_t i = 0; i < types.names().size(); ++i) {
    if (counts_[i] == 0) continue;
    std::string name = fmt::format("<b class=\"h{}\">", i % SpanTypes::hues);
    append_html_text(name, types.names()[i]);
    facts.push_back({name + "</b>", std::to_string(counts_[i])});
  }
  page_.end(out, facts);
}

}  // namespace electra::cli
