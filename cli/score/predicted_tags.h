// Tags of sentences out of files: all that words with tags come in, run_ner.py's lines of tags, and the spans of
// electra tag in text, tsv and jsonl.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/io/item_source.h"
#include "cli/score/score.h"

namespace electra::cli {

struct TaggedSentence {
  Place place;  // of its first word
  std::vector<std::string> words, tags;
  bool has_word_a_line = false;
  bool has_numbers = false;  // the tags are numbers of labels

  uint64_t line_of(size_t word) const { return place.line + (has_word_a_line ? word : 0); }
};

// Those of the request's gold. Throws Error(input) for a bad record.
std::vector<TaggedSentence> read_sentences(const ScoreRequest& request);

// Told by the content. What has no words is read with those of the gold, in as many sentences, and spans are those of
// the words with blanks between them. A skipped sentence has no tags. Throws Error(input) for other spans and for other
// numbers of sentences or tags; the caller compares the words.
std::vector<TaggedSentence> read_predicted_sentences(const ScoreRequest& request,
                                                     const std::vector<TaggedSentence>& gold);

}  // namespace electra::cli
