// Collects the tokens of one text. The vectors of the encoding are kept larger than what is used until finish().
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "electra/tokenizer.h"

namespace electra::internal {

class EncodingBuilder {
 public:
  explicit EncodingBuilder(size_t text_bytes) { reserve(text_bytes / usual_bytes_per_token + 16); }

  // Room for that many more tokens.
  void reserve(size_t more) {
    if (count_ + more > encoding_.ids.size()) grow(count_ + more);
  }

  // A token of the word at hand. REQUIRES: reserve().
  void put(int32_t id, Span source) {
    encoding_.ids[count_] = id;
    encoding_.spans[count_] = source;
    encoding_.word_ids[count_] = word_;
    ++count_;
  }
  void end_word() { ++word_; }

  // A token that is a word of its own.
  void whole_word(int32_t id, Span source) {
    reserve(1);
    put(id, source);
    ++word_;
  }

  // [CLS] and [SEP]: not part of any word.
  void frame(int32_t id) {
    reserve(1);
    put(id, {0, 0});
    encoding_.word_ids[count_ - 1] = -1;
  }

  // Gives all tokens since the last such call a token_type_id; the usual one, 0, costs nothing.
  void end_part(int32_t type) {
    if (type != 0) {
      encoding_.token_type_ids.resize(part_begin_);
      encoding_.token_type_ids.resize(count_, type);
    }
    part_begin_ = count_;
  }

  size_t size() const { return count_; }
  // Takes the last tokens back. REQUIRES: size <= size().
  void shrink(size_t size) { count_ = size; }

  Encoding finish() && {
    encoding_.ids.resize(count_);
    encoding_.spans.resize(count_);
    encoding_.word_ids.resize(count_);
    encoding_.token_type_ids.resize(count_);
    return std::move(encoding_);
  }

 private:
  static constexpr size_t usual_bytes_per_token = 4;

  void grow(size_t tokens) {
    tokens = std::max(tokens, encoding_.ids.size() + encoding_.ids.size() / 2);
    encoding_.ids.resize(tokens);
    encoding_.spans.resize(tokens);
    encoding_.word_ids.resize(tokens);
  }

  Encoding encoding_;
  size_t count_ = 0;
  size_t part_begin_ = 0;
  int32_t word_ = 0;  // index of the word at hand
};

}  // namespace electra::internal
