// The vocabulary in a tokenizer.json, {"model": {"vocab": {"[PAD]": 0, …}}}: read apart from the rest, entry by entry.
//
// A document of all values would take several times as long as everything else that loading does.
#pragma once

#include <string>
#include <string_view>

#include "text/vocabulary.h"

namespace electra::internal {

// A tokenizer.json without its vocabulary.
struct SplitTokenizerJson {
  std::string rest;             // the file with {} in place of the object
  std::string_view vocabulary;  // the object; empty if it is not to be found without parsing, as with a key twice
};

// Cuts the object out. What is no JSON is not looked for here: then the parts are no JSON either. REQUIRES: text
// outlives the result.
SplitTokenizerJson split_tokenizer_json(std::string_view text);

// From the object. Ids that no entry has are holes. Throws Error(model) that begins with `where` for what is no such
// object, for ids out of range, or that two entries have, or that are far above the number of entries.
Vocabulary parse_vocabulary_json(std::string_view object, const std::string& where);

}  // namespace electra::internal
