// The sink of the splitter: turns words into pieces and hands them to an EncodingBuilder.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "text/encoding_builder.h"
#include "text/word_buffer.h"
#include "text/wordpiece.h"

namespace electra::internal {

// What a sink needs of a tokenizer; shared by all of its sinks.
struct PieceTable {
  PieceTable(const Vocabulary& vocabulary, PieceForm form, bool lower_case, uint32_t max_word_characters);

  WordPieces pieces;
  bool lower_case;  // of ASCII words, which reach the sink as they are in the text
  uint32_t max_word_characters;
  size_t short_word;                       // bytes of a word that is looked up at once: 8, or less where the limit is
  int32_t unk_id = -1;                     // set by the owner
  std::array<int32_t, 128> ascii_marks{};  // punctuation character -> id, -1 where the vocabulary lacks it
};

// Serves one text.
class WordPieceSink {
 public:
  // All of them must outlive the sink.
  WordPieceSink(const PieceTable& table, std::string_view text, EncodingBuilder& builder)
      : table_(table), text_(text), builder_(builder) {}

  // The calls of Splitter.
  void ascii_word(size_t begin, size_t end);
  void ascii_mark(size_t position);
  void word(const WordBuffer& word);

 private:
  void long_ascii_word(size_t begin, size_t end);
  // Splits a word into pieces; source_of(begin, end) is the origin of its bytes [begin, end).
  template <class SourceOf>
  void pieces(const char* bytes, size_t size, const SourceOf& source_of);

  const PieceTable& table_;
  std::string_view text_;
  EncodingBuilder& builder_;
};

}  // namespace electra::internal
