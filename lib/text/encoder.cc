#include "text/encoder.h"

#include <algorithm>
#include <cstring>

#include "text/ascii.h"

namespace electra {

PieceTable::PieceTable(const Vocabulary& vocabulary, bool lower) : pieces(vocabulary), lower_case(lower) {
  ascii_marks.fill(-1);
  for (size_t c = 1; c < ascii_marks.size(); ++c) ascii_marks[c] = pieces.find_short(Place::start, c, 1);
}

Encoder::Encoder(const PieceTable& table, std::string_view text) : table_(table), text_(text) {
  constexpr size_t usual_bytes_per_token = 4;
  reserve(text.size() / usual_bytes_per_token + 16);
}

void Encoder::reserve(size_t tokens) {
  if (tokens <= encoding_.ids.size()) return;
  tokens = std::max(tokens, encoding_.ids.size() + encoding_.ids.size() / 2);
  encoding_.ids.resize(tokens);
  encoding_.spans.resize(tokens);
  encoding_.word_ids.resize(tokens);
}

// REQUIRES: reserve(count_ + 1).
inline void Encoder::put(int32_t id, Span source) {
  encoding_.ids[count_] = id;
  encoding_.spans[count_] = source;
  encoding_.word_ids[count_] = word_;
  ++count_;
}

void Encoder::whole_word(int32_t id, Span source) {
  reserve(count_ + 1);
  put(id, source);
  ++word_;
}

void Encoder::frame(int32_t id) {
  reserve(count_ + 1);
  put(id, {0, 0});
  encoding_.word_ids[count_ - 1] = -1;
}

void Encoder::ascii_mark(size_t position) {
  const int32_t id = table_.ascii_marks[static_cast<uint8_t>(text_[position])];
  const auto begin = static_cast<uint32_t>(position);
  whole_word(id >= 0 ? id : table_.unk_id, {begin, begin + 1});
}

void Encoder::ascii_word(size_t begin, size_t end) {
  const size_t size = end - begin;
  if (size <= 8 && text_.size() - begin >= 8) {
    const uint64_t block = ascii::load_block(text_.data() + begin);
    const uint64_t key = ascii::first_bytes(table_.lower_case ? ascii::lower_case(block) : block, size);
    const int32_t id = table_.pieces.find_short(Place::start, key, size);
    if (id >= 0) {
      whole_word(id, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
      return;
    }
  }
  long_ascii_word(begin, end);
}

// Any ASCII word, if need be in several pieces.
void Encoder::long_ascii_word(size_t begin, size_t end) {
  const size_t size = end - begin;
  const auto offset = static_cast<uint32_t>(begin);
  if (size > max_word_characters) {
    whole_word(table_.unk_id, {offset, static_cast<uint32_t>(end)});
    return;
  }
  char bytes[max_word_characters + word_padding] = {};
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

void Encoder::word(const WordBuffer& word) {
  if (word.too_long()) {
    whole_word(table_.unk_id, word.source());
    return;
  }
  pieces(word.data(), word.bytes().size(), [&word](size_t from, size_t to) { return word.source(from, to); });
}

template <class SourceOf>
void Encoder::pieces(const char* bytes, size_t size, const SourceOf& source_of) {
  reserve(count_ + size);
  const size_t first = count_;
  Place place = Place::start;
  for (size_t begin = 0; begin < size;) {
    const WordPieces::Match match = table_.pieces.longest(place, bytes + begin, size - begin);
    if (match.id < 0) {  // a word is matched as a whole or not at all
      count_ = first;
      put(table_.unk_id, source_of(0, size));
      break;
    }
    put(match.id, source_of(begin, begin + match.length));
    begin += match.length;
    place = Place::inside;
  }
  ++word_;
}

Encoding Encoder::finish() && {
  encoding_.ids.resize(count_);
  encoding_.spans.resize(count_);
  encoding_.word_ids.resize(count_);
  encoding_.token_type_ids.assign(count_, 0);
  return std::move(encoding_);
}

}  // namespace electra
