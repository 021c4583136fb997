#include "converters/tensorflow/messages.h"

#include <doctest/doctest.h>

#include <string>

namespace electra::converters {
namespace {

using namespace std::string_literals;

TEST_CASE("a header's fields, with versions packed or not, and unknown ones passed over") {
  // num_shards 2, version {producer 1, min_consumer 3, bad_consumers [1, 300]}, field 9 of every type
  const std::string packed = "\x08\x02\x1A\x09\x08\x01\x10\x03\x1A\x03\x01\xAC\x02"s;
  const std::string single = "\x08\x02\x1A\x09\x10\x03\x18\x01\x18\xAC\x02\x08\x01"s;
  const std::string unknown = "\x48\x7F\x49\x01\x02\x03\x04\x05\x06\x07\x08\x4A\x01x\x4D\x01\x02\x03\x04"s;
  for (const std::string& bytes : {packed, single, unknown + packed, packed + unknown}) {
    const auto header = parse_bundle_header(bytes);
    REQUIRE(header);
    CHECK(header->num_shards == 2);
    CHECK(header->endianness == 0);
    CHECK(header->min_consumer == 3);
    CHECK(header->bad_consumers == std::vector<int32_t>{1, 300});
  }
}

TEST_CASE("an entry's fields") {
  // dtype 1, shape [5, 0], shard 1, offset 256, size 20, crc32c, slices [[2..5), all]
  const auto entry = parse_bundle_entry(
      "\x08\x01\x12\x06\x12\x02\x08\x05\x12\x00\x18\x01\x20\x80\x02\x28\x14\x35\x78\x56\x34\x12"
      "\x3A\x08\x0A\x04\x08\x02\x10\x03\x0A\x00"s);
  REQUIRE(entry);
  CHECK(entry->dtype == 1);
  CHECK(entry->shape == std::vector<int64_t>{5, 0});
  CHECK(entry->shard_id == 1);
  CHECK(entry->offset == 256);
  CHECK(entry->size == 20);
  CHECK(entry->crc32c == 0x12345678);
  REQUIRE(entry->slices.size() == 1);
  REQUIRE(entry->slices[0].size() == 2);
  CHECK(entry->slices[0][0].start == 2);
  CHECK(entry->slices[0][0].length == 3);
  CHECK(entry->slices[0][1].start == 0);
  CHECK_FALSE(entry->slices[0][1].length);
}

TEST_CASE("negative numbers take ten bytes") {
  const auto entry = parse_bundle_entry("\x18\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s);
  REQUIRE(entry);
  CHECK(entry->shard_id == -1);
}

TEST_CASE("what is cut off or has no known type is no message") {
  for (const std::string& bytes :
       {"\x08"s, "\x08\x80"s, "\x12\x05\x12"s, "\x35\x01"s, "\x0B\x0C"s, "\x00\x01"s, "\x12\x01\x12"s}) {
    CHECK_FALSE(parse_bundle_entry(bytes));
  }
  CHECK_FALSE(parse_bundle_header("\x1A\x03\x1A\x01\x80"s));
  CHECK(parse_bundle_entry(""));
}

}  // namespace
}  // namespace electra::converters
