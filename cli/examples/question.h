// Questions with choices, out of objects and files of SWAG, HellaSwag, RACE, CommonsenseQA and ARC.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/io/gold.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"
#include "electra/tasks.h"

namespace electra::cli {

struct ChoiceExample {
  std::string prompt;
  std::vector<std::string> choices;
  Gold<int64_t> label;  // the index of the right choice

  Question asked() const { return {prompt, {choices.begin(), choices.end()}}; }
};

// jsonl: objects with "prompt" and "choices", or as the sets above have them (object_questions); csv: files of SWAG,
// whose sentence sent2 begins each of the endings. Throws Error(input) for files that are something else.
std::unique_ptr<ItemSource<ChoiceExample>> choice_source(InputFiles files);

}  // namespace electra::cli
