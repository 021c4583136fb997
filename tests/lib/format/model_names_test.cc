#include "format/model_names.h"

#include <doctest/doctest.h>

namespace electra::internal {
namespace {

const std::string words = "embeddings.word_embeddings.weight";
const std::string query = "encoder.layer.0.attention.self.query.weight";

// "ENCODER|MODEL" of each prefix.
std::vector<std::string> prefixes(const std::vector<std::string>& names) {
  std::vector<std::string> result;
  for (const NamePrefix& prefix : find_prefixes({names.begin(), names.end()})) {
    result.push_back(prefix.encoder + "|" + prefix.model);
  }
  return result;
}

using Strings = std::vector<std::string>;

TEST_CASE("a prefix is what stands before the tables of words, or before the first layer") {
  CHECK(prefixes({"electra." + words, "electra." + query}) == Strings{"electra.|"});
  CHECK(prefixes({"electra." + query}) == Strings{"electra.|"});
  CHECK(prefixes({words, query}) == Strings{"|"});
  CHECK(prefixes({"bert." + words}) == Strings{"bert.|"});
  CHECK(prefixes({"a.b.electra." + words}) == Strings{"a.b.electra.|a.b."});
  CHECK(prefixes({"fc.weight", "my" + words, "electra.encoder.layer.1.attention.self.query.weight"}).empty());
  CHECK(prefixes({}).empty());
}

TEST_CASE("of several encoders one that Transformers would load counts alone") {
  CHECK(prefixes({"d.electra." + words, "g.electra." + words}) == Strings{"d.electra.|d.", "g.electra.|g."});
  CHECK(prefixes({"ema.electra." + words, "electra." + words}) == Strings{"electra.|"});
  CHECK(prefixes({"student." + words, words}) == Strings{"|"});
}

TEST_CASE("names below a prefix become those of the weight table, others stay") {
  const NamePrefix module = {.encoder = "module.bert.", .model = "module."};
  CHECK(!module.is_plain());
  CHECK(module.full_name("module.bert." + query) == "electra." + query);
  CHECK(module.full_name("module.bert.pooler.dense.weight") == "bert.pooler.dense.weight");
  CHECK(module.full_name("module.classifier.weight") == "classifier.weight");
  CHECK(module.full_name("electra." + query) == "electra." + query);
  CHECK(module.full_name("other") == "other");
  const NamePrefix bare;
  CHECK(bare.is_plain());
  CHECK(bare.full_name(words) == "electra." + words);
  CHECK(bare.full_name("classifier.weight") == "classifier.weight");
  const NamePrefix usual = {.encoder = "electra.", .model = ""};
  CHECK(usual.is_plain());
  CHECK(usual.full_name("electra." + words) == "electra." + words);
}

TEST_CASE("gamma and beta of LayerNorm are weight and bias, nothing else is") {
  const NamePrefix usual = {.encoder = "electra.", .model = ""};
  CHECK(usual.full_name("electra.embeddings.LayerNorm.gamma") == "electra.embeddings.LayerNorm.weight");
  CHECK(usual.full_name("electra.embeddings.LayerNorm.beta") == "electra.embeddings.LayerNorm.bias");
  CHECK(usual.full_name("generator_predictions.LayerNorm.gamma") == "generator_predictions.LayerNorm.weight");
  CHECK(usual.full_name("my.gamma") == "my.gamma");
  CHECK(usual.full_name("LayerNorm.gamma.x") == "LayerNorm.gamma.x");
}

}  // namespace
}  // namespace electra::internal
