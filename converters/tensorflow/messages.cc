#include "converters/tensorflow/messages.h"

#include "base/byte_reader.h"
#include "converters/tensorflow/wire.h"

namespace electra::converters {

using namespace internal;

namespace {

bool parse_versions(std::string_view bytes, BundleHeader& header) {
  return for_each_field(bytes, [&](const WireField& field) {
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
  return for_each_field(bytes, [&](const WireField& field) {
    if (field.is(3, WireType::varint)) entry.unknown_rank = field.value != 0;
    if (!field.is(2, WireType::bytes)) return true;
    entry.shape.push_back(0);
    return for_each_field(field.bytes, [&](const WireField& dimension) {
      if (dimension.is(1, WireType::varint)) entry.shape.back() = dimension.int64();
      return true;
    });
  });
}

bool parse_slice(std::string_view bytes, std::vector<SliceExtent>& slice) {
  return for_each_field(bytes, [&](const WireField& field) {
    if (!field.is(1, WireType::bytes)) return true;
    slice.emplace_back();
    return for_each_field(field.bytes, [&](const WireField& extent) {
      if (extent.is(1, WireType::varint)) slice.back().start = extent.int64();
      if (extent.is(2, WireType::varint)) slice.back().length = extent.int64();
      return true;
    });
  });
}

}  // namespace

std::optional<BundleHeader> parse_bundle_header(std::string_view bytes) {
  BundleHeader header;
  const bool parsed = for_each_field(bytes, [&](const WireField& field) {
    if (field.is(1, WireType::varint)) header.num_shards = field.int32();
    if (field.is(2, WireType::varint)) header.endianness = field.int32();
    return !field.is(3, WireType::bytes) || parse_versions(field.bytes, header);
  });
  return parsed ? std::optional(std::move(header)) : std::nullopt;
}

std::optional<BundleEntry> parse_bundle_entry(std::string_view bytes) {
  BundleEntry entry;
  const bool parsed = for_each_field(bytes, [&](const WireField& field) {
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
