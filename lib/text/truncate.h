// Where a text or a pair of texts is cut to fit, and what the windows over the rest are.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::internal {

// Tokens [begin, end) of a text.
struct Window {
  size_t begin = 0;
  size_t end = 0;
  bool operator==(const Window&) const = default;
};

struct TextWindows {
  std::vector<Window> first;   // at least one, the one that truncation leaves
  std::vector<Window> second;  // empty without a pair
};

// `length` tokens in windows of at most `max_length`, from the side that is kept, each repeating `stride` tokens of the
// one before. Nothing is left with max_length 0: an empty window, then all. Throws Error(input) for a stride that is no
// shorter than max_length where there is something to cut.
std::vector<Window> cut(size_t length, size_t max_length, size_t stride, Side truncation_side);

// Which of two texts of the same length loses the first token under longest_first: the tokenizers library's first, that
// of Transformers' slow tokenizers and of Google's code the second.
enum class LongestFirst { library, python };

// Tokens that are left of two texts.
struct Lengths {
  size_t first = 0;
  size_t second = 0;
  bool operator==(const Lengths&) const = default;
};

// What is left of both texts for `room` tokens in all. Under longest_first a length may be given as room + 1 where it
// is more, but not both of them. Throws Error(input) if the text that has to give way is too short.
Lengths lengths_left(Lengths texts, bool has_pair, size_t room, Truncation truncation, LongestFirst rule);

// The windows of both texts. Throws as lengths_left().
TextWindows truncate(size_t first, std::optional<size_t> second, size_t room, const EncodeOptions& options,
                     LongestFirst rule = LongestFirst::library);

}  // namespace electra::internal
