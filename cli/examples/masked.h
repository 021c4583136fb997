// Texts for fill-mask, maybe with the words behind their masks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/examples/text.h"
#include "cli/io/gold.h"

namespace electra::cli {

struct MaskedExample {
  ExampleText text;
  Gold<std::vector<std::string>> originals;  // the words that the masks stand for, in order
};

// Of jsonl {"text", "original"}, the original a word or a list of them; of other formats no more than the text.
std::unique_ptr<ItemSource<MaskedExample>> masked_source(TextParser parser, InputFiles files);

}  // namespace electra::cli
