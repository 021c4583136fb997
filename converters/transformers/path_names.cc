#include "converters/transformers/path_names.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace electra::converters {
namespace {

constexpr std::pair<std::string_view, std::string_view> leaves[] = {
    {"kernel", "weight"}, {"gamma", "weight"}, {"scale", "weight"}, {"embedding", "weight"}, {"beta", "bias"}};

}  // namespace

Path split_path(std::string_view name) {
  if (name.ends_with(":0")) name.remove_suffix(2);
  Path path;
  while (!name.empty()) {
    const size_t slash = std::min(name.find('/'), name.size());
    if (slash > 0) path.push_back(name.substr(0, slash));
    name.remove_prefix(std::min(slash + 1, name.size()));
  }
  return path;
}

NamedVariable named_by(const Variable& variable, const Path& path) {
  NamedVariable named{.variable = &variable, .name = {}};
  if (path.empty()) return named;
  const auto* leaf = std::ranges::find(leaves, path.back(), &std::pair<std::string_view, std::string_view>::first);
  Path present = path;
  if (leaf != std::end(leaves)) present.back() = leaf->second;
  named.name = fmt::format("{}", fmt::join(present, "."));
  if (path.back() == "kernel" && variable.shape.size() == 2) named.transform = Transform::transposed;
  return named;
}

}  // namespace electra::converters
