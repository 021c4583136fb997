#include "converters/transformers/paths.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace electra::converters {
namespace {

constexpr std::string_view model_parts[] = {
    "electra",    "discriminator_predictions", "classifier", "generator_predictions", "generator_lm_head",
    "qa_outputs", "sequence_summary"};
constexpr std::string_view encoder_parts[] = {"embeddings", "embeddings_project", "encoder"};

constexpr std::pair<std::string_view, std::string_view> leaves[] = {{"kernel", "weight"},    {"embeddings", "weight"},
                                                                    {"embedding", "weight"}, {"gamma", "weight"},
                                                                    {"scale", "weight"},     {"beta", "bias"}};

}  // namespace

Steps split_path(std::string_view path) {
  Steps steps;
  for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    steps.push_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  steps.push_back(path);
  return steps;
}

bool is_model_part(std::string_view step) { return std::ranges::find(model_parts, step) != std::end(model_parts); }

std::optional<size_t> model_start(const Steps& steps) {
  for (size_t i = steps.size(); i > 0; --i) {
    if (is_model_part(steps[i - 1])) return i - 1;
  }
  const auto first = std::ranges::find_first_of(steps, encoder_parts);
  if (first == steps.end()) return std::nullopt;
  return static_cast<size_t>(first - steps.begin());
}

std::string torch_name(std::span<const std::string_view> steps) {
  constexpr std::string_view layer = "layer_._";
  std::string name;
  for (size_t i = 0; i < steps.size(); ++i) {
    std::string_view step = steps[i];
    if (i > 0) name += '.';
    if (step.starts_with(layer)) {
      name += "layer.";
      step.remove_prefix(layer.size());
    }
    const auto* leaf = std::ranges::find(leaves, step, &std::pair<std::string_view, std::string_view>::first);
    name += i + 1 == steps.size() && leaf != std::end(leaves) ? leaf->second : step;
  }
  return name;
}

void NameCollector::add(const Variable& variable, std::string name, std::string_view last_step) {
  if (!names_.insert(name).second) {
    leave_out(variable, "a copy");
    return;
  }
  const bool is_kernel = last_step == "kernel" && variable.shape.size() == 2;
  result_.named.push_back({.variable = &variable,
                           .name = std::move(name),
                           .transform = is_kernel ? Transform::transposed : Transform::none});
}

}  // namespace electra::converters
