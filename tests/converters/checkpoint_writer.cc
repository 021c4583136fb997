#include "converters/checkpoint_writer.h"

#include <snappy.h>

#include <cassert>
#include <utility>

#include "converters/crc32c.h"
#include "tf_messages.pb.h"

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
  converters::proto::BundleHeader header;
  header.set_num_shards(1);
  header.mutable_version()->set_producer(1);
  entries_[""] = header.SerializeAsString();
}

CheckpointWriter::Data CheckpointWriter::append(std::string_view bytes) {
  const Data data{size_, bytes.size(), mask_crc32c(crc32c(bytes_of(bytes)))};
  data_ << bytes;
  size_ += bytes.size();
  return data;
}

void CheckpointWriter::add_entry(const std::string& key, int32_t dtype, const std::vector<int64_t>& shape,
                                 const Data& data) {
  converters::proto::BundleEntry entry;
  entry.set_dtype(dtype);
  for (const int64_t size : shape) entry.mutable_shape()->add_dim()->set_size(size);
  entry.set_offset(static_cast<int64_t>(data.offset));
  entry.set_size(static_cast<int64_t>(data.size));
  entry.set_crc32c(data.checksum);
  entries_[key] = entry.SerializeAsString();
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
  converters::proto::BundleEntry entry;
  entry.set_dtype(1);
  for (const int64_t size : shape) entry.mutable_shape()->add_dim()->set_size(size);
  for (const auto& [slice, values] : slices) {
    add_floats(converters::slice_key(name, slice), slice.length, values);
    converters::proto::TensorSlice* message = entry.add_slices();
    for (size_t d = 0; d < slice.start.size(); ++d) {
      auto* extent = message->add_extent();
      extent->set_start(slice.start[d]);
      extent->set_length(slice.length[d]);
    }
  }
  entries_[name] = entry.SerializeAsString();
}

void CheckpointWriter::finish(const TableOptions& options) {
  data_.close();
  assert(data_.good());
  std::ofstream index(prefix_.string() + ".index", std::ios::binary);
  index << table_bytes({entries_.begin(), entries_.end()}, options);
}

}  // namespace electra::test
