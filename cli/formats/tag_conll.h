// Sentences of CoNLL with the predicted tag behind the columns of each word.
#pragma once

#include <string>
#include <vector>

#include "cli/io/conll.h"
#include "cli/io/item_source.h"
#include "electra/config.h"
#include "electra/metrics.h"
#include "electra/tasks.h"

namespace electra::cli {

// How the tags are written: the spans that the model's tags make, as BIO or BIOES, or the tags as they are.
enum class TagNotation { bio, bioes, raw };

struct ConllStyle {
  const Config* config = nullptr;
  LabelReading reading;
  TagNotation notation = TagNotation::bio;
};

// The same lines with a column more, and an empty one for a bad line.
void write_sentence(const Item<ConllSentence>& item, const std::vector<WordTag>& tags, ConllStyle& style,
                    std::string& out);

}  // namespace electra::cli
