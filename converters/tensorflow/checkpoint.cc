#include "converters/tensorflow/checkpoint.h"

#include <fmt/format.h>

#include <cassert>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include "base/byte_reader.h"
#include "converters/tensorflow/crc32c.h"
#include "converters/tensorflow/index.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr int32_t string_type = 7;  // of TensorFlow's DataType

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> as_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

class TfCheckpoint : public Source {
 public:
  explicit TfCheckpoint(TfLocation location);

  std::string label() const override { return location_.files->label(index_name()); }
  const std::vector<Variable>& variables() const override { return index_.variables; }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override;
  std::vector<std::string> strings(const Variable& variable) const override;
  void verify(const Variable& variable) const override;
  const FileSet& files() const override { return *location_.files; }

 private:
  std::string index_name() const { return location_.prefix + ".index"; }
  std::string shard_name(int32_t shard) const {
    return fmt::format("{}.data-{:05}-of-{:05}", location_.prefix, shard, index_.num_shards);
  }
  std::string shard_label(int32_t shard) const { return location_.files->label(shard_name(shard)); }
  uint64_t shard_size(int32_t shard) const;
  void check_ends() const;
  const TfStored& stored(const Variable& variable) const {
    return index_.stored[static_cast<size_t>(&variable - index_.variables.data())];
  }
  const MappedFile& shard(int32_t number) const;
  std::span<const std::byte> bytes(const TfPiece& piece) const;
  std::span<const std::byte> checked_bytes(const Variable& variable, const TfPiece& piece) const;
  void check(const Variable& variable, const TfPiece& piece, uint32_t checksum) const;
  std::vector<std::string_view> checked_strings(const Variable& variable, const TfPiece& piece) const;

  TfLocation location_;
  TfIndex index_;
  mutable std::mutex mutex_;                      // of the shards
  mutable std::map<int32_t, MappedFile> shards_;  // opened when they are first read
};

TfCheckpoint::TfCheckpoint(TfLocation location) : location_(std::move(location)) {
  const MappedFile file = location_.files->open(index_name());
  if (const std::string_view fault = placeholder_fault(file.text()); !fault.empty()) {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label(), fault));
  }
  index_ = read_tf_index(file.bytes(), label());
  check_ends();
}

uint64_t TfCheckpoint::shard_size(int32_t shard) const {
  const std::string name = shard_name(shard);
  if (location_.files->has(name)) return location_.files->size(name);
  throw Error(ErrorKind::io, fmt::format("{}: no such file: expected the data of {}", shard_label(shard), label()));
}

// Of every piece, that it lies inside its data file.
void TfCheckpoint::check_ends() const {
  std::map<int32_t, uint64_t> sizes;
  for (const Variable& variable : index_.variables) {
    for (const TfPiece& piece : stored(variable).pieces) {
      if (!sizes.contains(piece.shard)) sizes.emplace(piece.shard, shard_size(piece.shard));
      const uint64_t size = sizes.at(piece.shard);
      if (piece.offset <= size && piece.size <= size - piece.offset) continue;
      throw Error(ErrorKind::model,
                  fmt::format("{}: {}: {} bytes at {}, expected an end within the file's {}", shard_label(piece.shard),
                              variable_label(variable.name), piece.size, piece.offset, size));
    }
  }
}

const MappedFile& TfCheckpoint::shard(int32_t number) const {
  const std::lock_guard lock(mutex_);
  const auto open = shards_.find(number);
  if (open != shards_.end()) return open->second;
  return shards_.emplace(number, location_.files->open(shard_name(number))).first->second;
}

std::span<const std::byte> TfCheckpoint::bytes(const TfPiece& piece) const {
  const std::span<const std::byte> all = shard(piece.shard).bytes();
  // The size was checked before the file was opened.
  if (all.size() < piece.offset + piece.size) {
    throw Error(ErrorKind::io, fmt::format("{}: became shorter meanwhile", shard_label(piece.shard)));
  }
  return all.subspan(piece.offset, piece.size);
}

void TfCheckpoint::check(const Variable& variable, const TfPiece& piece, uint32_t checksum) const {
  if (mask_crc32c(checksum) == piece.checksum) return;
  throw Error(
      ErrorKind::model,
      fmt::format("{}: {}: checksum {:08x}, expected {:08x}: the file is damaged, or not of this index",
                  shard_label(piece.shard), variable_label(variable.name), mask_crc32c(checksum), piece.checksum));
}

std::span<const std::byte> TfCheckpoint::checked_bytes(const Variable& variable, const TfPiece& piece) const {
  const std::span<const std::byte> data = bytes(piece);
  check(variable, piece, crc32c(data));
  return data;
}

void TfCheckpoint::read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const {
  assert(variable.dtype.has_value());
  const TfStored& from = stored(variable);
  if (from.pieces.size() == 1 && from.pieces.front().slice.start.empty()) {
    const TfPiece& piece = from.pieces.front();
    use(checked_bytes(variable, piece));
    shard(piece.shard).release(bytes(piece));
    return;
  }
  std::vector<std::byte> whole(variable.bytes);
  for (const TfPiece& piece : from.pieces) {
    place_slice(variable.shape, piece.slice, from.type->size, checked_bytes(variable, piece), whole.data());
    shard(piece.shard).release(bytes(piece));
  }
  use(whole);
}

// The checksum of strings is over their lengths as numbers of fixed size, the checksum of those as it is stored, and
// the strings.
std::vector<std::string_view> TfCheckpoint::checked_strings(const Variable& variable, const TfPiece& piece) const {
  const auto cut_off = [&] {
    throw Error(ErrorKind::model, fmt::format("{}: {}: its strings are cut off", shard_label(piece.shard),
                                              variable_label(variable.name)));
  };
  const int64_t count = elements_of(variable.shape);
  ByteReader reader(as_text(bytes(piece)));
  uint32_t checksum = 0;
  uint64_t total = 0;
  std::vector<uint64_t> lengths;  // each takes a byte of the file at least
  for (int64_t i = 0; i < count; ++i) {
    const auto length = reader.varint();
    if (!length || *length > reader.left()) cut_off();
    const bool is_short = *length <= std::numeric_limits<uint32_t>::max();
    const uint64_t number = *length;  // little-endian: its first half is the short form
    checksum = extend_crc32c(checksum, std::as_bytes(std::span(&number, 1)).first(is_short ? 4 : 8));
    lengths.push_back(*length);
    total += *length;
  }
  const auto stored_checksum = reader.take(4);
  if (!stored_checksum || total != reader.left()) cut_off();
  checksum = extend_crc32c(checksum, as_bytes(*stored_checksum));
  std::string_view rest = *reader.take(total);
  check(variable, piece, extend_crc32c(checksum, as_bytes(rest)));
  std::vector<std::string_view> strings;
  for (const uint64_t length : lengths) {
    strings.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return strings;
}

std::vector<std::string> TfCheckpoint::strings(const Variable& variable) const {
  std::vector<std::string> strings;
  if (stored(variable).type->number != string_type) return strings;
  for (const TfPiece& piece : stored(variable).pieces) {
    for (const std::string_view text : checked_strings(variable, piece)) strings.emplace_back(text);
  }
  return strings;
}

void TfCheckpoint::verify(const Variable& variable) const {
  const TfStored& from = stored(variable);
  for (const TfPiece& piece : from.pieces) {
    if (from.type->number == string_type) {
      checked_strings(variable, piece);
    } else if (from.type->size > 0) {
      checked_bytes(variable, piece);
    }
    shard(piece.shard).release(bytes(piece));
  }
}

}  // namespace

std::unique_ptr<Source> open_tf_checkpoint(TfLocation location) {
  return std::make_unique<TfCheckpoint>(std::move(location));
}

}  // namespace electra::converters
