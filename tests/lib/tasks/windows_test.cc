#include "tasks/windows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace electra {

using namespace internal;

namespace {

using Ranges = std::vector<PieceRange>;

// Words of these lengths, end to end.
Ranges words_of(const std::vector<int64_t>& lengths) {
  Ranges words;
  for (const int64_t length : lengths) {
    const int64_t begin = words.empty() ? 0 : words.back().end;
    words.push_back({begin, begin + length});
  }
  return words;
}

Ranges single_pieces(int64_t count) { return words_of(std::vector<int64_t>(static_cast<size_t>(count), 1)); }

std::vector<int64_t> random_lengths(std::mt19937& generator) {
  std::vector<int64_t> lengths(1 + generator() % 40);
  for (int64_t& length : lengths) length = 1 + static_cast<int64_t>(generator() % 4 == 0 ? generator() % 12 : 0);
  return lengths;
}

const PieceRange& word_at(const Ranges& words, int64_t piece) {
  return *std::ranges::find_if(words, [&](const PieceRange& word) { return piece < word.end; });
}

// Is a border of a window inside a word?
bool cuts_word(const Ranges& words, int64_t piece) {
  return piece < words.back().end && word_at(words, piece).begin != piece;
}

TEST_CASE("a word is a run of equal word ids") {
  Encoding encoding;
  CHECK(word_ranges(encoding).empty());
  encoding.word_ids = {0, 0, 1, 2, 2, 2};
  encoding.ids.resize(6);
  CHECK(word_ranges(encoding) == Ranges{{0, 2}, {2, 3}, {3, 6}});
}

TEST_CASE("what fits is one window") {
  CHECK(cut_windows(single_pieces(4), 4, 2) == Ranges{{0, 4}});
  CHECK(cut_windows(single_pieces(1), 1, 64) == Ranges{{0, 1}});
}

TEST_CASE("neighbours share the overlap") {
  CHECK(cut_windows(single_pieces(10), 4, 0) == Ranges{{0, 4}, {4, 8}, {8, 10}});
  CHECK(cut_windows(single_pieces(10), 4, 1) == Ranges{{0, 4}, {3, 7}, {6, 10}});
  CHECK(cut_windows(single_pieces(10), 4, 2) == Ranges{{0, 4}, {2, 6}, {4, 8}, {6, 10}});
}

TEST_CASE("an overlap of more than half a window is half a window") {
  CHECK(cut_windows(single_pieces(10), 4, 64) == cut_windows(single_pieces(10), 4, 2));
  CHECK(cut_windows(single_pieces(3), 1, 64) == Ranges{{0, 1}, {1, 2}, {2, 3}});
}

TEST_CASE("windows are cut between words") {
  CHECK(cut_windows(words_of({3, 3, 3}), 4, 0) == Ranges{{0, 3}, {3, 6}, {6, 9}});
  CHECK(cut_windows(words_of({1, 2, 2, 1, 2}), 6, 2) == Ranges{{0, 6}, {3, 8}});
}

TEST_CASE("a word longer than a window is cut") {
  CHECK(cut_windows(words_of({10}), 4, 0) == Ranges{{0, 4}, {4, 8}, {8, 10}});
  CHECK(cut_windows(words_of({10}), 4, 2) == Ranges{{0, 4}, {2, 6}, {4, 8}, {6, 10}});
  CHECK(cut_windows(words_of({2, 5, 1}), 4, 0) == Ranges{{0, 2}, {2, 6}, {6, 8}});
}

// All that has to hold of the windows of any text.
void check_windows(const Ranges& words, const Ranges& windows, int64_t capacity, int64_t overlap) {
  REQUIRE(!windows.empty());
  CHECK(windows.front().begin == 0);
  CHECK(windows.back().end == words.back().end);
  const int64_t shared = std::min(overlap, capacity / 2);
  for (size_t i = 0; i < windows.size(); ++i) {
    const PieceRange window = windows[i];
    CHECK(window.size() >= 1);
    CHECK(window.size() <= capacity);
    if (cuts_word(words, window.end)) CHECK(word_at(words, window.end).size() > capacity);
    if (i == 0) continue;
    const PieceRange before = windows[i - 1];
    CHECK(window.begin > before.begin);
    CHECK(window.end > before.end);
    // Without an overlap only where the next word is too long to stand behind one.
    const bool overlaps = window.begin <= std::max(before.end - shared, before.begin + 1);
    CHECK((overlaps || window.begin == before.end));
  }
}

TEST_CASE("windows of any words cover all of them in order, none too long") {
  std::mt19937 generator(1);
  for (int round = 0; round < 300; ++round) {
    const Ranges words = words_of(random_lengths(generator));
    for (const int64_t capacity : {1, 2, 3, 5, 8, 13, 62}) {
      for (const int64_t overlap : {0, 1, 2, 4, 64}) {
        CAPTURE(round);
        CAPTURE(capacity);
        CAPTURE(overlap);
        check_windows(words, cut_windows(words, capacity, overlap), capacity, overlap);
      }
    }
  }
}

TEST_CASE("a piece is read in the window where its word has the most context") {
  CHECK(best_windows(single_pieces(6), Ranges{{0, 4}, {2, 6}}) == std::vector<int32_t>{0, 0, 0, 1, 1, 1});
  CHECK(best_windows(single_pieces(5), Ranges{{0, 5}}) == std::vector<int32_t>(5, 0));
  // the word [2, 4) has nothing behind it in the first window, and one piece on either side in the second
  CHECK(best_windows(words_of({1, 1, 2, 1}), Ranges{{0, 4}, {1, 5}}) == std::vector<int32_t>{0, 0, 1, 1, 1});
  CHECK(best_windows({}, Ranges{{0, 0}}).empty());
}

TEST_CASE("a cut word is judged by its part in the window") {
  CHECK(best_windows(words_of({1, 6, 1}), Ranges{{0, 4}, {4, 8}}) == std::vector<int32_t>{0, 0, 0, 0, 1, 1, 1, 1});
}

// The same, by looking at every window for every piece.
std::vector<int32_t> slow_best_windows(const Ranges& words, const Ranges& windows) {
  std::vector<int32_t> best;
  for (int64_t piece = 0; piece < words.back().end; ++piece) {
    const PieceRange word = word_at(words, piece);
    int64_t most = -1;
    for (size_t i = 0; i < windows.size(); ++i) {
      if (piece < windows[i].begin || piece >= windows[i].end) continue;
      const int64_t before = std::max<int64_t>(word.begin - windows[i].begin, 0);
      const int64_t behind = std::max<int64_t>(windows[i].end - word.end, 0);
      if (std::min(before, behind) <= most) continue;
      most = std::min(before, behind);
      best.resize(static_cast<size_t>(piece) + 1);
      best.back() = static_cast<int32_t>(i);
    }
  }
  return best;
}

TEST_CASE("the best windows are those that a slow search finds, and read whole words where they fit") {
  std::mt19937 generator(2);
  for (int round = 0; round < 300; ++round) {
    const Ranges words = words_of(random_lengths(generator));
    for (const int64_t capacity : {1, 3, 8, 13}) {
      for (const int64_t overlap : {0, 2, 64}) {
        CAPTURE(round);
        CAPTURE(capacity);
        CAPTURE(overlap);
        const Ranges windows = cut_windows(words, capacity, overlap);
        const std::vector<int32_t> best = best_windows(words, windows);
        CHECK(best == slow_best_windows(words, windows));
        for (const PieceRange word : words) {
          if (word.size() > capacity) continue;
          const PieceRange window = windows[static_cast<size_t>(best[static_cast<size_t>(word.begin)])];
          CHECK((window.begin <= word.begin && word.end <= window.end));
          CHECK(std::all_of(best.begin() + word.begin, best.begin() + word.end,
                            [&](int32_t index) { return index == best[static_cast<size_t>(word.begin)]; }));
        }
      }
    }
  }
}

TEST_CASE("a window is a sequence of its own, with its pieces' words and places") {
  const std::string vocabulary = std::string(ELECTRA_GOLDEN) + "/hf/vocab.txt";
  const Tokenizer tokenizer = Tokenizer::from_vocab(vocabulary, {});
  const Encoding text = tokenizer.encode_pieces("my dog may go");
  const Encoding window = window_encoding(text, {1, 3}, tokenizer);
  CHECK(window.ids == std::vector<int32_t>{tokenizer.cls_id(), text.ids[1], text.ids[2], tokenizer.sep_id()});
  CHECK(window.token_type_ids == std::vector<int32_t>(4, 0));
  CHECK(window.word_ids == std::vector<int32_t>{-1, text.word_ids[1], text.word_ids[2], -1});
  CHECK(window.spans == std::vector<Span>{{}, text.spans[1], text.spans[2], {}});
}

}  // namespace
}  // namespace electra
