// What electra inspect says of a model's tokenizer and of its labels.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "electra/electra.h"

namespace electra::cli {

// For the member "vocabulary".
nlohmann::ordered_json describe_tokenizer(const Tokenizer& tokenizer);

// The same as a line each: "vocabulary", "tokenizer", "frame", and of WordPiece "normalizer" and "pre-tokenizer".
std::vector<std::pair<std::string, std::string>> tokenizer_rows(const Tokenizer& tokenizer);

// How a head reads its labels: "single_label_classification, softmax"; the scheme of tags; empty for other heads.
std::string label_reading(const Config& config, Head head);

}  // namespace electra::cli
