#include "nn/activation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>

#include "format/safetensors.h"
#include "lib/nn/compare.h"

namespace electra {

using namespace internal;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

std::vector<float> values_of(const Tensor& tensor) {
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  copy_floats(tensor, 0, tensor.elements(), values.data());
  return values;
}

std::vector<float> apply(Activation activation, std::vector<float> x) {
  apply_activation(activation, x.data(), std::ssize(x));
  return x;
}

float apply(Activation activation, float x) { return apply(activation, std::vector<float>{x}).front(); }

// Both sides round a few times: 1e-6 of the larger of the result and 1.
std::vector<Bounded> about(std::span<const float> expected) {
  std::vector<Bounded> bounded;
  for (const float y : expected) bounded.push_back({y, 1e-6 * std::max(1.0F, std::abs(y))});
  return bounded;
}

std::set<std::string> known_names() {
  std::set<std::string> names;
  const std::string list = activation_names() + ", ";
  for (size_t begin = 0, end = 0; (end = list.find(", ", begin)) != std::string::npos; begin = end + 2) {
    names.insert(list.substr(begin, end - begin));
  }
  return names;
}

std::vector<Activation> all_activations() {
  std::vector<Activation> all;
  for (const std::string& name : known_names()) all.push_back(*activation_by_name(name));
  return all;
}

TEST_CASE("every recorded function gives the recorded values") {
  const SafetensorsFile file(std::filesystem::path(ELECTRA_GOLDEN) / "hf/activations.safetensors");
  const std::vector<float> x = values_of(*file.find("x"));
  CHECK(file.tensors().size() == 18);
  for (const Tensor& tensor : file.tensors()) {
    if (tensor.name == "x") continue;
    CAPTURE(tensor.name);
    const std::optional<Activation> activation = activation_by_name(tensor.name);
    REQUIRE(activation.has_value());
    CHECK(first_difference(apply(*activation, x), about(values_of(tensor))) == "");
  }
}

TEST_CASE("only these names have no recorded values") {
  const SafetensorsFile file(std::filesystem::path(ELECTRA_GOLDEN) / "hf/activations.safetensors");
  std::set<std::string> unrecorded = known_names();
  std::erase_if(unrecorded, [&](const std::string& name) { return file.find(name) != nullptr; });
  CHECK(unrecorded == std::set<std::string>{"gelu_accurate", "gelu_python_tanh", "laplace"});
  CHECK(activation_by_name("gelu_accurate") == Activation::gelu_new);
  CHECK(activation_by_name("gelu_python_tanh") == Activation::gelu_new);
}

TEST_CASE("laplace is a normal distribution's integral") {
  // 0.5 (1 + erf((x - 0.707107) / (0.282095 sqrt 2)))
  const std::vector<float> expected = {0.0F, 0.00609446F, 0.5F, 0.85042965F, 1.0F};
  CHECK(first_difference(apply(Activation::laplace, {-1.0F, 0.0F, 0.707107F, 1.0F, 9.0F}), about(expected)) == "");
}

TEST_CASE("a count that fills no vector is computed to its end and not beyond") {
  for (const Activation activation : all_activations()) {
    for (int64_t count = 0; count <= 40; ++count) {
      const std::vector<float> x = random_floats(count + 1, 1);
      std::vector<float> y = x;
      apply_activation(activation, y.data(), count);
      CHECK(y.back() == x.back());
      for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
        CHECK(std::abs(y[i] - apply(activation, x[i])) <= 1e-6F);
      }
    }
  }
}

TEST_CASE("large values have the function's limits") {
  struct Limits {
    Activation activation;
    float low, high;  // at -1e4 and 1e4
  };
  for (const Limits& limits : {Limits{Activation::gelu, 0, 1e4F},
                               {Activation::gelu_10, 0, 10},
                               {Activation::gelu_new, 0, 1e4F},
                               {Activation::laplace, 0, 1},
                               {Activation::leaky_relu, -100, 1e4F},
                               {Activation::linear, -1e4F, 1e4F},
                               {Activation::mish, 0, 1e4F},
                               {Activation::quick_gelu, 0, 1e4F},
                               {Activation::relu, 0, 1e4F},
                               {Activation::relu2, 0, 1e8F},
                               {Activation::relu6, 0, 6},
                               {Activation::sigmoid, 0, 1},
                               {Activation::silu, 0, 1e4F},
                               {Activation::tanh, -1, 1}}) {
    CAPTURE(static_cast<int>(limits.activation));
    CHECK(first_difference(apply(limits.activation, {-1e4F, 1e4F}),
                           about(std::vector<float>{limits.low, limits.high})) == "");
  }
}

TEST_CASE("bounded functions and the rectifiers take infinity") {
  CHECK(apply(Activation::tanh, {-infinity, infinity}) == std::vector<float>{-1.0F, 1.0F});
  CHECK(apply(Activation::laplace, {-infinity, infinity}) == std::vector<float>{0.0F, 1.0F});
  CHECK(apply(Activation::relu, {-infinity, infinity}) == std::vector<float>{0.0F, infinity});
  CHECK(apply(Activation::relu6, {-infinity, infinity}) == std::vector<float>{0.0F, 6.0F});
  CHECK(first_difference(apply(Activation::sigmoid, {-infinity, infinity}), about(std::vector<float>{0.0F, 1.0F})) ==
        "");
}

TEST_CASE("NaN stays NaN, so that a damaged model shows") {
  for (const Activation activation : all_activations()) {
    CAPTURE(static_cast<int>(activation));
    // Enough of them for the vectorised part of the loop as well as its end.
    CHECK(std::ranges::all_of(apply(activation, std::vector<float>(39, NAN)), [](float y) { return std::isnan(y); }));
  }
}

// Transformers applies the function to the finished product; where ours is part of it the result is the same.
TEST_CASE("a fused activation is the activation of the product") {
  const int64_t in = 24, out = 40, rows = 9;
  const std::vector<float> weight = random_floats(in * out, 1), bias = random_floats(out, 2);
  const std::vector<float> src = random_floats(padded_rows(rows) * in, 3);
  const SingleThreadedProducts single;
  const Linear linear({in, out, weight.data(), bias.data()});
  ProductCache cache;
  std::vector<float> product(static_cast<size_t>(padded_rows(rows) * out));
  linear.apply(cache, {src.data(), in}, {product.data(), out}, rows, Epilogue::none);
  for (const Activation activation : all_activations()) {
    CAPTURE(static_cast<int>(activation));
    std::vector<float> fused(product.size());
    apply_activated(linear, activation, cache, {src.data(), in}, {fused.data(), out}, rows);
    fused.resize(rows * out);
    std::vector<float> expected = apply(activation, product);
    expected.resize(rows * out);
    CHECK(first_difference(fused, about(expected)) == "");
  }
}

}  // namespace
}  // namespace electra
