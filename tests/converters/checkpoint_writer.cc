#include "converters/checkpoint_writer.h"

#include <snappy.h>

#include <cassert>
#include <utility>

#include "converters/tensorflow/crc32c.h"

namespace electra::test {
namespace {

using converters::crc32c;
using converters::extend_crc32c;
using converters::mask_crc32c;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

void append_number(std::string& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

void append_varint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

// Fields of a protobuf message.
void append_integer(std::string& out, int field, int64_t value) {
  append_varint(out, static_cast<uint64_t>(field) << 3);
  append_varint(out, static_cast<uint64_t>(value));
}
void append_fixed32(std::string& out, int field, uint32_t value) {
  append_varint(out, static_cast<uint64_t>(field) << 3 | 5);
  append_number(out, value, 4);
}
void append_message(std::string& out, int field, const std::string& message) {
  append_varint(out, static_cast<uint64_t>(field) << 3 | 2);
  append_varint(out, message.size());
  out += message;
}

// The first fields of a BundleEntry.
std::string type_and_shape(int32_t dtype, const std::vector<int64_t>& shape) {
  std::string dimensions;
  for (const int64_t size : shape) {
    std::string dimension;
    append_integer(dimension, 1, size);
    append_message(dimensions, 2, dimension);
  }
  std::string entry;
  append_integer(entry, 1, dtype);
  append_message(entry, 2, dimensions);
  return entry;
}

// Entries with shared prefixes, and the places where keys are whole.
class BlockBuilder {
 public:
  explicit BlockBuilder(int restart_interval) : interval_(restart_interval) {}

  void add(const std::string& key, const std::string& value) {
    size_t shared = 0;
    if (count_ % interval_ == 0) {
      restarts_.push_back(static_cast<uint32_t>(bytes_.size()));
    } else {
      while (shared < key.size() && shared < last_.size() && key[shared] == last_[shared]) ++shared;
    }
    append_varint(bytes_, shared);
    append_varint(bytes_, key.size() - shared);
    append_varint(bytes_, value.size());
    bytes_ += key.substr(shared) + value;
    last_ = key;
    ++count_;
  }
  size_t size() const { return bytes_.size(); }
  const std::string& last_key() const { return last_; }
  std::string finish() {
    if (restarts_.empty()) restarts_.push_back(0);
    for (const uint32_t place : restarts_) append_number(bytes_, place, 4);
    append_number(bytes_, restarts_.size(), 4);
    return std::exchange(bytes_, "");
  }

 private:
  int interval_;
  int count_ = 0;
  std::string bytes_;
  std::string last_;
  std::vector<uint32_t> restarts_;
};

// Returns the block's handle.
std::string append_block(std::string& file, std::string content, bool compress) {
  std::string handle;
  if (compress) {
    std::string packed;
    snappy::Compress(content.data(), content.size(), &packed);
    content = packed;
  }
  append_varint(handle, file.size());
  append_varint(handle, content.size());
  content += compress ? '\1' : '\0';
  file += content;
  append_number(file, mask_crc32c(crc32c(bytes_of(content))), 4);
  return handle;
}

}  // namespace

std::string table_bytes(const std::vector<std::pair<std::string, std::string>>& entries, const TableOptions& options) {
  std::string file;
  BlockBuilder index(1);
  BlockBuilder block(options.restart_interval);
  const auto flush = [&] {
    const std::string last = block.last_key();
    index.add(last, append_block(file, block.finish(), options.snappy));
    block = BlockBuilder(options.restart_interval);
  };
  for (const auto& [key, value] : entries) {
    block.add(key, value);
    if (block.size() >= options.block_bytes) flush();
  }
  if (block.size() > 0) flush();
  std::string footer = append_block(file, BlockBuilder(1).finish(), false);
  footer += append_block(file, index.finish(), false);
  footer.resize(40, '\0');
  append_number(footer, 0xdb4775248b80fb57, 8);
  return file + footer;
}

CheckpointWriter::CheckpointWriter(std::filesystem::path prefix)
    : prefix_(std::move(prefix)), data_(prefix_.string() + ".data-00000-of-00001", std::ios::binary) {
  std::string version;
  append_integer(version, 1, 1);  // producer
  std::string header;
  append_integer(header, 1, 1);  // data files
  append_message(header, 3, version);
  entries_[""] = header;
}

CheckpointWriter::Data CheckpointWriter::append(std::string_view bytes) {
  const Data data{size_, bytes.size(), mask_crc32c(crc32c(bytes_of(bytes)))};
  data_ << bytes;
  size_ += bytes.size();
  return data;
}

void CheckpointWriter::add_entry(const std::string& key, int32_t dtype, const std::vector<int64_t>& shape,
                                 const Data& data) {
  std::string entry = type_and_shape(dtype, shape);
  append_integer(entry, 4, static_cast<int64_t>(data.offset));
  append_integer(entry, 5, static_cast<int64_t>(data.size));
  append_fixed32(entry, 6, data.checksum);
  entries_[key] = entry;
}

void CheckpointWriter::add(const std::string& name, std::vector<int64_t> shape,
                           const std::function<void(const std::function<void(std::string_view)>&)>& produce) {
  Data data{size_, 0, 0};
  uint32_t checksum = 0;
  produce([&](std::string_view bytes) {
    checksum = extend_crc32c(checksum, bytes_of(bytes));
    data_ << bytes;
    data.size += bytes.size();
  });
  size_ += data.size;
  data.checksum = mask_crc32c(checksum);
  add_entry(name, 1, shape, data);
}

void CheckpointWriter::add_floats(const std::string& name, std::vector<int64_t> shape,
                                  const std::vector<float>& values) {
  add_bytes(name, 1, std::move(shape), {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

void CheckpointWriter::add_bytes(const std::string& name, int32_t dtype, std::vector<int64_t> shape,
                                 std::string_view bytes) {
  add_entry(name, dtype, shape, append(bytes));
}

void CheckpointWriter::add_slices(const std::string& name, std::vector<int64_t> shape,
                                  const std::vector<std::pair<converters::TfSlice, std::vector<float>>>& slices) {
  std::string entry = type_and_shape(1, shape);
  for (const auto& [slice, values] : slices) {
    add_floats(converters::slice_key(name, slice), slice.length, values);
    std::string extents;
    for (size_t d = 0; d < slice.start.size(); ++d) {
      std::string extent;
      append_integer(extent, 1, slice.start[d]);
      append_integer(extent, 2, slice.length[d]);
      append_message(extents, 1, extent);
    }
    append_message(entry, 7, extents);
  }
  entries_[name] = entry;
}

void CheckpointWriter::finish(const TableOptions& options) {
  data_.close();
  assert(data_.good());
  std::ofstream index(prefix_.string() + ".index", std::ios::binary);
  index << table_bytes({entries_.begin(), entries_.end()}, options);
}

}  // namespace electra::test
