#include "converters/tensorflow/wire.h"

namespace electra::converters {

std::optional<WireField> take_field(internal::ByteReader& reader) {
  const auto tag = reader.varint(32);
  if (!tag || *tag >> 3 == 0) return std::nullopt;
  WireField field{.number = *tag >> 3, .type = static_cast<WireType>(*tag & 7)};
  std::optional<uint64_t> value;
  switch (field.type) {
    case WireType::varint:
      value = reader.varint();
      break;
    case WireType::fixed64:
      value = reader.u64();
      break;
    case WireType::fixed32:
      value = reader.u32();
      break;
    case WireType::bytes: {
      value = reader.varint();
      const auto bytes = value ? reader.take(*value) : std::nullopt;
      if (!bytes) return std::nullopt;
      field.bytes = *bytes;
      break;
    }
  }
  if (!value) return std::nullopt;
  field.value = *value;
  return field;
}

}  // namespace electra::converters
