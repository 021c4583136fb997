// A TF2 object checkpoint names a variable by its way through the program's objects:
// "model/electra/encoder/layer/0/attention/self_attention/query/kernel/.ATTRIBUTES/VARIABLE_VALUE". The objects of
// Transformers' TF classes are called as their attributes are, not as their layers.
#include <algorithm>
#include <utility>

#include "converters/transformers/path_names.h"

namespace electra::converters {
namespace {

constexpr std::string_view value_suffix = "/.ATTRIBUTES/VARIABLE_VALUE";

constexpr std::pair<std::string_view, std::string_view> attributes[] = {
    {"self_attention", "self"}, {"dense_output", "output"}, {"bert_output", "output"}};

// The tables of the embeddings are attributes of one object.
constexpr std::pair<std::string_view, std::string_view> tables[] = {{"weight", "word_embeddings"},
                                                                    {"embeddings", "position_embeddings"},
                                                                    {"token_type_embeddings", "token_type_embeddings"}};

NamedVariable object_name(const Variable& variable) {
  Path path = split_path(std::string_view(variable.name).substr(0, variable.name.size() - value_suffix.size()));
  for (std::string_view& component : path) {
    const auto* found = std::ranges::find(attributes, component, &std::pair<std::string_view, std::string_view>::first);
    if (found != std::end(attributes)) component = found->second;
  }
  if (path.size() > 1 && path[path.size() - 2] == "embeddings") {
    const auto* table = std::ranges::find(tables, path.back(), &std::pair<std::string_view, std::string_view>::first);
    if (table != std::end(tables)) {
      path.back() = table->second;
      path.emplace_back("weight");
    }
  }
  return named_by(variable, path);
}

}  // namespace

NamedVariables object_names(const Source& source) {
  NamedVariables result;
  for (const Variable& variable : source.variables()) {
    const std::string_view name = variable.name;
    if (name.find("/.OPTIMIZER_SLOT/") != name.npos) {
      result.left_out.push_back({&variable, "optimizer slots"});
    } else if (!name.ends_with(value_suffix) || variable.shape.empty()) {
      result.left_out.push_back({&variable, "counters of the training"});
    } else {
      result.named.push_back(object_name(variable));
    }
  }
  return result;
}

}  // namespace electra::converters
