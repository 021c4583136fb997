// Spans of texts as the formats of electra tag.
#pragma once

#include <string>

#include "cli/examples/text.h"
#include "cli/formats/span_page.h"
#include "cli/io/item_source.h"
#include "cli/io/marks.h"
#include "cli/io/offsets.h"

namespace electra::cli {

struct SpanStyle {
  OffsetUnit offsets;
  MarkStyle marks;
  SpanTypes types;
  SpanPage page;
};

// The text with its spans marked.
void write_spans_text(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out);
void write_spans_json(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out);
// A row per span, without a heading, as of detect-replaced.
void write_spans_tsv(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out);

// The page of coloured spans.
void begin_spans_page(SpanStyle& style, std::string& out);
void write_spans_row(const Item<TextExample>& item, const FoundSpans& spans, SpanStyle& style, std::string& out);
void end_spans_page(SpanStyle& style, std::string& out);

}  // namespace electra::cli
