// Texts for detect-replaced, maybe with the words that were replaced.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/examples/text.h"
#include "cli/io/gold.h"
#include "electra/tokenizer.h"

namespace electra::cli {

struct ReplacedExample {
  ExampleText text;
  // The words that `replaced` counts, where the input has a list of them; else they are those of the tokenizer.
  std::optional<std::vector<Span>> words;
  Gold<std::vector<int64_t>> replaced;  // indices of words

  std::string_view asked() const { return text; }
};

// Of jsonl {"text", "replaced"}, the text a string or a list of words; of other formats no more than the text.
std::unique_ptr<ItemSource<ReplacedExample>> replaced_source(TextParser parser, InputFiles files);

}  // namespace electra::cli
