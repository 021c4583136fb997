// Keras names a variable by the scopes of its layers. In an h5 file the group of the top layer comes before:
// "electra/tf_electra_for_masked_lm/electra/encoder/layer_._0/attention/self/query/kernel:0".
#include <algorithm>
#include <set>

#include "converters/transformers/path_names.h"

namespace electra::converters {
namespace {

// The layers of Transformers' classes.
constexpr std::string_view top_layers[] = {
    "electra",    "discriminator_predictions", "generator_predictions", "generator_lm_head", "classifier",
    "qa_outputs", "sequence_summary"};

bool is_top_layer(std::string_view component) {
  return std::ranges::find(top_layers, component) != std::end(top_layers);
}

// What is before the last top layer are groups of the file and the class, and then the names of what wraps the model.
Path without_groups(const Path& path) {
  const auto last = std::ranges::find_if(path.rbegin(), path.rend(), is_top_layer);
  if (last == path.rend()) return path;
  const auto top = last.base() - 1;
  Path kept;
  std::copy_if(path.begin(), top, std::back_inserter(kept), [](std::string_view component) {
    return !is_top_layer(component) && !component.starts_with("tf_electra");
  });
  kept.insert(kept.end(), top, path.end());
  return kept;
}

NamedVariable keras_name(const Variable& variable) {
  Path path;
  for (std::string_view component : without_groups(split_path(variable.name))) {
    constexpr std::string_view layer = "layer_._";
    if (component.starts_with(layer)) {
      path.emplace_back("layer");
      component.remove_prefix(layer.size());
    }
    path.push_back(component);
  }
  if (path.size() > 1 && path.back() == "embeddings" && path[path.size() - 2].ends_with("_embeddings")) {
    path.back() = "weight";
  }
  return named_by(variable, path);
}

}  // namespace

NamedVariables keras_names(const Source& source) {
  NamedVariables result;
  std::set<std::string> seen;
  for (const Variable& variable : source.variables()) {
    NamedVariable named = keras_name(variable);
    if (variable.name.starts_with("optimizer")) {
      result.left_out.push_back({&variable, "optimizer states"});
    } else if (seen.insert(named.name).second) {
      result.named.push_back(std::move(named));
    } else {
      result.left_out.push_back({&variable, "a copy of the embeddings"});  // generator_lm_head holds all of them again
    }
  }
  return result;
}

}  // namespace electra::converters
