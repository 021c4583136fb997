// A checkpoint of TensorFlow that is sound but for single fields is refused with a message, or gives each variable its
// bytes. The input chooses a checkpoint and damages entries of its index, blocks of the table that they lie in, and its
// data; checksums of the table are made again, so that the damage is seen.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_reader.h"
#include "base/mapped_file.h"
#include "converters/checkpoint_writer.h"
#include "converters/tensorflow/checkpoint.h"
#include "converters/tensorflow/crc32c.h"
#include "converters/tensorflow/table.h"
#include "fuzz/input.h"
#include "fuzz/memory_files.h"
#include "fuzz/sources.h"

namespace electra::converters {

using namespace internal;
namespace {

namespace fs = std::filesystem;
using fuzz::Input;

struct Checkpoint {
  std::string prefix;
  std::vector<TableEntry> entries;
  std::map<std::string, std::string> data;  // by the names of the files
};

Checkpoint read_checkpoint(const fs::path& folder) {
  Checkpoint checkpoint;
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    const MappedFile mapped(file.path());
    if (name.find(".data-") != name.npos) checkpoint.data[name] = mapped.text();
    if (!name.ends_with(".index")) continue;
    checkpoint.prefix = name.substr(0, name.size() - std::string_view(".index").size());
    checkpoint.entries = read_table(mapped.bytes(), name);
  }
  return checkpoint;
}

// Of a model, of variables of many types, of those in slices.
const std::vector<Checkpoint>& checkpoints() {
  static const std::vector<Checkpoint> all = [] {
    std::vector<Checkpoint> read;
    for (const char* folder : {"bad/ckpt-crafted-good", "google/ckpt-dtypes", "google/pretrain-f-partitioned/ckpt"}) {
      read.push_back(read_checkpoint(fs::path(ELECTRA_GOLDEN) / folder));
    }
    return read;
  }();
  return all;
}

struct Block {
  size_t offset = 0, size = 0;
};

Block take_handle(ByteReader& reader) {
  const size_t offset = reader.varint().value();
  return {offset, reader.varint().value()};
}

// Of a sound table whose keys are whole in the index of its blocks.
std::vector<Block> blocks_of(std::string_view table) {
  ByteReader footer(table.substr(table.size() - 48));
  std::vector<Block> blocks = {take_handle(footer)};
  const Block index = take_handle(footer);
  blocks.push_back(index);
  std::string_view content = table.substr(index.offset, index.size);
  const size_t restarts = ByteReader(content.substr(content.size() - 4)).u32().value();
  content.remove_suffix(4 + 4 * restarts);
  for (ByteReader reader(content); !reader.empty();) {
    reader.varint();
    const size_t key = reader.varint().value();
    const size_t value = reader.varint().value();
    reader.take(key);
    ByteReader handle(reader.take(value).value());
    blocks.push_back(take_handle(handle));
  }
  return blocks;
}

void damage_blocks(Input& input, std::string& table) {
  const std::vector<Block> blocks = blocks_of(table);
  for (int left = input.byte() % 4; left > 0; --left) {
    const Block block = blocks[input.byte() % blocks.size()];
    std::string content = table.substr(block.offset, block.size + 1);  // and its type
    damage_number(input, content);
    table.replace(block.offset, content.size(), content);
  }
  for (const Block& block : blocks) {
    const auto content = std::as_bytes(std::span(table)).subspan(block.offset, block.size + 1);
    const uint32_t checksum = mask_crc32c(crc32c(content));
    for (size_t i = 0; i < 4; ++i) table[block.offset + block.size + 1 + i] = static_cast<char>(checksum >> (8 * i));
  }
}

std::string damaged_index(Input& input, std::vector<TableEntry> entries) {
  const test::TableOptions options = {.block_bytes = size_t{16} << (input.byte() % 16),
                                      .snappy = input.byte() % 2 == 1,
                                      .restart_interval = 1 + input.byte() % 16};
  for (int left = input.byte() % 4; left > 0; --left) {
    TableEntry& entry = entries[input.byte() % entries.size()];
    fuzz::damage(input, input.byte() % 4 == 0 ? entry.key : entry.value);
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  for (TableEntry& entry : entries) pairs.emplace_back(std::move(entry.key), std::move(entry.value));
  std::string table = test::table_bytes(pairs, options);
  damage_blocks(input, table);
  return table;
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  fuzz::Input input(data, size);
  const Checkpoint& sound = checkpoints()[input.byte() % checkpoints().size()];
  std::map<std::string, std::string> files = sound.data;
  files[sound.prefix + ".index"] = damaged_index(input, sound.entries);
  if (!input.empty()) fuzz::damage(input, std::next(files.begin(), input.byte() % files.size())->second);
  try {
    fuzz::check_source(*open_tf_checkpoint({std::make_unique<fuzz::MemoryFiles>(files), sound.prefix}), "folder/");
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model || error.kind() == ErrorKind::io);
    fuzz::check_message(error.what(), "folder/");
  }
  return 0;
}
