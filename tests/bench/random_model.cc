#include "tests/bench/random_model.h"

#include <fmt/format.h>

#include <fstream>
#include <random>
#include <vector>

#include "format/safetensors.h"
#include "format/weight_table.h"

namespace electra::bench {

using namespace internal;

Config electra_small() { return Config(); }

Config electra_base() {
  Config config;
  config.embedding_size = 768;
  config.hidden_size = 768;
  config.num_attention_heads = 12;
  config.intermediate_size = 3072;
  return config;
}

void write_random_model(const std::filesystem::path& directory, const Config& config) {
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "config.json") << fmt::format(
      R"({{"architectures": ["ElectraModel"], "model_type": "electra", "embedding_size": {}, "hidden_size": {},
 "num_hidden_layers": {}, "num_attention_heads": {}, "intermediate_size": {}, "vocab_size": {}}})",
      config.embedding_size, config.hidden_size, config.num_hidden_layers, config.num_attention_heads,
      config.intermediate_size, config.vocab_size);

  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-0.05F, 0.05F);
  std::vector<std::vector<float>> values;
  std::vector<Tensor> tensors;
  for (const WeightSpec& spec : encoder_weights(config)) {
    Tensor tensor{spec.name, DType::f32, spec.shape, {}};
    std::vector<float>& data = values.emplace_back(static_cast<size_t>(tensor.elements()));
    const bool is_scale = spec.name.ends_with("LayerNorm.weight");
    for (float& value : data) value = uniform(random) + (is_scale ? 1.0F : 0.0F);
    tensor.data = std::as_bytes(std::span(data));
    tensors.push_back(tensor);
  }
  write_safetensors(directory / "model.safetensors", tensors);
}

}  // namespace electra::bench
