// Predicted tags without words of their own: a line for every sentence of the gold, or rows that name theirs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/score/predicted_tags.h"

namespace electra::cli {

// run_ner.py's lines of tags, or the texts, objects or rows of electra tag: the lines tell. Nothing: they are CoNLL.
// Throws Error(input) for other spans and for other numbers of sentences or tags.
std::optional<std::vector<TaggedSentence>> read_tag_lines(const std::vector<std::string>& lines,
                                                          const ScoreRequest& request,
                                                          const std::vector<TaggedSentence>& gold);

// Objects, with spans or with words and tags, or null for a sentence that was skipped. Throws as above.
std::vector<TaggedSentence> read_tag_objects(const std::vector<std::string>& lines, const ScoreRequest& request,
                                             const std::vector<TaggedSentence>& gold);

}  // namespace electra::cli
