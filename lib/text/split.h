// BertPreTokenizer fused with the normaliser: one pass over the text that finds its words.
//
// A word is a run of characters without white space and punctuation, or one punctuation mark, or one ideograph. Nothing
// is copied for ASCII words; other words are normalised into one WordBuffer, whose size does not depend on the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "text/ascii.h"
#include "text/normalize.h"
#include "text/unicode.h"
#include "text/word_buffer.h"

namespace electra::internal {

// Calls these members of Sink, in the order of the text:
//   ascii_word(size_t begin, size_t end)   letters and digits text[begin, end), not yet lower-cased
//   ascii_mark(size_t position)            one punctuation character
//   word(const WordBuffer&)                any other word, normalised
template <class Sink>
class Splitter {
 public:
  // rules and sink must outlive the splitter. A word's characters beyond max_word_characters are only counted.
  Splitter(const NormalizationRules& rules, std::string_view text, Sink& sink,
           uint32_t max_word_characters = default_max_word_characters)
      : rules_(rules), text_(text), sink_(sink), word_(max_word_characters) {}

  // The words of text[begin, end). Characters outside do not influence them. REQUIRES: begin <= end <= text.size().
  void split(size_t begin, size_t end) { split_some(begin, end, end); }
  // The first of them, at least those that begin before `stop`; returns where the others begin, which are the same
  // for a call from there on. REQUIRES: begin <= stop <= end.
  size_t split_some(size_t begin, size_t stop, size_t end);

 private:
  size_t ascii_word_end(size_t position) const;
  size_t general_word(size_t position);
  size_t non_ascii(size_t position);
  size_t marks(size_t position);
  void append_isolated(char32_t code_point, Span source);
  void flush();

  static constexpr size_t none = ~size_t{0};

  const NormalizationRules& rules_;
  std::string_view text_;
  Sink& sink_;
  size_t end_ = 0;             // of the stretch that split_some() works on
  size_t stop_ = 0;            // where it may end between words
  size_t marks_begin_ = none;  // start of the run of marks that ends at the current position
  WordBuffer word_;
  std::vector<NormalizedCharacter> reordered_;
};

namespace split_detail {

enum class ByteClass : uint8_t { word, space, mark, removed, high };

constexpr ByteClass class_of(uint8_t byte) {
  if (byte >= 0x80) return ByteClass::high;
  if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') return ByteClass::space;
  if (byte < 0x20 || byte == 0x7F) return ByteClass::removed;
  const bool digit = byte >= '0' && byte <= '9';
  const bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
  return digit || letter ? ByteClass::word : ByteClass::mark;
}

struct ByteClasses {
  ByteClass data[256];
  constexpr ByteClasses() : data() {
    for (unsigned i = 0; i < 256; ++i) data[i] = class_of(static_cast<uint8_t>(i));
  }
  ByteClass operator[](char c) const { return data[static_cast<uint8_t>(c)]; }
};
inline constexpr ByteClasses byte_classes;

}  // namespace split_detail

template <class Sink>
size_t Splitter<Sink>::split_some(size_t begin, size_t stop, size_t end) {
  using split_detail::ByteClass;
  end_ = end;
  stop_ = stop;
  size_t position = begin;
  while (position < stop) {
    switch (split_detail::byte_classes[text_[position]]) {
      case ByteClass::space:
      case ByteClass::removed:
        ++position;
        break;
      case ByteClass::mark:
        sink_.ascii_mark(position++);
        break;
      case ByteClass::high:
        position = general_word(position);
        break;
      case ByteClass::word: {
        const size_t word_end = ascii_word_end(position);
        const ByteClass next = word_end < end ? split_detail::byte_classes[text_[word_end]] : ByteClass::space;
        if (next == ByteClass::space || next == ByteClass::mark) {
          sink_.ascii_word(position, word_end);
          position = word_end;
        } else {
          position = general_word(position);  // goes on with characters that need more than ASCII's rules
        }
        break;
      }
    }
  }
  return position;
}

// The end of the run of ASCII letters and digits that starts at position.
template <class Sink>
size_t Splitter<Sink>::ascii_word_end(size_t position) const {
  while (end_ - position >= 8) {
    const size_t length = ascii::word_length(ascii::load_block(text_.data() + position));
    position += length;
    if (length < 8) return position;
  }
  while (position < end_ && split_detail::byte_classes[text_[position]] == split_detail::ByteClass::word) ++position;
  return position;
}

// Handles the characters from position on until a word has ended and ASCII follows; returns where.
template <class Sink>
size_t Splitter<Sink>::general_word(size_t position) {
  using split_detail::ByteClass;
  const size_t begin = position;
  marks_begin_ = none;
  while (position < end_) {
    const char byte = text_[position];
    const ByteClass byte_class = split_detail::byte_classes[byte];
    if (byte_class == ByteClass::high) {
      position = non_ascii(position);
      // Text of many scripts goes on like this for as long as it is.
      if (position >= stop_ && word_.empty() && marks_begin_ == none) break;
      continue;
    }
    if (byte_class == ByteClass::removed) {
      ++position;
      continue;
    }
    if (byte_class != ByteClass::word || (word_.empty() && position != begin)) break;
    marks_begin_ = none;
    const bool upper = byte >= 'A' && byte <= 'Z' && rules_.lower_case();
    const auto source = static_cast<uint32_t>(position);
    word_.append(static_cast<char32_t>(upper ? byte | 0x20 : byte), {source, source + 1});
    ++position;
  }
  flush();
  return position;
}

// Handles the character at position, which is not ASCII; returns the position behind it.
template <class Sink>
size_t Splitter<Sink>::non_ascii(size_t position) {
  const DecodedCodePoint decoded = decode_utf8(text_.substr(0, end_), position);
  const Rule rule = rules_[decoded.code_point];
  const size_t next = position + decoded.length;
  const Span source{static_cast<uint32_t>(position), static_cast<uint32_t>(next)};
  if (rule.is_mark()) {
    if (marks_begin_ == none) marks_begin_ = position;
  } else if (!rule.is_transparent()) {
    marks_begin_ = none;
  }
  switch (rule.action()) {
    case Action::keep:
      word_.append(decoded.code_point, source);
      break;
    case Action::replace:
      word_.append(rule.payload(), source);
      break;
    case Action::isolate:
      append_isolated(decoded.code_point, source);
      break;
    case Action::hangul:
      for (const char32_t jamo : decompose_hangul(decoded.code_point)) word_.append(jamo, source);
      break;
    case Action::expand:
      for (const auto& [code_point, isolated] : rules_.expansion(rule)) {
        isolated ? append_isolated(code_point, source) : word_.append(code_point, source);
      }
      break;
    case Action::space:
      flush();
      break;
    case Action::remove:
      break;
    case Action::reorder:
      return marks(marks_begin_ == none ? position : marks_begin_);
  }
  return next;
}

// Handles a run of marks of which one stays. Those before it have left nothing in the word, so the run can start again.
template <class Sink>
size_t Splitter<Sink>::marks(size_t position) {
  reordered_.clear();
  const size_t next = rules_.reorder_marks(text_.substr(0, end_), position, reordered_);
  for (const auto& [code_point, isolated, source] : reordered_) {
    isolated ? append_isolated(code_point, source) : word_.append(code_point, source);
  }
  marks_begin_ = none;
  return next;
}

template <class Sink>
void Splitter<Sink>::append_isolated(char32_t code_point, Span source) {
  flush();
  word_.append(code_point, source);
  flush();
}

template <class Sink>
void Splitter<Sink>::flush() {
  if (word_.empty()) return;
  sink_.word(word_);
  word_.clear();
}

}  // namespace electra::internal
