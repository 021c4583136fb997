#include "converters/tensorflow/messages.h"

#include "base/byte_reader.h"

namespace electra::converters {

using namespace internal;

namespace {

// https://protobuf.dev/programming-guides/encoding: a message is a run of fields, each a tag, number << 3 | type, and a
// value as the type says.
enum class WireType : uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct Field {
  uint64_t number = 0;
  WireType type = WireType::varint;
  uint64_t value = 0;           // of all types but bytes
  std::string_view bytes = {};  // of bytes

  bool is(uint64_t wanted, WireType wanted_type) const { return number == wanted && type == wanted_type; }
  int32_t int32() const { return static_cast<int32_t>(value); }
  int64_t int64() const { return static_cast<int64_t>(value); }
};

std::optional<Field> take_field(ByteReader& reader) {
  const auto tag = reader.varint(32);
  if (!tag || *tag >> 3 == 0) return std::nullopt;
  Field field{.number = *tag >> 3, .type = static_cast<WireType>(*tag & 7)};
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
  if (!value) return std::nullopt;  // cut off, or a type that no writer of today has
  field.value = *value;
  return field;
}

// Calls take(field), which returns whether it could, for every field.
template <class Take>
bool for_each_field(std::string_view bytes, const Take& take) {
  ByteReader reader(bytes);
  while (!reader.empty()) {
    const auto field = take_field(reader);
    if (!field || !take(*field)) return false;
  }
  return true;
}

bool parse_versions(std::string_view bytes, BundleHeader& header) {
  return for_each_field(bytes, [&](const Field& field) {
    if (field.is(2, WireType::varint)) header.min_consumer = field.int32();
    if (field.is(3, WireType::varint)) header.bad_consumers.push_back(field.int32());
    if (!field.is(3, WireType::bytes)) return true;
    ByteReader packed(field.bytes);
    while (!packed.empty()) {
      const auto consumer = packed.varint();
      if (!consumer) return false;
      header.bad_consumers.push_back(static_cast<int32_t>(*consumer));
    }
    return true;
  });
}

bool parse_shape(std::string_view bytes, BundleEntry& entry) {
  return for_each_field(bytes, [&](const Field& field) {
    if (field.is(3, WireType::varint)) entry.unknown_rank = field.value != 0;
    if (!field.is(2, WireType::bytes)) return true;
    entry.shape.push_back(0);
    return for_each_field(field.bytes, [&](const Field& dimension) {
      if (dimension.is(1, WireType::varint)) entry.shape.back() = dimension.int64();
      return true;
    });
  });
}

bool parse_slice(std::string_view bytes, std::vector<SliceExtent>& slice) {
  return for_each_field(bytes, [&](const Field& field) {
    if (!field.is(1, WireType::bytes)) return true;
    slice.emplace_back();
    return for_each_field(field.bytes, [&](const Field& extent) {
      if (extent.is(1, WireType::varint)) slice.back().start = extent.int64();
      if (extent.is(2, WireType::varint)) slice.back().length = extent.int64();
      return true;
    });
  });
}

}  // namespace

std::optional<BundleHeader> parse_bundle_header(std::string_view bytes) {
  BundleHeader header;
  const bool parsed = for_each_field(bytes, [&](const Field& field) {
    if (field.is(1, WireType::varint)) header.num_shards = field.int32();
    if (field.is(2, WireType::varint)) header.endianness = field.int32();
    return !field.is(3, WireType::bytes) || parse_versions(field.bytes, header);
  });
  return parsed ? std::optional(std::move(header)) : std::nullopt;
}

std::optional<BundleEntry> parse_bundle_entry(std::string_view bytes) {
  BundleEntry entry;
  const bool parsed = for_each_field(bytes, [&](const Field& field) {
    if (field.is(1, WireType::varint)) entry.dtype = field.int32();
    if (field.is(2, WireType::bytes)) return parse_shape(field.bytes, entry);
    if (field.is(3, WireType::varint)) entry.shard_id = field.int32();
    if (field.is(4, WireType::varint)) entry.offset = field.int64();
    if (field.is(5, WireType::varint)) entry.size = field.int64();
    if (field.is(6, WireType::fixed32)) entry.crc32c = static_cast<uint32_t>(field.value);
    if (!field.is(7, WireType::bytes)) return true;
    entry.slices.emplace_back();
    return parse_slice(field.bytes, entry.slices.back());
  });
  return parsed ? std::optional(std::move(entry)) : std::nullopt;
}

}  // namespace electra::converters
