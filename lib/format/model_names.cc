#include "format/model_names.h"

#include <algorithm>
#include <unordered_set>

#include "base/quote.h"
#include "format/tensor.h"

namespace electra::internal {
namespace {

constexpr std::string_view encoder_parts[] = {"embeddings.", "embeddings_project.", "encoder."};

bool is_of_encoder(std::string_view name) {
  return std::ranges::any_of(encoder_parts, [&](std::string_view part) { return name.starts_with(part); });
}

// What stands before a tensor that every encoder has; null where the name is none of these. Two encoders may share the
// embeddings.
std::string_view before_landmark(std::string_view name) {
  for (const std::string_view landmark :
       {"embeddings.word_embeddings.weight", "encoder.layer.0.attention.self.query.weight"}) {
    if (!name.ends_with(landmark)) continue;
    const std::string_view before = name.substr(0, name.size() - landmark.size());
    if (before.empty() || before.ends_with('.')) return before;
  }
  return {};
}

// As Transformers renames the tensors of files from before its first release.
void rename_layer_norm(std::string& name) {
  const auto replace = [&](std::string_view from, std::string_view to) {
    if (name.ends_with(from)) name.replace(name.size() - from.size(), from.size(), to);
  };
  replace("LayerNorm.gamma", "LayerNorm.weight");
  replace("LayerNorm.beta", "LayerNorm.bias");
}

}  // namespace

std::string NamePrefix::full_name(std::string_view name) const {
  std::string full(name);
  if (name.starts_with(encoder) && is_of_encoder(name.substr(encoder.size()))) {
    full = "electra." + std::string(name.substr(encoder.size()));
  } else if (is_plain() && is_of_encoder(name)) {
    full = "electra." + full;
  } else if (name.starts_with(model)) {
    full = name.substr(model.size());
  }
  rename_layer_norm(full);
  return full;
}

std::string prefix_text(std::string_view encoder) {
  return "names begin with " + quote(encoder) + ", read as 'electra.'";
}

std::vector<NamePrefix> find_prefixes(const std::vector<std::string_view>& names) {
  std::vector<NamePrefix> prefixes;
  std::unordered_set<std::string_view> seen;
  for (const std::string_view name : names) {
    const std::string_view encoder = before_landmark(name);
    if (encoder.data() == nullptr || !seen.insert(encoder).second) continue;
    const size_t dot = encoder.size() < 2 ? encoder.npos : encoder.rfind('.', encoder.size() - 2);
    const std::string_view model = dot == encoder.npos ? "" : encoder.substr(0, dot + 1);
    prefixes.push_back({std::string(encoder), std::string(model)});
  }
  const auto plain = std::ranges::find_if(prefixes, &NamePrefix::is_plain);
  if (plain != prefixes.end()) return {*plain};
  return prefixes;
}

}  // namespace electra::internal
