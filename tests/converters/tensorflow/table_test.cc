#include "converters/tensorflow/table.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_reader.h"
#include "converters/checkpoint_writer.h"
#include "converters/tensorflow/crc32c.h"
#include "converters/tensorflow/index.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

using Items = std::vector<std::pair<std::string, std::string>>;

std::vector<TableEntry> read(const std::string& file) { return read_table(std::as_bytes(std::span(file)), "x.index"); }

std::string fault_of(const std::string& file) {
  return error_of(ErrorKind::model, [&] { read(file); });
}

Items items_of(const std::vector<TableEntry>& entries) {
  Items items;
  for (const TableEntry& entry : entries) items.emplace_back(entry.key, entry.value);
  return items;
}

Items names(int count) {
  Items items = {{"", "header"}};
  for (int i = 0; i < count; ++i) items.emplace_back(fmt::format("electra/encoder/layer_{:04}/kernel", i), "value");
  return items;
}

// "same" if the damage goes unseen without doing harm, "error", or the difference.
std::string outcome(const std::string& file, const Items& expected) {
  try {
    return items_of(read(file)) == expected ? "same" : "other entries";
  } catch (const Error& error) {
    return std::string(error.what()).starts_with("x.index: ") ? "error" : error.what();
  }
}

TEST_CASE("what is written is read, whatever the blocks") {
  for (const int count : {0, 1, 15, 16, 17, 500}) {
    for (const size_t block_bytes : {size_t{1}, size_t{300}, size_t{1} << 20}) {
      for (const bool snappy : {false, true}) {
        for (const int interval : {1, 16}) {
          const Items items = names(count);
          CHECK(items_of(read(test::table_bytes(items, {block_bytes, snappy, interval}))) == items);
        }
      }
    }
  }
}

TEST_CASE("every prefix and every flipped bit of an index is an error or does no harm") {
  const std::string golden = read_file(ELECTRA_GOLDEN "/bad/ckpt-good/model.ckpt.index");
  const std::vector<std::string> files = {golden, test::table_bytes(names(40), {300, false, 16}),
                                          test::table_bytes(names(40), {300, true, 4})};
  for (const std::string& file : files) {
    const Items expected = items_of(read(file));
    for (size_t size = 0; size < file.size(); ++size) REQUIRE(outcome(file.substr(0, size), expected) == "error");
    int harmless = 0;
    for (size_t i = 0; i < file.size(); ++i) {
      for (const int mask : {1, 0x80, 0xFF}) {
        std::string damaged = file;
        damaged[i] = static_cast<char>(damaged[i] ^ mask);
        const std::string result = outcome(damaged, expected);
        CAPTURE(i);
        REQUIRE((result == "error" || result == "same"));
        if (result == "same") ++harmless;
      }
    }
    CHECK(harmless < 3 * 40);  // the padding of the footer
  }
}

// A damage that comes with a right checksum reaches the code behind it.
TEST_CASE("damaged entries with right checksums are errors or other entries, never worse") {
  const std::string golden = read_file(ELECTRA_GOLDEN "/bad/ckpt-good/model.ckpt.index");
  for (const std::string& file : {golden, test::table_bytes(names(40), {1 << 20, true, 4})}) {
    // The one block of entries ends where the next block begins, which the footer names first.
    const size_t next_block = *ByteReader(std::string_view(file).substr(file.size() - 48)).varint();
    const size_t trailer = next_block - 5;
    for (size_t i = 0; i < trailer; ++i) {
      for (const int mask : {1, 2, 0x80, 0xFF}) {
        std::string damaged = file;
        damaged[i] = static_cast<char>(damaged[i] ^ mask);
        const uint32_t checksum = mask_crc32c(crc32c(std::as_bytes(std::span(damaged).first(trailer + 1))));
        std::memcpy(damaged.data() + trailer + 1, &checksum, sizeof(checksum));
        CAPTURE(i);
        try {
          read(damaged);
          read_tf_index(std::as_bytes(std::span(damaged)), "x.index");
        } catch (const Error& error) {
          const std::string fault = error.what();
          REQUIRE(fault.starts_with("x.index: "));
          REQUIRE(fault.find("checksum") == std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("keys that do not ascend are refused") {
  CHECK(fault_of(test::table_bytes({{"b", ""}, {"a", ""}}, {})).find("'a' is not behind the one before it") !=
        std::string::npos);
  CHECK(fault_of(test::table_bytes({{"a", ""}, {"a", ""}}, {})).find("'a' is not behind") != std::string::npos);
  CHECK(fault_of(test::table_bytes({{"b", ""}, {"a", ""}}, {1, false, 1})).find("'a' is not behind") !=
        std::string::npos);
}

TEST_CASE("other files are told apart") {
  CHECK(fault_of("") == "x.index: not a TensorFlow checkpoint index: 0 bytes, expected at least 48");
  CHECK(fault_of(std::string(100, 'x')) ==
        "x.index: not a TensorFlow checkpoint index, or cut short: its last 8 bytes are not the mark of one");
  const std::string table = test::table_bytes({}, {});
  const std::string other(100, 'x');
  CHECK(is_table(std::as_bytes(std::span(table))));
  CHECK_FALSE(is_table(std::as_bytes(std::span(other))));
}

// 3 bytes an entry, but a key of 60 KB each.
TEST_CASE("keys cannot grow out of proportion to the file") {
  Items items;
  std::string key(60'000, 'k');
  for (int i = 0; i < 3000; ++i) items.emplace_back(key + fmt::format("{:05}", i), "");
  const std::string fault = fault_of(test::table_bytes(items, {1 << 20, false, 1 << 30}));
  CHECK(fault.find("its keys grow out of proportion to the file") != std::string::npos);
}

}  // namespace
}  // namespace electra::converters
