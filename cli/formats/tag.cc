#include "cli/formats/tag.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>

#include "cli/io/json_out.h"
#include "cli/io/marks.h"
#include "cli/io/rows.h"
#include "cli/io/terminal.h"

namespace electra::cli {

namespace {

constexpr std::array<int, SpanTypes::hues> terminal_hues = {117, 156, 222, 218, 183, 151};

void append_marked(std::string& out, std::string_view text, const FoundSpan& span, const SpanStyle& style) {
  const std::string label = on_one_line(span.label);
  if (style.marks.colour) {
    fmt::format_to(std::back_inserter(out), "{}{} {}{}{}", colour_begin(terminal_hues[style.types.hue(label)]),
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

void begin_spans_page(SpanStyle& style, std::string& out) { style.page.begin(out); }

void write_spans_row(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out) {
  style.page.add(page_line(item), item.example.text, spans, style.types, out);
}

void end_spans_page(SpanStyle& style, std::string& out) { style.page.end(style.types, out); }

}  // namespace electra::cli
