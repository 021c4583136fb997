#include "converters/flax/leaves.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr size_t max_depth = 64;
constexpr size_t max_name = 4096;
constexpr size_t max_leaves = 1'000'000;
constexpr int64_t max_rank = 64;
constexpr int64_t max_elements = int64_t{1} << 48;

// The types that Flax packs arrays and numbers as.
constexpr int64_t array_type = 1;
constexpr int64_t complex_type = 2;
constexpr int64_t scalar_type = 3;

struct NumpyType {
  std::string_view name;
  DType dtype;
};

constexpr NumpyType numpy_types[] = {
    {"float32", DType::f32},  {"bfloat16", DType::bf16}, {"float16", DType::f16}, {"float64", DType::f64},
    {"int8", DType::i8},      {"int16", DType::i16},     {"int32", DType::i32},   {"int64", DType::i64},
    {"uint8", DType::u8},     {"uint16", DType::u16},    {"uint32", DType::u32},  {"uint64", DType::u64},
    {"bool", DType::boolean},
};

class LeafReader {
 public:
  LeafReader(std::string_view file, const std::string& label) : reader_(file), label_(label) {}

  std::vector<FlaxLeaf> read();

 private:
  // A map whose pairs are being read.
  struct OpenMap {
    int64_t left;      // pairs
    size_t name_size;  // of the map's own name
  };

  [[noreturn]] void fail(std::string_view fault) const {
    if (name_.empty()) throw Error(ErrorKind::model, fmt::format("{}: {}", label_, fault));
    fail_at(label_, name_, fault);
  }
  MsgpackValue take(ByteReader& reader, std::string_view what) const;
  MsgpackValue take(ByteReader& reader, MsgpackType type, std::string_view what) const;
  void open_map(int64_t pairs);
  void read_key();
  void read_value();
  void read_array(FlaxLeaf& leaf) const;
  std::vector<int64_t> read_shape(ByteReader& array) const;
  void check_size(const Variable& variable) const;

  ByteReader reader_;
  const std::string& label_;
  std::string name_;  // of what is being read
  std::vector<OpenMap> open_;
  std::vector<FlaxLeaf> leaves_;
};

MsgpackValue LeafReader::take(ByteReader& reader, std::string_view what) const {
  const size_t before = reader.left();
  if (auto value = take_msgpack(reader)) return *value;
  fail(fmt::format("{} cannot be read: {} bytes remain", what, before));
}

MsgpackValue LeafReader::take(ByteReader& reader, MsgpackType type, std::string_view what) const {
  const MsgpackValue value = take(reader, what);
  if (value.type == type) return value;
  fail(fmt::format("{} is {}, expected {}", what, msgpack_type_name(value.type), msgpack_type_name(type)));
}

void LeafReader::open_map(int64_t pairs) {
  if (open_.size() >= max_depth) fail(fmt::format("more than {} maps inside each other", max_depth));
  open_.push_back({pairs, name_.size()});
}

void LeafReader::read_key() {
  const MsgpackValue key = take(reader_, MsgpackType::text, "a key");
  if (name_.size() + key.bytes.size() + 1 > max_name) fail(fmt::format("a name of more than {} bytes", max_name));
  if (open_.size() > 1) name_ += '/';
  name_ += key.bytes;
}

std::vector<int64_t> LeafReader::read_shape(ByteReader& array) const {
  const int64_t rank = take(array, MsgpackType::array, "its shape").number;
  if (rank > max_rank) fail(fmt::format("{} dimensions, expected at most {}", rank, max_rank));
  std::vector<int64_t> shape;
  int64_t elements = 1;
  for (int64_t i = 0; i < rank; ++i) {
    const int64_t size = take(array, MsgpackType::integer, "a dimension").number;
    const int64_t most = elements == 0 ? max_elements : max_elements / elements;
    if (size < 0 || size > most) {
      fail(fmt::format("a dimension of {} behind {} elements, expected 0 to {}", size, elements, most));
    }
    shape.push_back(size);
    elements *= size;
  }
  return shape;
}

void LeafReader::check_size(const Variable& variable) const {
  const uint64_t expected = static_cast<uint64_t>(elements_of(variable.shape)) * dtype_size(*variable.dtype);
  if (variable.bytes == expected) return;
  fail(fmt::format("{} bytes, expected {} for {} of {}", variable.bytes, expected, variable.dtype_name,
                   shape_text(variable.shape)));
}

// [shape, dtype, elements], packed once more.
void LeafReader::read_array(FlaxLeaf& leaf) const {
  ByteReader array(leaf.value.bytes);
  const int64_t parts = take(array, MsgpackType::array, "an array").number;
  if (parts != 3) fail(fmt::format("an array of {} parts, expected shape, dtype and elements", parts));
  Variable& variable = leaf.variable;
  variable.shape = read_shape(array);
  variable.dtype_name = take(array, MsgpackType::text, "its dtype").bytes;
  leaf.pieces = {take(array, MsgpackType::binary, "its elements").bytes};
  variable.bytes = leaf.pieces.front().size();
  if (!array.empty()) fail(fmt::format("{} bytes after its elements, expected none", array.left()));
  const auto* known = std::ranges::find(numpy_types, variable.dtype_name, &NumpyType::name);
  if (known == std::end(numpy_types)) return;
  variable.dtype = known->dtype;
  check_size(variable);
}

void LeafReader::read_value() {
  const MsgpackValue value = take(reader_, "its value");
  if (value.type == MsgpackType::map) return open_map(value.number);
  if (value.type == MsgpackType::array) fail("an array of msgpack, expected one of Flax, a number, a text or a map");
  if (leaves_.size() >= max_leaves) fail(fmt::format("more than {} variables", max_leaves));
  FlaxLeaf leaf{.variable = {.name = name_, .dtype_name = {}, .dtype = {}, .shape = {}, .bytes = value.bytes.size()},
                .value = value};
  if (value.type != MsgpackType::extension) {
    leaf.variable.dtype_name = msgpack_type_name(value.type);
  } else if (value.number == array_type || value.number == scalar_type) {
    read_array(leaf);
  } else if (value.number == complex_type) {
    leaf.variable.dtype_name = "complex";
  } else {
    fail(fmt::format("an extension of type {}, expected Flax' 1 (array), 2 (complex) or 3 (scalar)", value.number));
  }
  leaves_.push_back(std::move(leaf));
}

std::vector<FlaxLeaf> LeafReader::read() {
  open_map(take(reader_, MsgpackType::map, "what it begins with").number);
  while (!open_.empty()) {
    name_.resize(open_.back().name_size);
    if (open_.back().left == 0) {
      open_.pop_back();
      continue;
    }
    --open_.back().left;
    read_key();
    read_value();
  }
  name_.clear();
  if (!reader_.empty()) fail(fmt::format("{} bytes after its end, expected none", reader_.left()));
  const auto name = [](const FlaxLeaf& leaf) -> const std::string& { return leaf.variable.name; };
  std::ranges::sort(leaves_, {}, name);
  const auto twice = std::ranges::adjacent_find(leaves_, {}, name);
  if (twice != leaves_.end()) fail_at(label_, twice->variable.name, "there twice");
  return std::move(leaves_);
}

}  // namespace

std::vector<FlaxLeaf> read_flax_leaves(std::string_view file, const std::string& label) {
  return LeafReader(file, label).read();
}

void fail_at(const std::string& label, std::string_view name, std::string_view fault) {
  throw Error(ErrorKind::model, fmt::format("{}: variable {}: {}", label, quote(name), fault));
}

}  // namespace electra::converters
