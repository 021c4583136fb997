#include "converters/flax/msgpack.h"

#include <algorithm>
#include <limits>

namespace electra::converters {

using namespace internal;

namespace {

using Taken = std::optional<MsgpackValue>;

std::optional<uint64_t> take_big_endian(ByteReader& reader, size_t size) {
  const auto bytes = reader.take(size);
  if (!bytes) return std::nullopt;
  uint64_t value = 0;
  for (const char byte : *bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

Taken integer(int64_t value) { return MsgpackValue{.type = MsgpackType::integer, .number = value}; }

Taken take_unsigned(ByteReader& reader, size_t size) {
  const auto value = take_big_endian(reader, size);
  if (!value) return std::nullopt;
  return integer(static_cast<int64_t>(std::min<uint64_t>(*value, std::numeric_limits<int64_t>::max())));
}

Taken take_signed(ByteReader& reader, size_t size) {
  const auto value = take_big_endian(reader, size);
  if (!value) return std::nullopt;
  const size_t above = 64 - 8 * size;
  return integer(static_cast<int64_t>(*value << above) >> above);
}

Taken take_bytes(ByteReader& reader, MsgpackType type, std::optional<uint64_t> length) {
  const auto bytes = length ? reader.take(*length) : std::nullopt;
  if (!bytes) return std::nullopt;
  return MsgpackValue{.type = type, .bytes = *bytes};
}

Taken take_extension(ByteReader& reader, std::optional<uint64_t> length) {
  const auto type = length ? reader.u8() : std::nullopt;
  if (!type) return std::nullopt;
  Taken value = take_bytes(reader, MsgpackType::extension, length);
  if (value) value->number = static_cast<int8_t>(*type);
  return value;
}

// A value takes a byte at least, a pair two.
Taken head(const ByteReader& reader, MsgpackType type, std::optional<uint64_t> count) {
  if (!count || *count > reader.left() / (type == MsgpackType::map ? 2 : 1)) return std::nullopt;
  return MsgpackValue{.type = type, .number = static_cast<int64_t>(*count)};
}

Taken take_real(ByteReader& reader, size_t size) {
  return reader.take(size) ? Taken(MsgpackValue{.type = MsgpackType::real}) : std::nullopt;
}

// Of a first byte from 0xC0 to 0xDF; lengths are 1, 2, 4 or 8 bytes, in that order.
Taken take_long(ByteReader& reader, uint8_t first) {
  const auto length = [&](uint8_t of_one_byte) { return take_big_endian(reader, size_t{1} << (first - of_one_byte)); };
  if (first == 0xC0) return MsgpackValue{};
  if (first == 0xC2 || first == 0xC3) return MsgpackValue{.type = MsgpackType::boolean, .number = first & 1};
  if (first >= 0xC4 && first <= 0xC6) return take_bytes(reader, MsgpackType::binary, length(0xC4));
  if (first >= 0xC7 && first <= 0xC9) return take_extension(reader, length(0xC7));
  if (first == 0xCA) return take_real(reader, 4);
  if (first == 0xCB) return take_real(reader, 8);
  if (first >= 0xCC && first <= 0xCF) return take_unsigned(reader, size_t{1} << (first - 0xCC));
  if (first >= 0xD0 && first <= 0xD3) return take_signed(reader, size_t{1} << (first - 0xD0));
  if (first >= 0xD4 && first <= 0xD8) return take_extension(reader, uint64_t{1} << (first - 0xD4));
  if (first >= 0xD9 && first <= 0xDB) return take_bytes(reader, MsgpackType::text, length(0xD9));
  if (first == 0xDC || first == 0xDD) return head(reader, MsgpackType::array, length(0xDB));
  if (first == 0xDE || first == 0xDF) return head(reader, MsgpackType::map, length(0xDD));
  return std::nullopt;  // 0xC1
}

}  // namespace

std::string_view msgpack_type_name(MsgpackType type) {
  constexpr std::string_view names[] = {"nothing", "a boolean", "an integer", "a float",     "a text",
                                        "bytes",   "an array",  "a map",      "an extension"};
  return names[static_cast<size_t>(type)];
}

std::optional<MsgpackValue> take_msgpack(ByteReader& reader) {
  const auto first = reader.u8();
  if (!first) return std::nullopt;
  if (*first < 0x80) return integer(*first);
  if (*first < 0x90) return head(reader, MsgpackType::map, *first & 0xFU);
  if (*first < 0xA0) return head(reader, MsgpackType::array, *first & 0xFU);
  if (*first < 0xC0) return take_bytes(reader, MsgpackType::text, *first & 0x1FU);
  if (*first >= 0xE0) return integer(static_cast<int8_t>(*first));
  return take_long(reader, *first);
}

}  // namespace electra::converters
