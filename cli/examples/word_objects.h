// Sentences out of objects: lists of words and of tags, as the datasets library and the scripts of Transformers write
// them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/examples/words.h"
#include "cli/io/first_lines.h"

namespace electra::cli {

// {"tokens": ["a", "b"], "ner_tags": ["O", 3], "id": 7}. Tags are names, or numbers of labels; an empty word is one,
// too. Throws Error(input) for lists of other lengths, and for an object without words.
WordsExample words_of_object(const nlohmann::json& object, const WordsInput& input);

// Whether the first object at the beginning of a file has a list of words.
Verdict has_word_list(Beginning beginning, const WordsInput& input);

}  // namespace electra::cli
