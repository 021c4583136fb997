// The table format of TensorFlow checkpoint indices, leveldb's: sorted keys and values in checksummed blocks.
// https://github.com/google/leveldb/blob/main/doc/table_format.md
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace electra::converters {

inline constexpr size_t max_table_bytes = size_t{64} << 20;        // of the file
inline constexpr size_t max_table_block_bytes = size_t{64} << 20;  // of one block once decompressed; TF writes 256 KiB
inline constexpr size_t max_table_key_bytes = size_t{1} << 16;

struct TableEntry {
  std::string key;
  std::string value;
};

// All entries, in order. Everything is checked: footer, magic, block handles, block types (raw and Snappy), every
// block's crc32c, restart points, shared prefixes, that keys ascend strictly, that the decompressed blocks together
// stay in proportion to the file. Memory stays within a small multiple of what the file really holds, whatever it
// claims. Throws Error(model): "LABEL: what: got, expected". Thread-safe.
std::vector<TableEntry> read_table(std::span<const std::byte> file, const std::string& label);

// True for bytes that end with the magic of this format: an index, or a V1 checkpoint.
bool is_table(std::span<const std::byte> file);

}  // namespace electra::converters
