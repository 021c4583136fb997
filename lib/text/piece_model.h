// One way to turn text into pieces of a vocabulary and back: what the kinds of tokenizers do differently. Frames,
// pairs, lengths and added tokens are the same for all of them, and the Tokenizer's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"
#include "text/characters.h"
#include "text/encoding_builder.h"

namespace electra::internal {

// A text as added tokens that ask for it are looked for in it, and where each of its bytes comes from.
struct NormalizedText {
  std::string bytes;
  std::vector<Span> sources;

  void append(char32_t code_point, Span source);
  // Of bytes [from, to), with their places in the text.
  Characters characters(size_t from, size_t to) const;
};

// What stands between two added tokens that were found in a normalised text.
struct Stretch {
  size_t begin;  // in the text
  size_t end;
  size_t from;  // in the normalised text
  size_t to;
};

// Immutable: threads share one.
class PieceModel {
 public:
  PieceModel() = default;
  PieceModel(const PieceModel&) = delete;
  PieceModel& operator=(const PieceModel&) = delete;
  virtual ~PieceModel() = default;

  // Appends the pieces of text[begin, end). Characters outside do not influence them. May stop at the end of a word
  // where the builder has no use for more.
  // REQUIRES: begin <= end <= text.size() < 2^32.
  virtual void encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const = 0;

  // text[begin, end) before it is split into words. Same requirements.
  virtual NormalizedText normalize(std::string_view text, size_t begin, size_t end) const = 0;

  // Appends the pieces of a stretch of a text that `normalized` was made of. This one normalises the bytes of the text
  // again, which suits models whose stages do not depend on what stands around a character.
  virtual void encode_between(std::string_view text, const NormalizedText& normalized, const Stretch& stretch,
                              EncodingBuilder& builder) const {
    static_cast<void>(normalized);
    if (stretch.begin < stretch.end) encode(text, stretch.begin, stretch.end, builder);
  }

  // Tokens joined to text, before the clean-up that a caller may ask for.
  virtual std::string join(const std::vector<std::string_view>& tokens) const = 0;

  virtual bool is_sentence_piece() const { return false; }
  virtual int32_t size() const = 0;  // number of ids
  // The piece of an id; empty for an id that none has. REQUIRES: 0 <= id < size().
  virtual std::string_view token(int32_t id) const = 0;
  // The id of a piece, or -1.
  virtual int32_t id(std::string_view token) const = 0;
};

}  // namespace electra::internal
