// Sentences out of tables with a word a row, as simpletransformers and the NER set of Kaggle have them.
#pragma once

#include <memory>

#include "cli/examples/words.h"

namespace electra::cli {

// A sentence begins where the cell that says so is another one than before and not empty; in a table without such a
// column, whose others are words and tags, behind a record without text. Throws Error(usage) for names that a header
// lacks.
std::unique_ptr<ItemSource<WordsExample>> word_rows_source(InputFiles files, const WordsInput& input);

}  // namespace electra::cli
