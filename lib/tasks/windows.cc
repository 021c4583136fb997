#include "tasks/windows.h"

#include <algorithm>

namespace electra::internal {

std::vector<PieceRange> word_ranges(const Encoding& encoding) {
  std::vector<PieceRange> words;
  for (size_t i = 0; i < encoding.size(); ++i) {
    const auto piece = static_cast<int64_t>(i);
    if (i == 0 || encoding.word_ids[i] != encoding.word_ids[i - 1]) words.push_back({piece, piece});
    words.back().end = piece + 1;
  }
  return words;
}

std::vector<PieceRange> cut_windows(std::span<const PieceRange> words, int64_t capacity, int64_t overlap) {
  const int64_t count = words.empty() ? 0 : words.back().end;
  // The last word border at or before `piece`, or `piece` itself if that leaves nothing after `after`.
  const auto border = [&](int64_t piece, int64_t after) {
    const auto word = std::ranges::upper_bound(words, piece, {}, &PieceRange::begin) - 1;
    return word->begin > after ? word->begin : piece;
  };
  std::vector<PieceRange> windows;
  int64_t begin = 0;
  int64_t covered = 0;
  while (count - begin > capacity) {
    const int64_t end = border(begin + capacity, begin);
    if (end <= covered) {  // the next word is too long to stand behind the overlap: it gets a window without one
      begin = covered;
      continue;
    }
    windows.push_back({begin, end});
    covered = end;
    begin = border(std::max(end - std::min(overlap, capacity / 2), begin + 1), begin);
  }
  windows.push_back({begin, count});
  return windows;
}

std::vector<int32_t> best_windows(std::span<const PieceRange> words, std::span<const PieceRange> windows) {
  const int64_t count = words.empty() ? 0 : words.back().end;
  std::vector<int32_t> best(static_cast<size_t>(count), 0);
  std::vector<int32_t> most(static_cast<size_t>(count), -1);
  auto first = words.begin();
  for (size_t index = 0; index < windows.size(); ++index) {
    const PieceRange window = windows[index];
    while (first != words.end() && first->end <= window.begin) ++first;
    for (auto word = first; word != words.end() && word->begin < window.end; ++word) {
      const PieceRange part{std::max(word->begin, window.begin), std::min(word->end, window.end)};
      const auto context = static_cast<int32_t>(std::min(part.begin - window.begin, window.end - part.end));
      for (auto piece = static_cast<size_t>(part.begin); piece < static_cast<size_t>(part.end); ++piece) {
        if (context <= most[piece]) continue;
        most[piece] = context;
        best[piece] = static_cast<int32_t>(index);
      }
    }
  }
  return best;
}

Encoding slice(const Encoding& encoding, PieceRange range) {
  Encoding part;
  const auto copy = [&](const auto& from, auto& to) {
    to.assign(from.begin() + range.begin, from.begin() + range.end);
  };
  copy(encoding.ids, part.ids);
  copy(encoding.token_type_ids, part.token_type_ids);
  copy(encoding.spans, part.spans);
  copy(encoding.word_ids, part.word_ids);
  return part;
}

Encoding window_encoding(const Encoding& text, PieceRange window, const Tokenizer& tokenizer) {
  return tokenizer.frame(slice(text, window));
}

FrameSize frame_size(const Tokenizer& tokenizer, bool pair) {
  const Encoding none;
  const Encoding piece{.ids = {0}, .token_type_ids = {0}, .spans = {{}}, .word_ids = {0}};
  const Encoding framed = pair ? tokenizer.frame(none, &piece) : tokenizer.frame(piece);
  return {.before = std::ranges::find(framed.word_ids, 0) - framed.word_ids.begin(),
          .total = static_cast<int64_t>(framed.size()) - 1};
}

}  // namespace electra::internal
