// The sink of the splitter: turns words into pieces and writes them to an Encoding.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "electra/tokenizer.h"
#include "text/word_buffer.h"
#include "text/wordpiece.h"

namespace electra {

// What an Encoder needs of a tokenizer; shared by all of its encoders.
struct PieceTable {
  PieceTable(const Vocabulary& vocabulary, bool lower_case);

  WordPieces pieces;
  bool lower_case;                         // of ASCII words, which reach the encoder as they are in the text
  int32_t unk_id = -1;                     // set by the tokenizer
  std::array<int32_t, 128> ascii_marks{};  // punctuation character -> id, -1 where the vocabulary lacks it
};

// Serves one text. The vectors of the encoding are kept larger than what is used until finish().
class Encoder {
 public:
  // table and text must outlive the encoder.
  Encoder(const PieceTable& table, std::string_view text);

  // The calls of Splitter.
  void ascii_word(size_t begin, size_t end);
  void ascii_mark(size_t position);
  void word(const WordBuffer& word);

  // A token that is a word of its own, from text[begin, end).
  void whole_word(int32_t id, Span source);
  // [CLS] and [SEP]: not part of any word.
  void frame(int32_t id);
  Encoding finish() &&;

 private:
  void reserve(size_t tokens);
  void put(int32_t id, Span source);
  void long_ascii_word(size_t begin, size_t end);
  // Splits a word into pieces; source_of(begin, end) is the origin of its bytes [begin, end).
  template <class SourceOf>
  void pieces(const char* bytes, size_t size, const SourceOf& source_of);

  const PieceTable& table_;
  std::string_view text_;
  Encoding encoding_;
  size_t count_ = 0;
  int32_t word_ = 0;  // index of the word at hand
};

}  // namespace electra
