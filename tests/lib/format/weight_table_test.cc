#include "format/weight_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "format/safetensors.h"

namespace electra {

using namespace internal;

namespace {

namespace fs = std::filesystem;
using Shapes = std::map<std::string, std::vector<int64_t>>;

// Names and shapes that the table gives for a config and the head of its architecture.
Shapes table_shapes(const Config& config) {
  const Head head = head_of_architecture(config.architectures.at(0)).value();
  Shapes shapes;
  for (const WeightSpec& spec : encoder_weights(config)) shapes[spec.name] = spec.shape;
  for (const WeightSpec& spec : head_weights(config, head)) shapes[spec.name] = spec.shape;
  return shapes;
}

Shapes file_shapes(const fs::path& path) {
  const SafetensorsFile file(path);
  const bool bare = file.find("embeddings.word_embeddings.weight") != nullptr;
  Shapes shapes;
  for (const Tensor& tensor : file.tensors()) shapes[(bare ? "electra." : "") + tensor.name] = tensor.shape;
  return shapes;
}

TEST_CASE("the table names exactly the tensors that Transformers saves") {
  std::set<std::string> architectures;
  for (const auto& entry : fs::directory_iterator(fs::path(ELECTRA_GOLDEN) / "hf")) {
    if (!fs::exists(entry.path() / "model.safetensors")) continue;
    CAPTURE(entry.path().string());
    const Config config = read_config(entry.path() / "config.json");
    architectures.insert(config.architectures.at(0));
    CHECK(table_shapes(config) == file_shapes(entry.path() / "model.safetensors"));
  }
  CHECK(architectures.size() == 8);  // every class has been seen
}

TEST_CASE("names are unique, and each belongs to its head") {
  Config config;
  config.tie_word_embeddings = false;
  config.position_embedding_type = PositionEmbeddingType::relative_key;
  for (const Head head : heads_with_weights) {
    std::set<std::string> names;
    for (const WeightSpec& spec : encoder_weights(config)) {
      CHECK(spec.head == Head::model);
      CHECK(names.insert(spec.name).second);
    }
    for (const WeightSpec& spec : head_weights(config, head)) {
      CHECK(spec.head == head);
      CHECK(names.insert(spec.name).second);
    }
  }
  CHECK(head_weights(config, Head::model).empty());
}

TEST_CASE("the table follows the config") {
  Config config;
  const auto has = [&config](Head head, const std::string& name) {
    const auto specs = head == Head::model ? encoder_weights(config) : head_weights(config, head);
    return std::ranges::find(specs, name, &WeightSpec::name) != specs.end();
  };
  CHECK(has(Head::model, "electra.embeddings_project.weight"));
  CHECK_FALSE(has(Head::masked_lm, lm_head_weight));
  CHECK(has(Head::choose, "sequence_summary.summary.bias"));
  config.embedding_size = config.hidden_size;
  config.tie_word_embeddings = false;
  config.summary_use_proj = false;
  config.num_hidden_layers = 1;
  CHECK_FALSE(has(Head::model, "electra.embeddings_project.weight"));
  CHECK(has(Head::masked_lm, lm_head_weight));
  CHECK_FALSE(has(Head::choose, "sequence_summary.summary.bias"));
  CHECK(has(Head::model, "electra.encoder.layer.0.output.dense.bias"));
  CHECK_FALSE(has(Head::model, "electra.encoder.layer.1.output.dense.bias"));
}

}  // namespace
}  // namespace electra
