#include "converters/tensorflow/index.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "converters/tensorflow/messages.h"
#include "converters/tensorflow/table.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr int32_t reader_version = 1;  // of the format, as TensorFlow counts
constexpr int32_t max_shards = 100'000;
constexpr size_t max_rank = 64;
constexpr size_t max_slices = 10'000;
constexpr int64_t max_elements = int64_t{1} << 48;

class IndexReader {
 public:
  explicit IndexReader(const std::string& label) : label_(label) {}

  TfIndex read(std::span<const std::byte> file);

 private:
  using Entries = std::map<std::string_view, BundleEntry>;

  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label_, fault));
  }
  [[noreturn]] void fail(std::string_view variable, std::string_view fault) const {
    fail(fmt::format("{}: {}", variable_label(variable), fault));
  }

  void read_header(std::string_view message);
  void add_variable(std::string_view name, const BundleEntry& entry, const Entries& entries);
  std::vector<int64_t> read_shape(std::string_view name, const BundleEntry& entry) const;
  TfPiece read_piece(std::string_view name, const BundleEntry& entry, const TfType& type,
                     std::span<const int64_t> shape) const;
  std::vector<TfPiece> read_slices(std::string_view name, const BundleEntry& entry, const TfType& type,
                                   std::span<const int64_t> shape, const Entries& entries) const;
  void require_own_data(std::string_view name, std::vector<TfPiece> pieces) const;

  const std::string& label_;
  TfIndex index_;
};

void IndexReader::read_header(std::string_view message) {
  const std::optional<BundleHeader> header = parse_bundle_header(message);
  if (!header) fail("its header cannot be read");
  if (header->endianness != 0) fail("its data are big-endian, expected little-endian");
  index_.num_shards = header->num_shards;
  if (index_.num_shards < 1 || index_.num_shards > max_shards) {
    fail(fmt::format("{} data files, expected 1 to {}", index_.num_shards, max_shards));
  }
  if (header->min_consumer > reader_version) {
    fail(fmt::format("written for readers of version {} or newer (min_consumer), expected at most {}",
                     header->min_consumer, reader_version));
  }
  for (const int32_t bad : header->bad_consumers) {
    if (bad == reader_version) fail(fmt::format("readers of version {} are shut out (bad_consumers)", bad));
  }
}

std::vector<int64_t> IndexReader::read_shape(std::string_view name, const BundleEntry& entry) const {
  if (entry.unknown_rank) fail(name, "a shape of unknown rank");
  if (entry.shape.size() > max_rank) {
    fail(name, fmt::format("{} dimensions, expected at most {}", entry.shape.size(), max_rank));
  }
  int64_t elements = 1;
  for (const int64_t size : entry.shape) {
    const int64_t most = elements == 0 ? max_elements : max_elements / elements;
    if (size < 0 || size > most) {
      fail(name, fmt::format("a dimension of {} behind {} elements, expected 0 to {}", size, elements, most));
    }
    elements *= size;
  }
  return entry.shape;
}

TfPiece IndexReader::read_piece(std::string_view name, const BundleEntry& entry, const TfType& type,
                                std::span<const int64_t> shape) const {
  if (entry.shard_id < 0 || entry.shard_id >= index_.num_shards) {
    fail(name, fmt::format("in data file {}, expected 0 to {}", entry.shard_id, index_.num_shards - 1));
  }
  if (entry.offset < 0 || entry.size < 0) {
    fail(name, fmt::format("{} bytes at {}, expected no negative number", entry.size, entry.offset));
  }
  uint64_t expected = type.size;
  for (const int64_t size : shape) expected *= static_cast<uint64_t>(size);
  const auto size = static_cast<uint64_t>(entry.size);
  if (type.size > 0 && size != expected) {
    fail(name, fmt::format("{} bytes, expected {} for {} of {}", size, expected, type.name, shape_text(shape)));
  }
  const auto offset = static_cast<uint64_t>(entry.offset);
  return {.shard = entry.shard_id, .offset = offset, .size = size, .checksum = entry.crc32c};
}

std::vector<TfPiece> IndexReader::read_slices(std::string_view name, const BundleEntry& entry, const TfType& type,
                                              std::span<const int64_t> shape, const Entries& entries) const {
  if (type.size == 0) fail(name, fmt::format("slices of {}, expected a type of fixed size", type.name));
  if (entry.slices.size() > max_slices) {
    fail(name, fmt::format("{} slices, expected at most {}", entry.slices.size(), max_slices));
  }
  std::vector<TfPiece> pieces;
  std::vector<TfSlice> slices;
  for (const std::vector<SliceExtent>& message : entry.slices) {
    if (message.size() != shape.size()) {
      fail(name, fmt::format("a slice of {} dimensions, expected {}", message.size(), shape.size()));
    }
    TfSlice in_key;  // a dimension that is covered wholly has no length there
    TfSlice slice;
    for (size_t d = 0; d < message.size(); ++d) {
      const SliceExtent& extent = message[d];
      in_key.start.push_back(extent.start);
      in_key.length.push_back(extent.length.value_or(-1));
      slice.start.push_back(extent.start);
      slice.length.push_back(extent.length.value_or(shape[d]));
    }
    const auto found = entries.find(slice_key(name, in_key));
    if (found == entries.end()) {
      fail(name,
           fmt::format("its slice at {} of shape {} is missing", shape_text(slice.start), shape_text(slice.length)));
    }
    if (found->second.dtype != entry.dtype || read_shape(name, found->second) != slice.length) {
      fail(name, fmt::format("its slice at {} has another shape or type than the index says", shape_text(slice.start)));
    }
    slices.push_back(slice);
    pieces.push_back(read_piece(name, found->second, type, slice.length));
    pieces.back().slice = std::move(slice);
  }
  const std::string fault = slices_fault(shape, slices);
  if (!fault.empty()) fail(name, fault);
  require_own_data(name, pieces);
  return pieces;
}

void IndexReader::add_variable(std::string_view name, const BundleEntry& entry, const Entries& entries) {
  const TfType* type = tf_type(entry.dtype);
  if (type == nullptr) fail(name, fmt::format("unknown dtype {}", entry.dtype));
  Variable variable{.name = std::string(name),
                    .dtype_name = std::string(type->name),
                    .dtype = type->dtype,
                    .shape = read_shape(name, entry)};
  TfStored stored{.type = type, .pieces = {}};
  if (entry.slices.size() > 0) {
    stored.pieces = read_slices(name, entry, *type, variable.shape, entries);
  } else {
    stored.pieces.push_back(read_piece(name, entry, *type, variable.shape));
  }
  for (const TfPiece& piece : stored.pieces) variable.bytes += piece.size;
  index_.variables.push_back(std::move(variable));
  index_.stored.push_back(std::move(stored));
}

// A slice is put together in memory: if several could be the same bytes, a small file could ask for any amount.
void IndexReader::require_own_data(std::string_view name, std::vector<TfPiece> pieces) const {
  std::ranges::sort(pieces, {}, [](const TfPiece& piece) { return std::pair(piece.shard, piece.offset); });
  for (size_t i = 1; i < pieces.size(); ++i) {
    const TfPiece& before = pieces[i - 1];
    if (before.shard == pieces[i].shard && before.offset + before.size > pieces[i].offset) {
      fail(name, fmt::format("two of its slices share data at {}", pieces[i].offset));
    }
  }
}

TfIndex IndexReader::read(std::span<const std::byte> file) {
  const std::vector<TableEntry> table = read_table(file, label_);
  if (table.empty() || !table.front().key.empty()) fail("has no header entry");
  read_header(table.front().value);
  Entries entries;
  for (const TableEntry& entry : std::span(table).subspan(1)) {
    std::optional<BundleEntry> message = parse_bundle_entry(entry.value);
    if (!message) fail(entry.key, "its entry in the index cannot be read");
    entries.emplace_hint(entries.end(), entry.key, std::move(*message));
  }
  for (const auto& [name, entry] : entries) {
    const bool is_slice = name.starts_with('\0');
    if (!is_slice) add_variable(name, entry, entries);
  }
  return std::move(index_);
}

}  // namespace

TfIndex read_tf_index(std::span<const std::byte> file, const std::string& label) {
  return IndexReader(label).read(file);
}

std::string variable_label(std::string_view name) { return "variable " + quote(name); }

}  // namespace electra::converters
