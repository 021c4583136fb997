// Takes little-endian numbers and runs of bytes off the front of a text, and never looks behind its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace electra::internal {

// Every function takes nothing where it returns nothing.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  size_t left() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  std::optional<std::string_view> take(uint64_t count) {
    if (count > bytes_.size()) return std::nullopt;
    const std::string_view taken = bytes_.substr(0, static_cast<size_t>(count));
    bytes_.remove_prefix(static_cast<size_t>(count));
    return taken;
  }
  std::optional<uint8_t> u8() {
    const auto taken = take(1);
    return taken ? std::optional(static_cast<uint8_t>(taken->front())) : std::nullopt;
  }
  std::optional<uint16_t> u16() {
    const auto taken = number(2);
    return taken ? std::optional(static_cast<uint16_t>(*taken)) : std::nullopt;
  }
  std::optional<uint32_t> u32() {
    const auto taken = number(4);
    return taken ? std::optional(static_cast<uint32_t>(*taken)) : std::nullopt;
  }
  std::optional<uint64_t> u64() { return number(8); }

  // Base 128, least significant group first, at most `bits` bits.
  std::optional<uint64_t> varint(int bits = 64) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes_.size() && i < 10; ++i) {
      const auto group = static_cast<uint64_t>(static_cast<uint8_t>(bytes_[i]) & 0x7F);
      const int shift = static_cast<int>(7 * i);
      if (shift >= bits || (bits - shift < 7 && (group >> (bits - shift)) != 0)) return std::nullopt;
      value |= group << shift;
      if ((static_cast<uint8_t>(bytes_[i]) & 0x80) != 0) continue;
      bytes_.remove_prefix(i + 1);
      return value;
    }
    return std::nullopt;
  }

 private:
  std::optional<uint64_t> number(size_t size) {
    const auto taken = take(size);
    if (!taken) return std::nullopt;
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) value |= static_cast<uint64_t>(static_cast<uint8_t>((*taken)[i])) << (8 * i);
    return value;
  }

  std::string_view bytes_;
};

}  // namespace electra::internal
