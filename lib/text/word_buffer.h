// One normalised word with the origin of each of its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "electra/tokenizer.h"

namespace electra::internal {

// Words of more characters are one [UNK]: Transformers' limit, and Google's, which no tokenizer may exceed.
inline constexpr uint32_t default_max_word_characters = 100;
inline constexpr uint32_t largest_max_word_characters = 200;
// Matching reads whole 8-byte blocks: readable bytes behind the last one of a word.
inline constexpr size_t word_padding = 8;

// Keeps at most max_characters characters, but counts all and knows where the word ends: a word of any length takes
// constant memory.
class WordBuffer {
 public:
  // REQUIRES: max_characters <= largest_max_word_characters.
  explicit WordBuffer(uint32_t max_characters = default_max_word_characters) : max_characters_(max_characters) {}

  bool empty() const { return characters_ == 0; }
  bool too_long() const { return characters_ > max_characters_; }
  Span source() const { return whole_; }

  // REQUIRES, for all three: !too_long().
  std::string_view bytes() const { return {bytes_, size_}; }
  const char* data() const { return bytes_; }  // followed by word_padding readable bytes
  Span source(size_t begin, size_t end) const { return {begins_[begin], ends_[end - 1]}; }

  void clear() { size_ = 0, characters_ = 0; }

  void append(char32_t code_point, Span source) {
    if (!begin_character(source)) return;
    if (code_point < 0x80) {
      put(code_point, source);
    } else if (code_point < 0x800) {
      put(0xC0 | code_point >> 6, source);
      put(0x80 | (code_point & 0x3F), source);
    } else if (code_point < 0x10000) {
      put(0xE0 | code_point >> 12, source);
      put(0x80 | (code_point >> 6 & 0x3F), source);
      put(0x80 | (code_point & 0x3F), source);
    } else {
      put(0xF0 | code_point >> 18, source);
      put(0x80 | (code_point >> 12 & 0x3F), source);
      put(0x80 | (code_point >> 6 & 0x3F), source);
      put(0x80 | (code_point & 0x3F), source);
    }
  }

 private:
  bool begin_character(Span source) {
    if (characters_ == 0) whole_.begin = source.begin;
    whole_.end = source.end;
    if (characters_ > max_characters_) return false;
    return ++characters_ <= max_characters_;
  }
  void put(char32_t byte, Span source) {
    begins_[size_] = source.begin;
    ends_[size_] = source.end;
    bytes_[size_++] = static_cast<char>(byte);
  }

  static constexpr size_t max_bytes = largest_max_word_characters * 4;
  uint32_t max_characters_;
  uint32_t characters_ = 0;
  size_t size_ = 0;
  Span whole_;
  char bytes_[max_bytes + word_padding] = {};
  uint32_t begins_[max_bytes];  // of the source of each byte; not initialised, which would cost more than a short text
  uint32_t ends_[max_bytes];
};

}  // namespace electra::internal
