#include "converters/flax/chunked.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr std::string_view mark = "__msgpack_chunked_array__";
constexpr int64_t max_elements = int64_t{1} << 48;
constexpr size_t max_rank = 64;

using Leaves = std::map<std::string, FlaxLeaf>;

// Takes PREFIX/0, PREFIX/1, … out of the leaves.
std::vector<FlaxLeaf> take_numbered(Leaves& leaves, const std::string& prefix) {
  std::vector<FlaxLeaf> taken;
  for (auto at = leaves.find(prefix + "0"); at != leaves.end();
       at = leaves.find(fmt::format("{}{}", prefix, taken.size()))) {
    taken.push_back(std::move(at->second));
    leaves.erase(at);
  }
  return taken;
}

std::vector<int64_t> shape_of(const std::vector<FlaxLeaf>& sizes, const std::string& name, const std::string& label) {
  if (sizes.size() > max_rank) {
    fail_at(label, name, fmt::format("{} dimensions, expected at most {}", sizes.size(), max_rank));
  }
  std::vector<int64_t> shape;
  int64_t elements = 1;
  for (const FlaxLeaf& leaf : sizes) {
    const int64_t size = leaf.value.number;
    const int64_t most = elements == 0 ? max_elements : max_elements / elements;
    if (leaf.value.type != MsgpackType::integer || size < 0 || size > most) {
      fail_at(label, leaf.variable.name, fmt::format("no dimension, expected an integer from 0 to {}", most));
    }
    shape.push_back(size);
    elements *= size;
  }
  return shape;
}

FlaxLeaf joined(Leaves& leaves, const std::string& prefix, const std::string& label) {
  const std::string name = prefix.substr(0, prefix.size() - (prefix.empty() ? 0 : 1));
  const std::vector<FlaxLeaf> chunks = take_numbered(leaves, prefix + "chunks/");
  if (chunks.empty()) fail_at(label, name, "a chunked array without chunks");
  const Variable& first = chunks.front().variable;
  FlaxLeaf whole{.variable = {.name = name,
                              .dtype_name = first.dtype_name,
                              .dtype = first.dtype,
                              .shape = shape_of(take_numbered(leaves, prefix + "shape/"), name, label)},
                 .value = {}};
  for (const FlaxLeaf& chunk : chunks) {
    if (!chunk.variable.dtype || chunk.variable.dtype != first.dtype || chunk.variable.shape.size() != 1) {
      fail_at(label, chunk.variable.name, "a chunk that is no vector of numbers of the type of the first");
    }
    whole.variable.bytes += chunk.variable.bytes;
    whole.pieces.push_back(chunk.pieces.front());
  }
  const uint64_t expected = static_cast<uint64_t>(elements_of(whole.variable.shape)) * dtype_size(*first.dtype);
  if (whole.variable.bytes != expected) {
    fail_at(label, name,
            fmt::format("chunks of {} bytes, expected {} for {} of {}", whole.variable.bytes, expected,
                        first.dtype_name, shape_text(whole.variable.shape)));
  }
  return whole;
}

}  // namespace

std::vector<FlaxLeaf> join_chunked_arrays(std::vector<FlaxLeaf> list, const std::string& label) {
  const auto is_mark = [](const FlaxLeaf& leaf) {
    const std::string& name = leaf.variable.name;
    return name == mark || (name.ends_with(mark) && name[name.size() - mark.size() - 1] == '/');
  };
  if (std::ranges::none_of(list, is_mark)) return list;
  Leaves leaves;
  std::vector<std::string> prefixes;  // "NAME/"
  for (FlaxLeaf& leaf : list) {
    const std::string& name = leaf.variable.name;
    if (is_mark(leaf)) {
      prefixes.push_back(name.substr(0, name.size() - mark.size()));
    } else {
      leaves.emplace(name, std::move(leaf));
    }
  }
  for (const std::string& prefix : prefixes) {
    FlaxLeaf whole = joined(leaves, prefix, label);
    std::string name = whole.variable.name;
    if (!leaves.emplace(name, std::move(whole)).second) fail_at(label, name, "there twice");
  }
  list.clear();
  for (auto& [name, leaf] : leaves) list.push_back(std::move(leaf));
  return list;
}

}  // namespace electra::converters
