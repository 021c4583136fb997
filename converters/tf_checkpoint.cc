#include "converters/tf_checkpoint.h"

#include <fmt/format.h>

#include <cassert>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "base/byte_reader.h"
#include "converters/crc32c.h"
#include "converters/tf_dtypes.h"
#include "converters/tf_slices.h"
#include "converters/tf_table.h"
#include "electra/error.h"
#include "tf_messages.pb.h"

namespace electra::converters {
namespace {

constexpr int32_t reader_version = 1;  // of the format, as TensorFlow counts
constexpr int32_t max_shards = 100'000;
constexpr int max_rank = 64;
constexpr int max_slices = 10'000;
constexpr int64_t max_elements = int64_t{1} << 48;

// Data of a variable that lie side by side in one shard: all, or one slice.
struct Piece {
  int32_t shard = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
  uint32_t checksum = 0;  // masked
  TfSlice slice = {};     // empty where the piece is the whole variable
};

struct Stored {
  const TfType* type = nullptr;
  std::vector<Piece> pieces;
};

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> as_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string variable_label(std::string_view name) { return "variable " + quoted_name(name); }

class TfCheckpoint : public Source {
 public:
  explicit TfCheckpoint(TfLocation location);

  std::string_view format() const override { return "TensorFlow checkpoint"; }
  std::string label() const override { return location_.files->label(index_name()); }
  const std::vector<Variable>& variables() const override { return variables_; }
  void read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const override;
  void verify(const Variable& variable) const override;
  const FileSet& files() const override { return *location_.files; }

 private:
  using Entries = std::map<std::string_view, proto::BundleEntry>;

  std::string index_name() const { return location_.prefix + ".index"; }
  std::string shard_name(int32_t shard) const {
    return fmt::format("{}.data-{:05}-of-{:05}", location_.prefix, shard, num_shards_);
  }
  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label(), fault));
  }
  [[noreturn]] void fail(std::string_view variable, std::string_view fault) const {
    fail(fmt::format("{}: {}", variable_label(variable), fault));
  }

  void read_header(std::string_view message);
  void add_variable(std::string_view name, const proto::BundleEntry& entry, const Entries& entries);
  std::vector<int64_t> read_shape(std::string_view name, const proto::BundleEntry& entry) const;
  Piece read_piece(std::string_view name, const proto::BundleEntry& entry, const TfType& type,
                   std::span<const int64_t> shape) const;
  std::vector<Piece> read_slices(std::string_view name, const proto::BundleEntry& entry, const TfType& type,
                                 std::span<const int64_t> shape, const Entries& entries) const;
  uint64_t shard_size(int32_t shard) const;

  const Stored& stored(const Variable& variable) const {
    return stored_[static_cast<size_t>(&variable - variables_.data())];
  }
  const MappedFile& shard(int32_t number) const;
  std::span<const std::byte> bytes(const Piece& piece) const;
  std::span<const std::byte> checked_bytes(const Variable& variable, const Piece& piece) const;
  void check(const Variable& variable, const Piece& piece, uint32_t checksum) const;
  void verify_strings(const Variable& variable, const Piece& piece) const;

  TfLocation location_;
  int32_t num_shards_ = 0;
  std::vector<Variable> variables_;
  std::vector<Stored> stored_;  // of the variable at the same place
  mutable std::map<int32_t, uint64_t> shard_sizes_;
  mutable std::map<int32_t, MappedFile> shards_;
};

TfCheckpoint::TfCheckpoint(TfLocation location) : location_(std::move(location)) {
  const MappedFile index = location_.files->open(index_name());
  if (is_git_lfs_pointer(index.text())) fail("a Git LFS pointer, expected the file: run git lfs pull");
  const std::vector<TableEntry> table = read_table(index.bytes(), label());
  if (table.empty() || !table.front().key.empty()) fail("has no header entry");
  read_header(table.front().value);
  Entries entries;
  for (const TableEntry& entry : std::span(table).subspan(1)) {
    proto::BundleEntry message;
    if (!message.ParseFromString(entry.value)) fail(entry.key, "its entry in the index cannot be read");
    entries.emplace_hint(entries.end(), entry.key, std::move(message));
  }
  for (const auto& [name, entry] : entries) {
    const bool is_slice = name.starts_with('\0');
    if (!is_slice) add_variable(name, entry, entries);
  }
}

void TfCheckpoint::read_header(std::string_view message) {
  proto::BundleHeader header;
  if (!header.ParseFromArray(message.data(), static_cast<int>(message.size()))) fail("its header cannot be read");
  if (header.endianness() != proto::BundleHeader::LITTLE) {
    fail("its data are big-endian, expected little-endian");
  }
  num_shards_ = header.num_shards();
  if (num_shards_ < 1 || num_shards_ > max_shards) {
    fail(fmt::format("{} data files, expected 1 to {}", num_shards_, max_shards));
  }
  const proto::Versions& version = header.version();
  if (version.min_consumer() > reader_version) {
    fail(fmt::format("written for readers of version {} or newer (min_consumer), expected at most {}",
                     version.min_consumer(), reader_version));
  }
  for (const int32_t bad : version.bad_consumers()) {
    if (bad == reader_version) fail(fmt::format("readers of version {} are shut out (bad_consumers)", bad));
  }
}

std::vector<int64_t> TfCheckpoint::read_shape(std::string_view name, const proto::BundleEntry& entry) const {
  if (entry.shape().unknown_rank()) fail(name, "a shape of unknown rank");
  if (entry.shape().dim_size() > max_rank) {
    fail(name, fmt::format("{} dimensions, expected at most {}", entry.shape().dim_size(), max_rank));
  }
  std::vector<int64_t> shape;
  int64_t elements = 1;
  for (const proto::TensorShape::Dim& dim : entry.shape().dim()) {
    shape.push_back(dim.size());
    const int64_t most = elements == 0 ? max_elements : max_elements / elements;
    if (dim.size() < 0 || dim.size() > most) {
      fail(name, fmt::format("a dimension of {} behind {} elements, expected 0 to {}", dim.size(), elements, most));
    }
    elements *= dim.size();
  }
  return shape;
}

uint64_t TfCheckpoint::shard_size(int32_t number) const {
  const auto known = shard_sizes_.find(number);
  if (known != shard_sizes_.end()) return known->second;
  const std::string name = shard_name(number);
  if (!location_.files->has(name)) {
    throw Error(ErrorKind::io,
                fmt::format("{}: no such file: expected the data of {}", location_.files->label(name), label()));
  }
  return shard_sizes_.emplace(number, location_.files->size(name)).first->second;
}

Piece TfCheckpoint::read_piece(std::string_view name, const proto::BundleEntry& entry, const TfType& type,
                               std::span<const int64_t> shape) const {
  if (entry.shard_id() < 0 || entry.shard_id() >= num_shards_) {
    fail(name, fmt::format("in data file {}, expected 0 to {}", entry.shard_id(), num_shards_ - 1));
  }
  if (entry.offset() < 0 || entry.size() < 0) {
    fail(name, fmt::format("{} bytes at {}, expected no negative number", entry.size(), entry.offset()));
  }
  uint64_t expected = type.size;
  for (const int64_t size : shape) expected *= static_cast<uint64_t>(size);
  const auto size = static_cast<uint64_t>(entry.size());
  if (type.size > 0 && size != expected) {
    fail(name, fmt::format("{} bytes, expected {} for {} of {}", size, expected, type.name, shape_text(shape)));
  }
  const auto offset = static_cast<uint64_t>(entry.offset());
  const uint64_t file_size = shard_size(entry.shard_id());
  if (offset > file_size || size > file_size - offset) {
    throw Error(ErrorKind::model, fmt::format("{}: {}: {} bytes at {}, expected an end within the file's {}",
                                              location_.files->label(shard_name(entry.shard_id())),
                                              variable_label(name), size, offset, file_size));
  }
  return {.shard = entry.shard_id(), .offset = offset, .size = size, .checksum = entry.crc32c()};
}

std::vector<Piece> TfCheckpoint::read_slices(std::string_view name, const proto::BundleEntry& entry, const TfType& type,
                                             std::span<const int64_t> shape, const Entries& entries) const {
  if (type.size == 0) fail(name, fmt::format("slices of {}, expected a type of fixed size", type.name));
  if (entry.slices_size() > max_slices) {
    fail(name, fmt::format("{} slices, expected at most {}", entry.slices_size(), max_slices));
  }
  std::vector<Piece> pieces;
  std::vector<TfSlice> slices;
  for (const proto::TensorSlice& message : entry.slices()) {
    if (message.extent_size() != static_cast<int>(shape.size())) {
      fail(name, fmt::format("a slice of {} dimensions, expected {}", message.extent_size(), shape.size()));
    }
    TfSlice in_key;  // a dimension that is covered wholly has no length there
    TfSlice slice;
    for (int d = 0; d < message.extent_size(); ++d) {
      const proto::TensorSlice::Extent& extent = message.extent(d);
      const bool whole = extent.has_length_case() == proto::TensorSlice::Extent::HAS_LENGTH_NOT_SET;
      in_key.start.push_back(extent.start());
      in_key.length.push_back(whole ? -1 : extent.length());
      slice.start.push_back(extent.start());
      slice.length.push_back(whole ? shape[static_cast<size_t>(d)] : extent.length());
    }
    const auto found = entries.find(slice_key(name, in_key));
    if (found == entries.end()) {
      fail(name,
           fmt::format("its slice at {} of shape {} is missing", shape_text(slice.start), shape_text(slice.length)));
    }
    if (found->second.dtype() != entry.dtype() || read_shape(name, found->second) != slice.length) {
      fail(name, fmt::format("its slice at {} has another shape or type than the index says", shape_text(slice.start)));
    }
    slices.push_back(slice);
    pieces.push_back(read_piece(name, found->second, type, slice.length));
    pieces.back().slice = std::move(slice);
  }
  const std::string fault = slices_fault(shape, slices);
  if (!fault.empty()) fail(name, fault);
  return pieces;
}

void TfCheckpoint::add_variable(std::string_view name, const proto::BundleEntry& entry, const Entries& entries) {
  const TfType* type = tf_type(entry.dtype());
  if (type == nullptr) fail(name, fmt::format("unknown dtype {}", entry.dtype()));
  Variable variable{.name = std::string(name),
                    .dtype_name = std::string(type->name),
                    .dtype = type->dtype,
                    .shape = read_shape(name, entry)};
  Stored stored{.type = type, .pieces = {}};
  if (entry.slices_size() > 0) {
    stored.pieces = read_slices(name, entry, *type, variable.shape, entries);
  } else {
    stored.pieces.push_back(read_piece(name, entry, *type, variable.shape));
  }
  for (const Piece& piece : stored.pieces) variable.bytes += piece.size;
  variables_.push_back(std::move(variable));
  stored_.push_back(std::move(stored));
}

const MappedFile& TfCheckpoint::shard(int32_t number) const {
  const auto open = shards_.find(number);
  if (open != shards_.end()) return open->second;
  return shards_.emplace(number, location_.files->open(shard_name(number))).first->second;
}

std::span<const std::byte> TfCheckpoint::bytes(const Piece& piece) const {
  const std::span<const std::byte> all = shard(piece.shard).bytes();
  // The size was checked before the file was opened.
  if (all.size() < piece.offset + piece.size) {
    throw Error(ErrorKind::io,
                fmt::format("{}: became shorter meanwhile", location_.files->label(shard_name(piece.shard))));
  }
  return all.subspan(piece.offset, piece.size);
}

void TfCheckpoint::check(const Variable& variable, const Piece& piece, uint32_t checksum) const {
  if (mask_crc32c(checksum) == piece.checksum) return;
  throw Error(ErrorKind::model,
              fmt::format("{}: {}: checksum {:08x}, expected {:08x}: the file is damaged, or not of this index",
                          location_.files->label(shard_name(piece.shard)), variable_label(variable.name),
                          mask_crc32c(checksum), piece.checksum));
}

std::span<const std::byte> TfCheckpoint::checked_bytes(const Variable& variable, const Piece& piece) const {
  const std::span<const std::byte> data = bytes(piece);
  check(variable, piece, crc32c(data));
  return data;
}

void TfCheckpoint::read(const Variable& variable, const std::function<void(std::span<const std::byte>)>& use) const {
  assert(variable.dtype.has_value());
  const Stored& from = stored(variable);
  if (from.pieces.size() == 1 && from.pieces.front().slice.start.empty()) {
    const Piece& piece = from.pieces.front();
    use(checked_bytes(variable, piece));
    shard(piece.shard).release(bytes(piece));
    return;
  }
  std::vector<std::byte> whole(variable.bytes);
  for (const Piece& piece : from.pieces) {
    place_slice(variable.shape, piece.slice, from.type->size, checked_bytes(variable, piece), whole.data());
    shard(piece.shard).release(bytes(piece));
  }
  use(whole);
}

// The checksum of strings is over their lengths as numbers of fixed size, the checksum of those as it is stored, and
// the strings.
void TfCheckpoint::verify_strings(const Variable& variable, const Piece& piece) const {
  const auto cut_off = [&] { fail(variable.name, "its strings are cut off"); };
  int64_t count = 1;
  for (const int64_t size : variable.shape) count *= size;
  ByteReader reader(as_text(bytes(piece)));
  uint32_t checksum = 0;
  uint64_t total = 0;
  for (int64_t i = 0; i < count; ++i) {
    const auto length = reader.varint();
    if (!length || *length > reader.left()) cut_off();
    const bool is_short = *length <= std::numeric_limits<uint32_t>::max();
    const uint64_t number = *length;  // little-endian: its first half is the short form
    checksum = extend_crc32c(checksum, std::as_bytes(std::span(&number, 1)).first(is_short ? 4 : 8));
    total += *length;
  }
  const auto stored_checksum = reader.take(4);
  if (!stored_checksum || total != reader.left()) cut_off();
  checksum = extend_crc32c(checksum, as_bytes(*stored_checksum));
  check(variable, piece, extend_crc32c(checksum, as_bytes(*reader.take(total))));
}

void TfCheckpoint::verify(const Variable& variable) const {
  constexpr int32_t string_type = 7;
  const Stored& from = stored(variable);
  for (const Piece& piece : from.pieces) {
    if (from.type->number == string_type) {
      verify_strings(variable, piece);
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
