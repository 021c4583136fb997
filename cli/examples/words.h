// Sentences whose words are tagged one by one: what a sentence is to a task, whatever file it comes from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/io/conll.h"
#include "cli/io/gold.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"

namespace electra::cli {

struct WordsExample {
  std::vector<std::string> words;
  Gold<std::vector<std::string>> tags;  // by word, where they are wanted
  std::vector<ConllLine> lines = {};    // of CoNLL, which its output repeats; valid until the sink has been paused
};

// Sentences out of CoNLL. label_column and word_column: as of ConllSource. Their ordinals count sentences. Throws
// Error(input) for files that are something else.
std::unique_ptr<ItemSource<WordsExample>> words_source(InputFiles files, std::optional<int64_t> label_column,
                                                       int64_t word_column);

}  // namespace electra::cli
