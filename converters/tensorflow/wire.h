// The fields of a protocol buffer's message: https://protobuf.dev/programming-guides/encoding. A message is a run of
// fields, each a tag, number << 3 | type, and a value as the type says.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/byte_reader.h"

namespace electra::converters {

enum class WireType : uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct WireField {
  uint64_t number = 0;
  WireType type = WireType::varint;
  uint64_t value = 0;           // of all types but bytes
  std::string_view bytes = {};  // of bytes: a part of the message

  bool is(uint64_t wanted, WireType wanted_type) const { return number == wanted && type == wanted_type; }
  int32_t int32() const { return static_cast<int32_t>(value); }
  int64_t int64() const { return static_cast<int64_t>(value); }
};

// Nothing where the bytes are cut off or have a type that no writer of today has.
std::optional<WireField> take_field(internal::ByteReader& reader);

// Calls take(field), which returns whether it could, for every field; false where one of them, or the message, is bad.
template <class Take>
bool for_each_field(std::string_view message, const Take& take) {
  internal::ByteReader reader(message);
  while (!reader.empty()) {
    const auto field = take_field(reader);
    if (!field || !take(*field)) return false;
  }
  return true;
}

}  // namespace electra::converters
