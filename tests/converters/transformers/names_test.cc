#include "converters/transformers/names.h"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "converters/names_source.h"
#include "format/safetensors.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {

using namespace internal;

namespace {

using nlohmann::json;
using Shapes = std::map<std::string, std::vector<int64_t>>;
using Strings = std::vector<std::string>;

// The datasets that are listed in a file beside a recorded model.
NamesSource listed(const std::string& path) {
  json datasets = json::parse(read_file(ELECTRA_GOLDEN "/hf/formats/" + path));
  if (datasets.is_object()) datasets = datasets["datasets"];
  std::vector<NamesSource::Shaped> variables;
  for (const json& set : datasets) variables.emplace_back(set[0], set[1].get<std::vector<int64_t>>());
  return NamesSource(variables);
}

// The shape of each tensor that the variables are to become.
Shapes shapes_of(const NamedVariables& variables) {
  Shapes shapes;
  for (const NamedVariable& named : variables.named) {
    shapes[named.name] = transformed_shape(named.transform, named.variable->shape);
  }
  CHECK(shapes.size() == variables.named.size());
  return shapes;
}

Shapes shapes_in(const std::string& model, const std::string& prefix = "") {
  Shapes shapes;
  const SafetensorsFile file(ELECTRA_GOLDEN "/hf/" + model + "/model.safetensors");
  for (const Tensor& tensor : file.tensors()) shapes[prefix + tensor.name] = tensor.shape;
  return shapes;
}

Strings keras(const Strings& names) {
  std::vector<NamesSource::Shaped> variables;
  for (const std::string& name : names) variables.emplace_back(name, std::vector<int64_t>{2, 3});
  const NamesSource source(variables);
  Strings result;
  for (const NamedVariable& named : keras_names(source).named) result.push_back(named.name);
  return result;
}

TEST_CASE("tf_model.h5 has the tensors of the PyTorch file") {
  CHECK(shapes_of(keras_names(listed("disc-h5/h5_tree.json"))) == shapes_in("formats/disc-safetensors"));
  CHECK(shapes_of(keras_names(listed("gen-h5/h5_tree.json"))) == shapes_in("formats/gen-safetensors"));
  CHECK(shapes_of(keras_names(listed("head-model-h5/h5_tree.json"))) == shapes_in("model", "electra."));
  for (const char* head : {"multiplechoice-first", "qa", "seqcls-3", "tokencls"}) {
    CAPTURE(head);
    CHECK(shapes_of(keras_names(listed(std::string("head-") + head + "-h5/h5_tree.json"))) == shapes_in(head));
  }
}

TEST_CASE("flax_model.msgpack has the tensors of the PyTorch file") {
  CHECK(shapes_of(flax_names(listed("disc-msgpack/msgpack_tree.json"))) == shapes_in("formats/disc-safetensors"));
  CHECK(shapes_of(flax_names(listed("gen-msgpack/msgpack_tree.json"))) == shapes_in("formats/gen-safetensors"));
  for (const char* head : {"multiplechoice-first", "qa", "seqcls-3", "tokencls"}) {
    CAPTURE(head);
    CHECK(shapes_of(flax_names(listed(std::string("head-") + head + "-msgpack/msgpack_tree.json"))) == shapes_in(head));
  }
}

TEST_CASE("the head's copies of the embeddings are left out") {
  const NamesSource source = listed("gen-h5/h5_tree.json");
  const NamedVariables names = keras_names(source);
  CHECK(names.left_out.size() == 5);
  for (const LeftOut& left : names.left_out) {
    CHECK(left.reason == "a copy");
    CHECK(left.variable->name.starts_with("generator_lm_head/"));
  }
}

TEST_CASE("shards and safetensors of TensorFlow lack groups, and classes may be numbered") {
  for (const char* before : {"", "electra/", "tf_electra_model_3/", "electra/tf_electra_for_pre_training_12/",
                             "model_weights/tf_electra_model/tf_electra_model/"}) {
    CAPTURE(before);
    CHECK(keras({before + std::string("electra/encoder/layer_._11/output/dense/kernel:0")}) ==
          Strings{"electra.encoder.layer.11.output.dense.weight"});
  }
}

TEST_CASE("what another program put before the names stays") {
  CHECK(keras({"discriminator/tf_electra_model/electra/embeddings/LayerNorm/beta:0"}) ==
        Strings{"discriminator.electra.embeddings.LayerNorm.bias"});
  CHECK(keras({"bert/embeddings/position_embeddings/embeddings:0"}) ==
        Strings{"bert.embeddings.position_embeddings.weight"});
  CHECK(keras({"other/dense/kernel"}) == Strings{"other.dense.weight"});
  CHECK(keras({"optimizer_weights/Adam/m:0"}).empty());
}

TEST_CASE("only matrices are transposed, and Flax's outer params are dropped") {
  const NamesSource source(
      {{"params/a/kernel", {2, 3}}, {"params/b/kernel", {2, 3, 4}}, {"params/c/embedding", {2, 3}}});
  const NamedVariables names = flax_names(source);
  REQUIRE(names.named.size() == 3);
  CHECK(names.named[0].name == "a.weight");
  CHECK(names.named[0].transform == Transform::transposed);
  CHECK(names.named[1].transform == Transform::none);
  CHECK(names.named[2].transform == Transform::none);
}

}  // namespace
}  // namespace electra::converters
