// The rules are those of Hugging Face tokenizers (utils/truncation.rs and Encoding::truncate), which Transformers uses.
#include "text/truncate.h"

#include <fmt/core.h>

#include <algorithm>

#include "electra/error.h"

namespace electra::internal {
namespace {

// The longer one is cut first; then both to the half of the room.
Lengths longest_first(size_t first, size_t second, size_t room, LongestFirst rule) {
  if (rule == LongestFirst::python && std::min(first, second) > room / 2) return {room - room / 2, room / 2};
  size_t shorter = std::min(first, second);
  size_t longer = shorter > room ? shorter : std::max(shorter, room - shorter);
  if (shorter + longer > room) {
    shorter = room / 2;
    longer = shorter + room % 2;
  }
  return first > second ? Lengths{longer, shorter} : Lengths{shorter, longer};
}

size_t give_way(size_t length, size_t excess, size_t room, const char* which) {
  if (length > excess) return length - excess;
  throw Error(ErrorKind::input, fmt::format("the {} text has {} tokens: {} too many for the {} that fit cannot be cut "
                                            "from it alone",
                                            which, length, excess, room));
}

}  // namespace

std::vector<Window> cut(size_t length, size_t max_length, size_t stride, Side truncation_side) {
  if (length <= max_length) return {{0, length}};
  if (max_length == 0) return {{0, 0}, {0, length}};
  if (stride >= max_length) {
    throw Error(ErrorKind::input, fmt::format("a stride of {} tokens: expected less than the {} that remain for this "
                                              "text",
                                              stride, max_length));
  }
  const size_t step = max_length - stride;
  std::vector<Window> windows;
  for (size_t at = 0; at < length; at += step) {
    const size_t reach = std::min(at + max_length, length);
    windows.push_back(truncation_side == Side::right ? Window{at, reach} : Window{length - reach, length - at});
    if (reach == length) break;
  }
  return windows;
}

Lengths lengths_left(Lengths texts, bool has_pair, size_t room, Truncation truncation, LongestFirst rule) {
  const size_t total = texts.first + texts.second;
  if (total <= room) return texts;
  if (room == 0) return {0, 0};
  const size_t excess = total - room;
  switch (truncation) {
    case Truncation::none:
      break;
    case Truncation::longest_first:
      return has_pair ? longest_first(texts.first, texts.second, room, rule) : Lengths{room, 0};
    case Truncation::only_first:
      return {give_way(texts.first, excess, room, "first"), texts.second};
    case Truncation::only_second:
      if (!has_pair) throw Error(ErrorKind::input, "only the second text may be cut, but there is none");
      return {texts.first, give_way(texts.second, excess, room, "second")};
  }
  return texts;
}

TextWindows truncate(size_t first, std::optional<size_t> second, size_t room, const EncodeOptions& options,
                     LongestFirst rule) {
  const Lengths left = lengths_left({first, second.value_or(0)}, second.has_value(), room, options.truncation, rule);
  const auto stride = static_cast<size_t>(options.stride);
  const Side side = options.truncation_side.value_or(Side::right);
  TextWindows windows{cut(first, left.first, stride, side), {}};
  if (second) windows.second = cut(*second, left.second, stride, side);
  return windows;
}

}  // namespace electra::internal
