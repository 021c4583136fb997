#include "cli/formats/tag.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>

#include "cli/io/html.h"
#include "cli/io/json_out.h"
#include "cli/io/marks.h"
#include "cli/io/rows.h"
#include "cli/io/terminal.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

namespace {

// One hue for each type of span; more types begin again.
constexpr std::array<int, 6> terminal_hues = {117, 156, 222, 218, 183, 151};
constexpr std::string_view page_style = R"css(b i{font:.65em/1 system-ui,sans-serif;color:var(--dim);padding-left:.3em}
.h0{background:rgba(56,152,236,.28)}.h1{background:rgba(88,180,60,.28)}.h2{background:rgba(232,160,20,.30)}
.h3{background:rgba(226,84,150,.26)}.h4{background:rgba(140,96,220,.26)}.h5{background:rgba(20,160,150,.26)}
)css";

void append_marked(std::string& out, std::string_view text, const FoundSpan& span, const SpanStyle& style) {
  const std::string label = on_one_line(span.label);
  if (style.marks.colour) {
    fmt::format_to(std::back_inserter(out), "{}{} {}{}{}", colour_begin(terminal_hues[style.hue(label)]),
                   beside_colours(text), faint_begin, beside_colours(label), colour_end);
  } else {
    out += "[[";
    append_beside_marks(out, text, style.marks);
    out += '|';
    append_beside_marks(out, label, style.marks);
    out += "]]";
  }
}

}  // namespace

SpanStyle::SpanStyle(const Config& config, Aggregation aggregation, OffsetUnit unit, MarkStyle mark_style)
    : offsets(unit), marks(mark_style), reading(read_labels(config.id2label)) {
  const bool is_group = aggregation != Aggregation::scheme && aggregation != Aggregation::none;
  for (const std::string& label : config.id2label) {
    const Tag meant = meant_tag(label, reading);
    const std::string type(is_group ? pipeline_group(label) : meant.letter == 'O' ? "O" : meant.type);
    if (type != "O" && place_of_type.emplace(type, types.size()).second) types.push_back(type);
  }
}

size_t SpanStyle::hue(const std::string& label) const {
  auto found = place_of_type.find(label);
  if (found == place_of_type.end()) found = place_of_type.find(std::string(meant_tag(label, reading).type));
  return (found == place_of_type.end() ? types.size() : found->second) % terminal_hues.size();
}

void write_spans_text(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out) {
  const std::string_view text = item.example.text;
  const size_t line_begin = out.size();
  visit_marked(
      text, spans, [&](std::string_view plain) { append_beside_marks(out, plain, style.marks); },
      [&](const FoundSpan& span) { append_marked(out, span.bytes.of(text), span, style); });
  keep_on_one_line(out, line_begin);
  out += '\n';
}

void write_spans_json(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out) {
  const std::string_view text = item.example.text;
  const std::vector<Span> places = offsets_of(spans, style.offsets, text);
  begin_object(out, item);
  out += R"("spans":[)";
  for (size_t i = 0; i < places.size(); ++i) {
    out += i == 0 ? R"({"text":)" : R"(,{"text":)";
    append_json_string(out, spans[i].bytes.of(text));
    append_json_span(out, places[i]);
    out += R"(,"label":)";
    append_json_string(out, spans[i].label);
    out += R"(,"score":)";
    append_json_score(out, spans[i].probability);
    out += '}';
  }
  out += "]}\n";
}

void write_spans_tsv(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out) {
  const std::string_view text = item.example.text;
  const std::vector<Span> places = offsets_of(spans, style.offsets, text);
  for (size_t i = 0; i < places.size(); ++i) {
    begin_row(out, item, places[i]);
    out += on_one_line(std::string(spans[i].bytes.of(text))) + '\t' + on_one_line(spans[i].label) + '\t';
    append_score(out, spans[i].probability);
    out += '\n';
  }
}

void begin_spans_page(SpanStyle& style, std::string& out) {
  append_page_head(out, "Spans", page_style);
  out += "<p class=\"legend\">";
  for (const std::string& type : style.types) {
    fmt::format_to(std::back_inserter(out), "<b class=\"h{}\">", style.hue(type));
    append_html_text(out, type);
    out += "</b> ";
  }
  out += "</p>\n";
}

void write_spans_row(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out) {
  const std::string_view text = item.example.text;
  append_row_head(out, item.ordinal);
  visit_marked(
      text, spans, [&](std::string_view plain) { append_html_text(out, plain); },
      [&](const FoundSpan& span) {
        fmt::format_to(std::back_inserter(out), "<b class=\"h{}\" title=\"", style.hue(span.label));
        append_score(out, span.probability);
        out += "\">";
        append_html_text(out, span.bytes.of(text));
        out += "<i>";
        append_html_text(out, span.label);
        out += "</i></b>";
      });
  append_row_foot(out);
}

void end_spans_page(SpanStyle&, std::string& out) { append_page_foot(out); }

}  // namespace electra::cli
