#include "format/config_writer.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

Config round_trip(const Config& config) { return parse_config(config_text(config, DType::f32), "config.json"); }

TEST_CASE("what is written reads as what it was") {
  Config config;
  CHECK(round_trip(config) == config);
  config.architectures = {"ElectraForTokenClassification"};
  config.vocab_size = 17;
  config.hidden_size = 48;
  config.num_attention_heads = 3;
  config.hidden_act = "relu";
  config.layer_norm_eps = 1e-5F;
  config.initializer_range = 0.3F;
  config.hidden_dropout_prob = 0;
  config.classifier_dropout = 0.15F;
  config.pad_token_id = -1;
  config.position_embedding_type = PositionEmbeddingType::relative_key_query;
  config.tie_word_embeddings = false;
  config.is_decoder = true;
  config.pruned_heads = {{0, {1}}, {10, {0, 2}}};
  config.summary_activation.clear();
  config.summary_use_proj = false;
  config.num_labels = 11;
  config.id2label.clear();
  for (int i = 0; i < 11; ++i) config.id2label.push_back("label \"" + std::to_string(i) + "\" ä");
  config.problem_type = "multi_label_classification";
  config.function_to_apply = "softmax";
  CHECK(round_trip(config) == config);
}

TEST_CASE("Google's tasks and heads are written") {
  Config config;
  config.architectures = {"ElectraForGoogleQuestionAnswering"};
  config.google_task = "squad";
  for (int flags = 0; flags < 8; ++flags) {
    config.joint_prediction = (flags & 1) != 0;
    config.answerable_classifier = (flags & 2) != 0;
    config.answerable_uses_start_logits = (flags & 4) != 0;
    CHECK(round_trip(config) == config);
  }
  config = {};
  CHECK(config_text(config, DType::f32).find("google") == std::string::npos);
  CHECK(config_text(config, DType::f32).find("joint") == std::string::npos);
}

TEST_CASE("the files are those that Transformers writes") {
  for (const char* name : {"model", "model-relu-1head", "pretraining", "maskedlm-untied", "seqcls-3",
                           "seqcls-regression", "multiplechoice-mean-tanh", "tokencls", "qa"}) {
    CAPTURE(name);
    const std::string path = std::string(ELECTRA_GOLDEN "/hf/") + name + "/config.json";
    json expected = json::parse(read_file(path));
    expected.erase("transformers_version");
    CHECK(json::parse(config_text(read_config(path), DType::f32)) == expected);
  }
}

TEST_CASE("numbers are spelt as people write them, keys are in order, two spaces deep") {
  const std::string text = config_text({}, DType::bf16);
  CHECK(text.starts_with("{\n  \"attention_probs_dropout_prob\": 0.1,\n  \"classifier_dropout\": null,\n"));
  CHECK(text.find("\"layer_norm_eps\": 1e-12,\n") != std::string::npos);
  CHECK(text.find("\"dtype\": \"bfloat16\",\n") != std::string::npos);
  CHECK(text.ends_with("\"vocab_size\": 30522\n}\n"));
}

}  // namespace
}  // namespace electra
