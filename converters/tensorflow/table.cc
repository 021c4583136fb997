#include "converters/tensorflow/table.h"

#include <fmt/format.h>
#include <snappy.h>

#include <utility>

#include "base/byte_reader.h"
#include "converters/tensorflow/crc32c.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr uint64_t magic = 0xdb4775248b80fb57;
constexpr size_t footer_bytes = 48;      // two handles, padding, magic
constexpr size_t trailer_bytes = 5;      // behind each block: its type and checksum
constexpr size_t snappy_ratio = 32;      // more than Snappy can reach: 64 bytes for 3
constexpr size_t name_bytes = 64 << 20;  // what all keys together may take beyond a few times the file

struct Handle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

std::optional<Handle> read_handle(ByteReader& reader) {
  const auto offset = reader.varint();
  const auto size = offset ? reader.varint() : std::nullopt;
  if (!size) return std::nullopt;
  return Handle{*offset, *size};
}

class TableReader {
 public:
  TableReader(std::string_view file, const std::string& label) : file_(file), label_(label) {}

  std::vector<TableEntry> read();

 private:
  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label_, fault));
  }
  [[noreturn]] void fail_block(const Handle& block, std::string_view fault) const {
    fail(fmt::format("damaged index: block at {}: {}", block.offset, fault));
  }

  std::string read_block(const Handle& block) const;
  std::string uncompress(const Handle& block, std::string_view data) const;
  std::vector<TableEntry> read_entries(const Handle& block);
  std::string_view entries_part(const Handle& block, std::string_view content, std::vector<uint32_t>& restarts) const;
  TableEntry read_entry(const Handle& block, ByteReader& reader, std::string_view previous_key) const;

  std::string_view file_;
  const std::string& label_;
  size_t key_bytes_ = 0;
};

std::string TableReader::uncompress(const Handle& block, std::string_view data) const {
  size_t size = 0;
  if (!snappy::GetUncompressedLength(data.data(), data.size(), &size)) {
    fail_block(block, "Snappy data without a length");
  }
  if (size > max_table_block_bytes || size > data.size() * snappy_ratio) {
    fail_block(block, fmt::format("{} bytes of Snappy data claim to hold {}", data.size(), size));
  }
  std::string content;
  if (!snappy::Uncompress(data.data(), data.size(), &content)) fail_block(block, "damaged Snappy data");
  return content;
}

std::string TableReader::read_block(const Handle& block) const {
  const uint64_t end = file_.size() - footer_bytes;
  if (block.offset > end || block.size > end - block.offset || end - block.offset - block.size < trailer_bytes) {
    fail_block(block, fmt::format("{} bytes, expected an end before the footer at {}", block.size, end));
  }
  if (block.size > max_table_block_bytes) {
    fail_block(block, fmt::format("{} bytes, expected at most {}", block.size, max_table_block_bytes));
  }
  const std::string_view data = file_.substr(block.offset, block.size);
  ByteReader trailer(file_.substr(block.offset + block.size, trailer_bytes));
  const uint8_t type = *trailer.u8();
  const uint32_t stored = *trailer.u32();
  const uint32_t actual = mask_crc32c(crc32c(std::as_bytes(std::span(data.data(), data.size() + 1))));
  if (stored != actual) {
    fail_block(block, fmt::format("checksum {:08x}, expected {:08x}: the file is damaged", actual, stored));
  }
  if (type == 0) return std::string(data);
  if (type == 1) return uncompress(block, data);
  fail_block(block, fmt::format("compression type {}, expected 0 (none) or 1 (Snappy)", type));
}

// A block ends with the places of entries whose keys are whole, and their number.
std::string_view TableReader::entries_part(const Handle& block, std::string_view content,
                                           std::vector<uint32_t>& restarts) const {
  if (content.size() < 4) fail_block(block, fmt::format("{} bytes, expected at least 4", content.size()));
  const uint32_t count = *ByteReader(content.substr(content.size() - 4)).u32();
  const size_t room = (content.size() - 4) / 4;
  if (count > room) fail_block(block, fmt::format("{} restart points, expected at most {}", count, room));
  const size_t entries = content.size() - 4 - size_t{4} * count;
  ByteReader reader(content.substr(entries, size_t{4} * count));
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t place = *reader.u32();
    const bool ascends = i == 0 ? place == 0 : place > restarts.back();
    if (!ascends || (place >= entries && place > 0)) {
      fail_block(block, fmt::format("restart point {} is at {}, out of order or behind the entries", i, place));
    }
    restarts.push_back(place);
  }
  return content.substr(0, entries);
}

TableEntry TableReader::read_entry(const Handle& block, ByteReader& reader, std::string_view previous_key) const {
  const auto shared = reader.varint(32);
  const auto added = shared ? reader.varint(32) : std::nullopt;
  const auto value_size = added ? reader.varint(32) : std::nullopt;
  if (!value_size) fail_block(block, "an entry's lengths are cut off");
  if (*shared > previous_key.size()) {
    fail_block(block, fmt::format("an entry shares {} bytes with a key of {}", *shared, previous_key.size()));
  }
  if (*shared + *added > max_table_key_bytes) {
    fail_block(block, fmt::format("a key of {} bytes, expected at most {}", *shared + *added, max_table_key_bytes));
  }
  const auto key = reader.take(*added);
  const auto value = key ? reader.take(*value_size) : std::nullopt;
  if (!value) fail_block(block, "an entry runs past the end of its block");
  TableEntry entry{std::string(previous_key.substr(0, *shared)), std::string(*value)};
  entry.key += *key;
  return entry;
}

std::vector<TableEntry> TableReader::read_entries(const Handle& block) {
  const std::string content = read_block(block);
  std::vector<uint32_t> restarts;
  const std::string_view part = entries_part(block, content, restarts);
  std::vector<TableEntry> entries;
  ByteReader reader(part);
  size_t next_restart = 0;
  while (!reader.empty()) {
    const size_t place = part.size() - reader.left();
    const bool restarted = next_restart < restarts.size() && restarts[next_restart] == place;
    if (restarted) ++next_restart;
    if (next_restart < restarts.size() && restarts[next_restart] < place) {
      fail_block(block, fmt::format("restart point {} lies inside an entry", next_restart));
    }
    const bool has_previous = !restarted && !entries.empty();
    TableEntry entry = read_entry(block, reader, has_previous ? std::string_view(entries.back().key) : "");
    if (!entries.empty() && entry.key <= entries.back().key) {
      fail_block(block, fmt::format("{} is not behind the one before it", tensor_label(entry.key)));
    }
    key_bytes_ += entry.key.size();
    if (key_bytes_ > name_bytes + 8 * file_.size()) fail_block(block, "its keys grow out of proportion to the file");
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<TableEntry> TableReader::read() {
  if (file_.size() > max_table_bytes) {
    fail(fmt::format("{} bytes, expected an index of at most {}", file_.size(), max_table_bytes));
  }
  if (file_.size() < footer_bytes) {
    fail(fmt::format("not a TensorFlow checkpoint index: {} bytes, expected at least {}", file_.size(), footer_bytes));
  }
  if (!is_table(std::as_bytes(std::span(file_)))) {
    fail("not a TensorFlow checkpoint index, or cut short: its last 8 bytes are not the mark of one");
  }
  ByteReader footer(file_.substr(file_.size() - footer_bytes));
  const auto meta = read_handle(footer);
  const auto index = meta ? read_handle(footer) : std::nullopt;
  if (!index) fail("damaged index: the footer's handles cannot be read");
  static_cast<void>(read_entries(*meta));  // holds nothing that is needed, but has to be sound

  std::vector<TableEntry> all;
  for (const TableEntry& pointer : read_entries(*index)) {
    ByteReader reader(pointer.value);
    const auto block = read_handle(reader);
    if (!block || !reader.empty()) fail_block(*index, "an entry that is no handle of a block");
    std::vector<TableEntry> entries = read_entries(*block);
    if (!entries.empty() && entries.back().key > pointer.key) {
      fail_block(*block, fmt::format("{} is behind the block's last key", tensor_label(entries.back().key)));
    }
    if (!entries.empty() && !all.empty() && entries.front().key <= all.back().key) {
      fail_block(*block, fmt::format("{} is not behind the one before it", tensor_label(entries.front().key)));
    }
    for (TableEntry& entry : entries) all.push_back(std::move(entry));
  }
  return all;
}

}  // namespace

std::vector<TableEntry> read_table(std::span<const std::byte> file, const std::string& label) {
  return TableReader({reinterpret_cast<const char*>(file.data()), file.size()}, label).read();
}

bool is_table(std::span<const std::byte> file) {
  if (file.size() < footer_bytes) return false;
  const std::span<const std::byte> last = file.last(sizeof(magic));
  return *ByteReader({reinterpret_cast<const char*>(last.data()), last.size()}).u64() == magic;
}

}  // namespace electra::converters
