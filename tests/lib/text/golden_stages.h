// The recorded stages of tokenizer.json, and what reads one of them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lib/text/golden_texts.h"
#include "support/gzip.h"
#include "text/normalizers.h"
#include "text/pre_tokenizers.h"

namespace electra {

inline nlohmann::json read_golden_stages() {
  return nlohmann::json::parse(read_gzip(golden_tokenizer / "stages.json.gz"));
}

inline internal::Normalizer normalizer_of(const nlohmann::json& file) {
  return internal::read_normalizer(internal::JsonObject(file, "file", ErrorKind::model), "normalizer");
}

inline internal::PreTokenizer pre_tokenizer_of(const nlohmann::json& file) {
  return internal::read_pre_tokenizer(internal::JsonObject(file, "file", ErrorKind::model), "pre_tokenizer");
}

inline internal::Characters normalized_by(const internal::Normalizer& normalizer, std::string_view text) {
  internal::Characters characters = internal::characters_of(text, 0, text.size());
  normalizer.apply(characters);
  return characters;
}

inline std::string text_of(std::span<const internal::Character> characters) {
  std::string text;
  for (const internal::Character& character : characters) internal::append_utf8(text, character.code_point);
  return text;
}

}  // namespace electra
