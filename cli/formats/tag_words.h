// Tagged words as the formats of electra tag.
#pragma once

#include <string>
#include <vector>

#include "cli/examples/words.h"
#include "cli/formats/span_page.h"
#include "cli/io/item_source.h"
#include "cli/io/offsets.h"
#include "electra/config.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

// How the tags are written: the spans that the model's tags make, as BIO or BIOES, or the tags as they are.
enum class TagNotation { bio, bioes, raw };

struct WordsStyle {
  const Config* config = nullptr;
  LabelReading reading;
  TagNotation notation = TagNotation::bio;
  OffsetUnit offsets = OffsetUnit::bytes;
  SpanTypes types;
  SpanPage page;
};

// A word and its tag a line; of CoNLL the same lines with a column more, and an empty one for a bad line. Throws
// Error(input) for a word that a line of CoNLL cannot hold.
void write_words_conll(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                       std::string& out);
// {"id": 1, "tokens": [], "tags": []}; null for a bad sentence of CoNLL, nothing for lines between sentences.
void write_words_json(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                      std::string& out);
// A row per span, as of texts: of the words with blanks between them.
void write_words_tsv(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                     std::string& out);
// The page of coloured spans.
void begin_words_page(WordsStyle& style, std::string& out);
void write_words_row(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                     std::string& out);
void end_words_page(WordsStyle& style, std::string& out);

}  // namespace electra::cli
