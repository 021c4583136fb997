// What the pieces of a vocabulary show of the texts that it was made from. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "text/vocabulary.h"

namespace electra::converters {

// Ids of the first pieces that show it. Those in brackets, [UNK] or <S>, are names and show nothing.
struct VocabularyLook {
  std::optional<int32_t> capital;  // changed by lower-casing: case was kept
  // Changed by the stripping of accents, which takes letters apart and drops marks: accents were kept. Not only letters
  // with accents show it, but Hangul syllables, voiced kana and the vowel signs of India, too.
  std::optional<int32_t> accent;
};

VocabularyLook look_at(const internal::Vocabulary& vocabulary);

}  // namespace electra::converters
