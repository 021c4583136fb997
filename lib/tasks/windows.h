// Cutting a long text into overlapping windows that fit the model, between words.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::internal {

// Pieces [begin, end) of a text that was encoded without special tokens.
struct PieceRange {
  int64_t begin;
  int64_t end;
  int64_t size() const { return end - begin; }
  bool operator==(const PieceRange&) const = default;
};

// The words of an encoding: runs of equal word_ids.
std::vector<PieceRange> word_ranges(const Encoding& encoding);

// Windows of at most `capacity` pieces that cover all words; neighbours share at least `overlap` pieces, up to the next
// border of a word (half a window if overlap is more than that). A word longer than a window is cut; a shorter one
// stands whole in one window at least, though another may begin inside it. REQUIRES: capacity >= 1.
std::vector<PieceRange> cut_windows(std::span<const PieceRange> words, int64_t capacity, int64_t overlap);

// For every piece the index of the window in which its word has the most context: the one where the smaller of the
// distances to the window's two ends is largest, the first such. A cut word is judged by the part in the window.
std::vector<int32_t> best_windows(std::span<const PieceRange> words, std::span<const PieceRange> windows);

// Those pieces of an encoding, and the same between [CLS] and [SEP], as a sequence of its own.
Encoding slice(const Encoding& encoding, PieceRange range);
Encoding window_encoding(const Encoding& text, PieceRange window, const Tokenizer& tokenizer);

// How many special tokens a tokenizer puts in front of a text ([CLS]), or of the second of a pair, and around it in
// all.
struct FrameSize {
  int64_t before = 0;
  int64_t total = 0;
};
FrameSize frame_size(const Tokenizer& tokenizer, bool pair);

}  // namespace electra::internal
