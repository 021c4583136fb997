// What the tests of recorded tokenizer answers share: reading them, and texts with one code point inside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "electra/tokenizer.h"

namespace electra {

using Ids = std::vector<int32_t>;
using Spans = std::vector<Span>;

inline const std::filesystem::path golden_tokenizer = ELECTRA_GOLDEN "/tokenizer";

// [[begin, end], …] or, flat, [begin, end, begin, end, …]
inline Spans spans_of(const nlohmann::json& offsets) {
  Spans spans;
  if (offsets.empty()) return spans;
  if (offsets.front().is_array()) {
    for (const auto& pair : offsets) spans.push_back({pair.at(0).get<uint32_t>(), pair.at(1).get<uint32_t>()});
  } else {
    for (size_t i = 0; i + 1 < offsets.size(); i += 2) {
      spans.push_back({offsets[i].get<uint32_t>(), offsets[i + 1].get<uint32_t>()});
    }
  }
  return spans;
}

// null stands for no word, like -1
inline Ids words_of(const nlohmann::json& word_ids) {
  Ids words;
  for (const auto& word : word_ids) words.push_back(word.is_null() ? -1 : word.get<int32_t>());
  return words;
}

// The options of [do_lower_case, strip_accents (may be null), tokenize_chinese_chars].
inline TokenizerOptions options_of_config(const nlohmann::json& config, TokenizerKind kind = TokenizerKind::fast) {
  TokenizerOptions options;
  options.lower_case = config.at(0).get<bool>();
  if (!config.at(1).is_null()) options.strip_accents = config.at(1).get<bool>() ? StripAccents::yes : StripAccents::no;
  options.tokenize_chinese_chars = config.at(2).get<bool>();
  options.kind = kind;
  return options;
}

// The template of the sweeps: a code point between two letters.
inline std::string between_letters(char32_t code_point) {
  std::string text = "a";
  internal::append_utf8(text, code_point);
  return text + 'b';
}

}  // namespace electra
