// The names of Transformers' ACT2FN.
#include <utility>

#include "electra/config.h"

namespace electra {
namespace {

constexpr std::pair<std::string_view, Activation> activations[] = {
    {"gelu", Activation::gelu},
    {"gelu_10", Activation::gelu_10},
    {"gelu_accurate", Activation::gelu_new},
    {"gelu_fast", Activation::gelu_new},
    {"gelu_new", Activation::gelu_new},
    {"gelu_python", Activation::gelu},
    {"gelu_python_tanh", Activation::gelu_new},
    {"gelu_pytorch_tanh", Activation::gelu_new},
    {"laplace", Activation::laplace},
    {"leaky_relu", Activation::leaky_relu},
    {"linear", Activation::linear},
    {"mish", Activation::mish},
    {"quick_gelu", Activation::quick_gelu},
    {"relu", Activation::relu},
    {"relu2", Activation::relu2},
    {"relu6", Activation::relu6},
    {"sigmoid", Activation::sigmoid},
    {"silu", Activation::silu},
    {"swish", Activation::silu},
    {"tanh", Activation::tanh},
};

}  // namespace

std::optional<Activation> activation_by_name(std::string_view name) {
  for (const auto& [known, activation] : activations) {
    if (known == name) return activation;
  }
  return std::nullopt;
}

std::string activation_names() {
  std::string names;
  for (const auto& [known, activation] : activations) {
    if (!names.empty()) names += ", ";
    names += known;
  }
  return names;
}

}  // namespace electra
