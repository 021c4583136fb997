#include "format/weights.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <set>

#include "electra/error.h"
#include "format/weight_files.h"

namespace electra::internal {
namespace {

using Names = std::set<std::string, std::less<>>;

void add_names(const std::vector<WeightSpec>& specs, Names& names) {
  for (const WeightSpec& spec : specs) names.insert(spec.name);
}

// Everything that files of ELECTRA may hold, whatever head is loaded.
Names owned_names(const Config& config, const Names& encoder) {
  Names owned = encoder;
  for (const Head head : heads_with_weights) add_names(head_weights(config, head), owned);
  owned.insert(lm_head_weight);
  // Counters that older Transformers saved.
  owned.insert("electra.embeddings.position_ids");
  owned.insert("electra.embeddings.token_type_ids");
  return owned;
}

void replace_suffix(std::string& name, std::string_view from, std::string_view to) {
  if (name.ends_with(from)) name.replace(name.size() - from.size(), from.size(), to);
}

// The present name of a tensor: as Transformers renames those of old files, and with the prefix that the files of a
// bare ElectraModel leave out.
std::string full_name(std::string name, const Names& owned) {
  replace_suffix(name, "LayerNorm.gamma", "LayerNorm.weight");
  replace_suffix(name, "LayerNorm.beta", "LayerNorm.bias");
  std::string prefixed = "electra." + name;
  return owned.contains(prefixed) ? prefixed : name;
}

}  // namespace

Weights Weights::open(const std::filesystem::path& directory, const Config& config) {
  WeightFiles opened = open_weight_files(directory);
  Weights weights;
  weights.config_ = config;
  weights.source_ = std::move(opened.source);
  weights.files_ = std::move(opened.files);

  Names encoder;
  add_names(encoder_weights(config), encoder);
  const Names owned = owned_names(config, encoder);
  for (const auto& [name, place] : opened.tensors) {
    const std::string full = full_name(name, owned);
    const bool added = weights.tensors_.emplace(full, Place{place.first, place.second}).second;
    if (!added) {
      throw Error(ErrorKind::model,
                  fmt::format("{}: {}: there under two names", weights.source_.string(), tensor_label(full)));
    }
    if (!owned.contains(full)) weights.unowned_.push_back(name);
  }
  return weights;
}

const Tensor* Weights::find(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : found->second.tensor;
}

const Tensor& Weights::get(std::string_view name) const {
  const Tensor* tensor = find(name);
  assert(tensor != nullptr);
  return *tensor;
}

std::vector<float> Weights::floats(std::string_view name) const {
  const Tensor& tensor = get(name);
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  copy_floats(tensor, 0, tensor.elements(), values.data());
  return values;
}

void Weights::release(std::string_view name) const {
  const auto found = tensors_.find(name);
  if (found != tensors_.end()) found->second.file->release(*found->second.tensor);
}

std::vector<const Tensor*> Weights::all() const {
  std::vector<const Tensor*> result;
  for (const auto& [name, place] : tensors_) result.push_back(place.tensor);
  return result;
}

std::vector<std::string> Weights::warnings() const {
  std::vector<std::string> result = config_.warnings;
  if (unowned_.empty()) return result;
  constexpr size_t most = 5;
  std::string line = fmt::format("{}: {} {} no part of ELECTRA:", source_.string(), unowned_.size(),
                                 unowned_.size() == 1 ? "tensor is" : "tensors are");
  for (size_t i = 0; i < std::min(unowned_.size(), most); ++i) {
    // tensor_label begins with "tensor ", said once already.
    line += (i == 0 ? " " : ", ") + tensor_label(unowned_[i]).substr(std::string_view("tensor ").size());
  }
  if (unowned_.size() > most) line += ", ...";
  result.push_back(line);
  return result;
}

}  // namespace electra::internal
