#include "converters/given_config.h"

#include <doctest/doctest.h>

#include <string>

#include "converters/google/names.h"
#include "converters/infer_config.h"
#include "converters/opened.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

int64_t size_of(const GivenConfig& given, const std::string& key) {
  for (const auto& [name, value] : given.sizes) {
    if (name == key) return value;
  }
  return -1;
}

TEST_CASE("the hparams of every recorded pre-training agree with its shapes") {
  for (const char* name : {"a-small", "b-large", "c-samewidth", "d-mlm", "h-genemb", "i-untied"}) {
    const std::string folder = google(std::string("pretrain-") + name);
    CAPTURE(folder);
    const auto source = open_checkpoint(folder + "/ckpt");
    const PartList list = google_parts(*source, {});
    const GivenConfigFile file(folder + "/hparams.json");
    CHECK(file.is_google());
    for (const Part& part : list.parts) {
      const Tower tower = part.name == "generator" && list.parts.size() == 2 ? Tower::generator : Tower::discriminator;
      const GivenConfig given = file.of(tower);
      CHECK(given.sizes.size() > 3);
      CHECK((given.num_attention_heads > 0) == (tower == Tower::discriminator));
      check_given_config(given, infer_config(part, {}, given.num_attention_heads, "x"), "hparams.json");
    }
  }
}

TEST_CASE("Google's names of sizes, and what stands for them") {
  const TemporaryDirectory folder;
  const auto given = [&](const std::string& text, Tower tower) {
    return GivenConfigFile(folder.file("h.json", text)).of(tower);
  };
  const GivenConfig small = given(R"({"model_size": "small", "do_lower_case": false})", Tower::discriminator);
  CHECK(size_of(small, "hidden_size") == 256);
  CHECK(size_of(small, "embedding_size") == 128);
  CHECK(small.num_attention_heads == 4);
  CHECK(small.lower_case == false);
  const GivenConfig generator =
      given(R"({"model_size": "base", "generator_hidden_size": 0.3333, "generator_layers": 0.5})", Tower::generator);
  CHECK(size_of(generator, "hidden_size") == 256);
  CHECK(size_of(generator, "intermediate_size") == 1024);
  CHECK(size_of(generator, "num_hidden_layers") == 6);
  CHECK(size_of(generator, "embedding_size") == 768);
  CHECK(generator.num_attention_heads == 0);
  const GivenConfig changed =
      given(R"({"model_size": "large", "model_hparam_overrides": {"num_hidden_layers": 3, "num_attention_heads": 2}})",
            Tower::discriminator);
  CHECK(size_of(changed, "num_hidden_layers") == 3);
  CHECK(changed.num_attention_heads == 2);
  CHECK(error_of(ErrorKind::model, [&] {
          given(R"({"model_size": "huge"})", Tower::discriminator);
        }).ends_with("'model_size' is \"huge\", expected small, base or large"));
}

TEST_CASE("what an HF config states is compared, and what shapes do not show is taken over") {
  const TemporaryDirectory folder;
  const GivenConfigFile file(
      folder.file("config.json", R"({"hidden_size": 8, "vocab_size": 5, "hidden_act": "relu", "layer_norm_eps": 1e-5,
                                     "num_attention_heads": 2})"));
  CHECK_FALSE(file.is_google());
  const GivenConfig given = file.of(Tower::discriminator);
  CHECK(given.base.hidden_act == "relu");
  CHECK(given.base.layer_norm_eps == 1e-5F);
  CHECK(given.num_attention_heads == 2);
  CHECK(given.sizes.size() == 2);
  Config inferred;
  inferred.hidden_size = 8;
  inferred.vocab_size = 5;
  check_given_config(given, inferred, "config.json");
  inferred.vocab_size = 6;
  CHECK(error_of(ErrorKind::model, [&] { check_given_config(given, inferred, "config.json"); }) ==
        "config.json: 'vocab_size' is 5, expected 6 by the shapes of the weights");
  inferred.hidden_size = 16;
  CHECK(error_of(ErrorKind::model, [&] { check_given_config(given, inferred, "config.json"); }) ==
        "config.json: disagrees with the shapes of the weights: 'vocab_size' is 5, expected 6; "
        "'hidden_size' is 8, expected 16");
}

TEST_CASE("configs that Google's models cannot have are refused") {
  const TemporaryDirectory folder;
  for (const char* text : {R"({"position_embedding_type": "relative_key"})", R"({"tie_word_embeddings": false})"}) {
    CHECK(error_of(ErrorKind::model, [&] {
            require_google_model(GivenConfigFile(folder.file("c.json", text)).of(Tower::discriminator), "c.json");
          }).find("as Google's models have it") != std::string::npos);
  }
}

}  // namespace
}  // namespace electra::converters
