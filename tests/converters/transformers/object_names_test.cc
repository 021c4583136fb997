#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "converters/names_source.h"
#include "converters/opened.h"
#include "converters/tensorflow/object_graph.h"
#include "converters/transformers/names.h"
#include "format/safetensors.h"

namespace electra::converters {

using namespace internal;

namespace {

using Strings = std::vector<std::string>;

const std::string value = "/.ATTRIBUTES/VARIABLE_VALUE";

std::string formats(const std::string& name) { return ELECTRA_GOLDEN "/hf/formats/" + name; }

// That a checkpoint has the tensors of a file of PyTorch's names, bit by bit, and no others.
void check_tensors(const std::string& checkpoint, const std::string& file) {
  CAPTURE(checkpoint);
  const auto source = open_checkpoint(formats(checkpoint));
  const SafetensorsFile expected(formats(file));
  const NamedVariables names = object_names(*source);
  CHECK(names.named.size() == expected.tensors().size());
  CHECK(names.named.size() + names.left_out.size() == source->variables().size());
  for (const NamedVariable& named : names.named) {
    CAPTURE(named.name);
    const Tensor* tensor = expected.find(named.name);
    REQUIRE(tensor != nullptr);
    const Variable& variable = *named.variable;
    CHECK(transformed_shape(named.transform, variable.shape) == tensor->shape);
    std::vector<float> values;
    source->read(variable, [&](std::span<const std::byte> bytes) {
      const Tensor from{.name = "", .dtype = *variable.dtype, .shape = variable.shape, .data = bytes};
      read_transformed(named.transform, from,
                       [&](std::span<const float> block) { values.insert(values.end(), block.begin(), block.end()); });
    });
    REQUIRE(values.size() * sizeof(float) == tensor->data.size());
    CHECK(std::memcmp(values.data(), tensor->data.data(), tensor->data.size()) == 0);
  }
}

Strings names_of(const Source& source) {
  Strings names;
  for (const NamedVariable& named : object_names(source).named) names.push_back(named.name);
  return names;
}

NamesSource::Shaped object(const std::string& path) { return {path + value, {4, 4}}; }

TEST_CASE("checkpoints of objects have the tensors of the PyTorch file") {
  check_tensors("disc-tf2-object", "disc-safetensors/model.safetensors");
  check_tensors("disc-tf2-weights", "disc-safetensors/model.safetensors");
  check_tensors("gen-tf2-object", "gen-safetensors/model.safetensors");
  check_tensors("gen-tf2-weights", "gen-safetensors/model.safetensors");
}

TEST_CASE("both towers of NVIDIA's pre-training, with the embeddings that they share") {
  check_tensors("nvidia-tf2-object", "nvidia-tf2-object/expected.safetensors");
}

TEST_CASE("what belongs to the training is left out, with its reason") {
  const auto source = open_checkpoint(formats("disc-tf2-object"));
  std::set<std::string_view> reasons;
  for (const LeftOut& left : object_names(*source).left_out) {
    reasons.insert(left.reason);
    if (left.variable->name.starts_with("save_counter")) CHECK(left.reason == "counters");
    if (left.variable->name.find("OPTIMIZER_SLOT") != std::string::npos) CHECK(left.reason == "optimizer slots");
    if (left.variable->name == object_graph_key) CHECK(left.reason == "descriptions of objects");
  }
  CHECK(reasons.size() == 3);
}

TEST_CASE("without a graph, or with a damaged one, the keys tell the names") {
  NamesSource source({object("model/electra/embeddings/weight"), object("model/electra/embeddings/embeddings"),
                      object("model/electra/embeddings/token_type_embeddings"),
                      object("model/electra/encoder/layer/0/attention/self_attention/key/kernel")});
  const Strings expected = {
      "electra.embeddings.position_embeddings.weight", "electra.embeddings.token_type_embeddings.weight",
      "electra.embeddings.word_embeddings.weight", "electra.encoder.layer.0.attention.self.key.weight"};
  CHECK(names_of(source) == expected);
  source.add_string(std::string(object_graph_key), "no graph");
  CHECK(names_of(source) == expected);
}

TEST_CASE("the table that has lost its name is the one whose name is not there") {
  CHECK(names_of(NamesSource({object("e/embeddings/embeddings"), object("e/embeddings/position_embeddings")})) ==
        Strings{"e.embeddings.token_type_embeddings.weight", "e.embeddings.position_embeddings.weight"});
}

TEST_CASE("what the graph says of that table counts more") {
  NamesSource source({object("e/embeddings/embeddings")});
  const std::string key = "e/embeddings/embeddings" + value;
  const std::string full = "x/token_type_embeddings/y";
  const auto field = [](char tag, const std::string& bytes) {
    return std::string{tag, static_cast<char>(bytes.size())} + bytes;
  };
  source.add_string(std::string(object_graph_key),
                    field('\x0A', field('\x12', field('\x12', full) + field('\x1A', key))));
  CHECK(names_of(source) == Strings{"e.embeddings.token_type_embeddings.weight"});
}

TEST_CASE("the tables of older versions are layers") {
  CHECK(names_of(NamesSource({object("discriminator/electra/embeddings/position_embeddings/embeddings"),
                              object("discriminator/electra/embeddings/word_embeddings/weight")})) ==
        Strings{"discriminator.electra.embeddings.position_embeddings.weight",
                "discriminator.electra.embeddings.word_embeddings.weight"});
}

TEST_CASE("the optimizers of newer versions keep a list of variables") {
  const NamesSource source({object("optimizer/_variables/1"), {"optimizer/_iterations" + value, {}}});
  const NamedVariables names = object_names(source);
  REQUIRE(names.left_out.size() == 2);
  CHECK(names.left_out[0].reason == "counters");
  CHECK(names.left_out[1].reason == "optimizer slots");
}

}  // namespace
}  // namespace electra::converters
