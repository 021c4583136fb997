// An input read as a program: numbers and texts off its front, for fuzzers that make valid files of it and damage them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/promises.h"

namespace electra::fuzz {

// Behind the end of the input all bytes are 0 and all texts empty.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : bytes_(text_of(data, size)) {}

  bool empty() const { return bytes_.empty(); }
  uint8_t byte() {
    const std::string_view taken = take(1);
    return taken.empty() ? 0 : static_cast<uint8_t>(taken.front());
  }
  // Of that many bytes, little-endian.
  uint64_t number(size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) value |= uint64_t{byte()} << (8 * i);
    return value;
  }
  std::string_view take(size_t most) {
    const std::string_view taken = bytes_.substr(0, most);
    bytes_.remove_prefix(taken.size());
    return taken;
  }
  // A byte says how long it is.
  std::string_view text() { return take(byte()); }
  // Up to a byte that ends it, which is taken, too.
  std::string_view until(char end) {
    const std::string_view taken = take(std::min(bytes_.find(end), bytes_.size()));
    take(1);
    return taken;
  }
  std::string_view rest() { return take(bytes_.size()); }

 private:
  std::string_view bytes_;
};

// Changes a number of 1, 2, 4 or 8 bytes somewhere in a file, which keeps its size.
inline void damage_number(Input& input, std::string& file) {
  const size_t place = input.number(2);
  const size_t size = size_t{1} << (input.byte() % 4);
  const uint64_t value = input.number(size);
  for (size_t i = 0; i < size && !file.empty(); ++i) {
    file[(place + i) % file.size()] = static_cast<char>(value >> (8 * i));
  }
}

// The same, or takes bytes away, puts some in, or cuts the file off.
inline void damage(Input& input, std::string& file) {
  const uint8_t kind = input.byte() % 8;
  if (kind < 5) return damage_number(input, file);
  const size_t place = input.number(2) % (file.size() + 1);
  if (kind == 5) file.erase(place, input.byte());
  if (kind == 6) file.insert(place, input.text());
  if (kind == 7) file.resize(place);
}

}  // namespace electra::fuzz
