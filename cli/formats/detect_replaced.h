// Words that look replaced as the formats of electra detect-replaced.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "cli/examples/replaced.h"
#include "cli/io/html.h"
#include "cli/io/item_source.h"
#include "cli/io/marks.h"
#include "cli/io/offsets.h"
#include "electra/tasks.h"

namespace electra::cli {

// What a page says at its end.
struct ReplacedCounts {
  uint64_t texts = 0, words = 0, flagged = 0;
};

struct ReplacedStyle {
  float threshold = 0.5F;        // from which on a word is flagged
  bool all = false;              // rows of tsv, and marks of the page, for all words
  bool suggests = false;         // flagged words have suggestions
  std::optional<float> applies;  // text is corrected by the suggestions with more than this gain
  OffsetUnit offsets = OffsetUnit::bytes;
  MarkStyle marks = {};
  Page page = Page();
  ReplacedCounts counts = {};
};

bool is_flagged(const JudgedWord& word, const ReplacedStyle& style);
// What was suggested in place of a word of the result, best first.
std::span<const Suggestion> suggestions_for(const JudgedText& result, size_t word);

// The text with its flagged words marked, or corrected.
void write_replaced_text(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                         std::string& out);
void write_replaced_json(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                         std::string& out);
// A row per finding, without a heading, so that rows can be sorted, counted and concatenated.
void write_replaced_tsv(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                        std::string& out);

// FILE:LINE:COLUMN: for every flagged word, as compilers write it.
void write_replaced_places(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                           std::string& out);

// The heat-map page.
void begin_replaced_page(ReplacedStyle& style, std::string& out);
void write_replaced_row(const Item<ReplacedExample>& item, const JudgedText& result, ReplacedStyle& style,
                        std::string& out);
void end_replaced_page(ReplacedStyle& style, std::string& out);

}  // namespace electra::cli
