#include "format/weights.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <set>

#include "base/quote.h"
#include "electra/error.h"
#include "format/model_names.h"
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

// The prefix of the one model among the names; Transformers' where no table of word embeddings tells it.
NamePrefix only_prefix(const WeightFiles& opened) {
  std::vector<std::string_view> names;
  for (const auto& [name, place] : opened.tensors) names.push_back(name);
  std::vector<NamePrefix> prefixes = find_prefixes(names);
  if (prefixes.empty()) return {.encoder = "electra.", .model = ""};
  if (prefixes.size() == 1) return std::move(prefixes.front());
  throw Error(ErrorKind::model, fmt::format("{}: {} models, the first under {}, the second under {}: expected one",
                                            opened.source.string(), prefixes.size(), quote(prefixes[0].encoder),
                                            quote(prefixes[1].encoder)));
}

}  // namespace

Weights Weights::open(const std::filesystem::path& directory, const Config& config, const OpenWeights& others) {
  WeightFiles opened = open_weight_files(directory, others);
  Weights weights;
  weights.config_ = config;
  weights.source_ = opened.source;

  Names encoder;
  add_names(encoder_weights(config), encoder);
  const Names owned = owned_names(config, encoder);
  const NamePrefix prefix = only_prefix(opened);
  if (!prefix.is_plain()) weights.prefix_ = prefix.encoder;
  for (const auto& [name, place] : opened.tensors) {
    const std::string full = prefix.full_name(name);
    const bool added = weights.tensors_.emplace(full, Place{place.first, place.second}).second;
    if (!added) {
      throw Error(ErrorKind::model,
                  fmt::format("{}: {}: there under two names", weights.source_.string(), tensor_label(full)));
    }
    if (!owned.contains(full)) weights.unowned_.push_back(name);
  }
  weights.stores_ = std::move(opened.stores);
  weights.quantised_ = std::move(opened.quantised);
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

void Weights::read(std::string_view name, float* out) const {
  const auto found = tensors_.find(name);
  assert(found != tensors_.end());
  found->second.store->read(*found->second.tensor, out);
}

std::vector<float> Weights::floats(std::string_view name) const {
  std::vector<float> values(static_cast<size_t>(get(name).elements()));
  read(name, values.data());
  return values;
}

void Weights::release(std::string_view name) const {
  const auto found = tensors_.find(name);
  if (found != tensors_.end()) found->second.store->release(*found->second.tensor);
}

std::vector<const Tensor*> Weights::all() const {
  std::vector<const Tensor*> result;
  for (const auto& [name, place] : tensors_) result.push_back(place.tensor);
  return result;
}

std::vector<std::string> Weights::warnings() const {
  std::vector<std::string> result = config_.warnings;
  for (const auto& store : stores_) {
    const std::vector<std::string> warnings = store->warnings();
    result.insert(result.end(), warnings.begin(), warnings.end());
  }
  if (!prefix_.empty()) {
    result.push_back(fmt::format("{}: {}", source_.string(), prefix_text(prefix_)));
  }
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
