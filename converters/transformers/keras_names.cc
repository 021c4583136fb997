#include <algorithm>
#include <set>
#include <string>

#include "converters/transformers/names.h"
#include "converters/transformers/paths.h"

namespace electra::converters {
namespace {

bool is_class(std::string_view step) { return step.starts_with("tf_electra"); }

bool has_several_classes(const Source& source) {
  std::set<std::string> classes;
  for (const Variable& variable : source.variables()) {
    for (const std::string_view step : split_path(variable.name)) {
      if (is_class(step)) classes.emplace(step);
    }
  }
  return classes.size() > 1;
}

// A file of Keras has a group for each layer, and in it the variables under their own names, which begin with the
// model's class: "electra/tf_electra_for_pre_training_3/electra/embeddings/…". Shards and safetensors lack the group,
// or the class, or both. Of what stands before the names of the model this keeps what another program added.
// Two models of one class have it with a number, which tells them apart.
Steps outer_steps(const Steps& steps, size_t start, bool keep_class) {
  const auto before = std::span(steps).first(start);
  Steps outer;
  for (const std::string_view step : before) {
    if (is_model_part(step)) break;  // the group; the class follows
    const bool is_left_out = is_class(step) && !keep_class;
    if (!is_left_out && step != "model_weights") outer.push_back(step);
  }
  return outer;
}

}  // namespace

NamedVariables keras_names(const Source& source) {
  NameCollector collector;
  const bool keep_class = has_several_classes(source);
  for (const Variable& variable : source.variables()) {
    const std::string_view name = variable.name;
    const size_t colon = name.ends_with(":0") ? name.size() - 2 : name.size();
    const Steps steps = split_path(name.substr(0, colon));
    if (steps.front() == "optimizer_weights") {
      collector.leave_out(variable, "optimizer slots");
      continue;
    }
    const size_t start = model_start(steps).value_or(0);
    Steps named = outer_steps(steps, start, keep_class);
    named.insert(named.end(), steps.begin() + static_cast<std::ptrdiff_t>(start), steps.end());
    collector.add(variable, torch_name(named), named.back());
  }
  return collector.take();
}

}  // namespace electra::converters
