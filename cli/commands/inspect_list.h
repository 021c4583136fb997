// electra inspect without a model: the models that there are, and what each serves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/run/model_list.h"

namespace electra::cli {

// Leaves those whose config.json does not say that they are of another architecture.
void keep_electra(std::vector<ListedModel>& models);
// Leaves those that serve a command.
void keep_serving(std::vector<ListedModel>& models, std::string_view command);

// What is written of these models. Their weights are not read.
std::string models_text(const std::vector<ListedModel>& models);   // a table under each folder
std::string models_jsonl(const std::vector<ListedModel>& models);  // one object for each
// One name a line; without those that are no line of text.
std::string models_names(const std::vector<ListedModel>& models);

}  // namespace electra::cli
