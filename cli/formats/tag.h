// Spans of texts as the formats of electra tag.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/examples/text.h"
#include "cli/io/item_source.h"
#include "cli/io/marks.h"
#include "cli/io/offsets.h"
#include "electra/config.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

using FoundSpans = std::vector<FoundSpan>;

struct SpanStyle {
  SpanStyle(const Config& config, Aggregation aggregation, OffsetUnit offsets, MarkStyle marks);
  size_t hue(const std::string& label) const;

  OffsetUnit offsets;
  MarkStyle marks;
  LabelReading reading;
  std::vector<std::string> types;  // of spans, in the order of the model's labels
  std::unordered_map<std::string, size_t> place_of_type;
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
