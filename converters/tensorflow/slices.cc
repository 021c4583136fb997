#include "converters/tensorflow/slices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

// Ordered codes: byte strings that sort as the values do.

void append_unsigned(std::string& out, uint64_t value) {
  std::string digits;
  for (; value > 0; value >>= 8) digits.insert(digits.begin(), static_cast<char>(value & 0xFF));
  out += static_cast<char>(digits.size());
  out += digits;
}

// n bytes hold 7n bits: as many ones as there are bytes stand before them, the last of which is the sign's complement.
void append_signed(std::string& out, int64_t value) {
  constexpr size_t most = 10;
  static constexpr uint8_t headers[most + 1][2] = {{0, 0},    {0x80, 0},    {0xC0, 0},   {0xE0, 0},
                                                   {0xF0, 0}, {0xF8, 0},    {0xFC, 0},   {0xFE, 0},
                                                   {0xFF, 0}, {0xFF, 0x80}, {0xFF, 0xC0}};
  const uint64_t magnitude = static_cast<uint64_t>(value < 0 ? ~value : value);
  size_t count = 1;
  while (count < most && (magnitude >> (7 * count - 1)) != 0) ++count;
  std::string bytes(count, value < 0 ? '\xFF' : '\0');
  for (size_t i = 0; i < count && i < sizeof(value); ++i) {
    bytes[count - 1 - i] = static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
  }
  for (size_t i = 0; i < std::min<size_t>(2, count); ++i) bytes[i] = static_cast<char>(bytes[i] ^ headers[count][i]);
  out += bytes;
}

// Zero bytes are escaped, so that zero and one can end the string.
void append_string(std::string& out, std::string_view text) {
  for (const char c : text) {
    out += c;
    if (c == '\0') out += '\xFF';
    if (c == '\xFF') out += '\0';
  }
  out += '\0';
  out += '\1';
}

bool overlap(const TfSlice& a, const TfSlice& b) {
  for (size_t d = 0; d < a.start.size(); ++d) {
    if (a.start[d] + a.length[d] <= b.start[d] || b.start[d] + b.length[d] <= a.start[d]) return false;
  }
  return true;
}

// The dimension in which most slices begin at places of their own: that in which a tensor was cut.
size_t cut_dimension(std::span<const TfSlice> slices) {
  size_t best = 0;
  size_t most = 0;
  for (size_t d = 0; d < slices.front().start.size(); ++d) {
    std::set<int64_t> starts;
    for (const TfSlice& slice : slices) starts.insert(slice.start[d]);
    if (starts.size() > most) {
      best = d;
      most = starts.size();
    }
  }
  return best;
}

// Two slices that overlap, by their indices. Those that begin before another ends are neighbours in that order.
std::optional<std::pair<size_t, size_t>> first_overlap(std::span<const TfSlice> slices) {
  if (slices.size() < 2) return std::nullopt;
  const size_t d = cut_dimension(slices);
  std::vector<size_t> order(slices.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto start = [&](size_t i) { return slices[i].start.empty() ? 0 : slices[i].start[d]; };
  std::ranges::stable_sort(order, {}, start);
  for (size_t i = 0; i < order.size(); ++i) {
    const TfSlice& slice = slices[order[i]];
    const int64_t end = slice.start.empty() ? 1 : slice.start[d] + slice.length[d];
    for (size_t j = i + 1; j < order.size() && start(order[j]) < end; ++j) {
      if (overlap(slice, slices[order[j]])) return std::minmax(order[i], order[j]);
    }
  }
  return std::nullopt;
}

std::string slice_text(const TfSlice& slice) {
  return fmt::format("at {} of shape {}", shape_text(slice.start), shape_text(slice.length));
}

}  // namespace

std::string slice_key(std::string_view name, const TfSlice& slice) {
  std::string key;
  append_unsigned(key, 0);
  append_string(key, name);
  append_unsigned(key, slice.start.size());
  for (size_t d = 0; d < slice.start.size(); ++d) {
    append_signed(key, slice.start[d]);
    append_signed(key, slice.length[d]);
  }
  return key;
}

std::string slices_fault(std::span<const int64_t> shape, std::span<const TfSlice> slices) {
  int64_t covered = 0;
  for (size_t i = 0; i < slices.size(); ++i) {
    const TfSlice& slice = slices[i];
    for (size_t d = 0; d < shape.size(); ++d) {
      if (slice.start[d] < 0 || slice.length[d] < 0 || slice.start[d] > shape[d] ||
          slice.length[d] > shape[d] - slice.start[d]) {
        return fmt::format("its slice {} reaches out of {}", slice_text(slice), shape_text(shape));
      }
    }
    covered += elements_of(slice.length);
  }
  if (const auto pair = first_overlap(slices)) {
    return fmt::format("its slices {} and {} overlap", slice_text(slices[pair->first]),
                       slice_text(slices[pair->second]));
  }
  const int64_t elements = elements_of(shape);
  if (covered == elements) return "";
  return fmt::format("its {} slices cover {} of {} elements", slices.size(), covered, elements);
}

void place_slice(std::span<const int64_t> shape, const TfSlice& slice, size_t element_size,
                 std::span<const std::byte> from, std::byte* whole) {
  if (from.empty()) return;
  if (shape.empty()) {
    std::memcpy(whole, from.data(), from.size());
    return;
  }
  const size_t last = shape.size() - 1;
  const size_t run = static_cast<size_t>(slice.length[last]) * element_size;
  std::vector<int64_t> at(shape.size(), 0);  // inside the slice; the last dimension stays 0
  for (; !from.empty(); from = from.subspan(run)) {
    int64_t element = 0;
    for (size_t d = 0; d < shape.size(); ++d) element = element * shape[d] + slice.start[d] + at[d];
    std::memcpy(whole + static_cast<size_t>(element) * element_size, from.data(), run);
    for (size_t d = last; d-- > 0;) {
      if (++at[d] < slice.length[d]) break;
      at[d] = 0;
    }
  }
}

}  // namespace electra::converters
