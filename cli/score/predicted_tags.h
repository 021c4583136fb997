// Tags of sentences out of files: CoNLL, run_ner.py's lines of tags, and the spans of electra tag in text, tsv and
// jsonl.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/io/item_source.h"

namespace electra::cli {

struct TaggedSentence {
  Place place;  // of its first word
  std::vector<std::string> words, tags;
};

// Those of a CoNLL file. label_column: from 1; 0: the last. Throws Error(input) for a bad line.
std::vector<TaggedSentence> read_sentences(const std::string& file, int64_t label_column);

// Told by the content. What is not CoNLL has no words: the gold's stand for them, in as many sentences, and spans are
// those of the words with blanks between them. A skipped sentence has no tags. Throws Error(input) for other spans and
// for other numbers of sentences or tags; the caller compares the words.
std::vector<TaggedSentence> read_predicted_sentences(const std::string& file, const std::vector<TaggedSentence>& gold,
                                                     const std::string& gold_name);

}  // namespace electra::cli
