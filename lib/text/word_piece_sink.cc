#include "text/word_piece_sink.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "text/ascii.h"

namespace electra::internal {

PieceTable::PieceTable(const Vocabulary& vocabulary, PieceForm form, bool lower, uint32_t max_characters)
    : pieces(vocabulary, std::move(form)),
      lower_case(lower),
      max_word_characters(max_characters),
      short_word(std::min<size_t>(max_characters, sizeof(uint64_t))) {
  ascii_marks.fill(-1);
  for (size_t c = 1; c < ascii_marks.size(); ++c) ascii_marks[c] = pieces.find_short(Place::start, c, 1);
}

void WordPieceSink::ascii_mark(size_t position) {
  const int32_t id = table_.ascii_marks[static_cast<uint8_t>(text_[position])];
  const auto begin = static_cast<uint32_t>(position);
  builder_.whole_word(id >= 0 ? id : table_.unk_id, {begin, begin + 1});
}

void WordPieceSink::ascii_word(size_t begin, size_t end) {
  const size_t size = end - begin;
  if (size <= table_.short_word && text_.size() - begin >= 8) {
    const uint64_t block = ascii::load_block(text_.data() + begin);
    const uint64_t key = ascii::first_bytes(table_.lower_case ? ascii::lower_case(block) : block, size);
    const int32_t id = table_.pieces.find_short(Place::start, key, size);
    if (id >= 0) {
      builder_.whole_word(id, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
      return;
    }
  }
  long_ascii_word(begin, end);
}

// Any ASCII word, if need be in several pieces.
void WordPieceSink::long_ascii_word(size_t begin, size_t end) {
  const size_t size = end - begin;
  const auto offset = static_cast<uint32_t>(begin);
  if (size > table_.max_word_characters) {
    builder_.whole_word(table_.unk_id, {offset, static_cast<uint32_t>(end)});
    return;
  }
  char bytes[largest_max_word_characters + word_padding] = {};
  std::memcpy(bytes, text_.data() + begin, size);
  if (table_.lower_case) {
    for (size_t i = 0; i < size; i += 8) {
      ascii::store_block(bytes + i, ascii::lower_case(ascii::load_block(bytes + i)));
    }
  }
  pieces(bytes, size, [offset](size_t from, size_t to) {
    return Span{offset + static_cast<uint32_t>(from), offset + static_cast<uint32_t>(to)};
  });
}

void WordPieceSink::word(const WordBuffer& word) {
  if (word.too_long()) {
    builder_.whole_word(table_.unk_id, word.source());
    return;
  }
  pieces(word.data(), word.bytes().size(), [&word](size_t from, size_t to) { return word.source(from, to); });
}

template <class SourceOf>
void WordPieceSink::pieces(const char* bytes, size_t size, const SourceOf& source_of) {
  builder_.reserve(size);
  const size_t first = builder_.size();
  Place place = Place::start;
  for (size_t begin = 0; begin < size;) {
    const WordPieces::Match match = table_.pieces.longest(place, bytes + begin, size - begin);
    if (match.id < 0) {  // a word is matched as a whole or not at all
      builder_.shrink(first);
      builder_.put(table_.unk_id, source_of(0, size));
      break;
    }
    builder_.put(match.id, source_of(begin, begin + match.length));
    begin += match.length;
    place = Place::inside;
  }
  builder_.end_word();
}

}  // namespace electra::internal
