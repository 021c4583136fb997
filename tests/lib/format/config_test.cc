#include "electra/config.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <utility>

#include "lib/base/error_of.h"

namespace electra {
namespace {

Config parse(const std::string& text) { return parse_config(text, "c.json"); }

std::string fault(const std::string& text) {
  return error_of(ErrorKind::model, [&] { parse(text); });
}

TEST_CASE("an empty object has Transformers' defaults") {
  const Config config = parse("{}");
  CHECK(config == Config());
  CHECK(config.vocab_size == 30522);
  CHECK(config.embedding_size == 128);
  CHECK(config.hidden_size == 256);
  CHECK(config.num_hidden_layers == 12);
  CHECK(config.num_attention_heads == 4);
  CHECK(config.intermediate_size == 1024);
  CHECK(config.hidden_act == "gelu");
  CHECK(config.max_position_embeddings == 512);
  CHECK(config.type_vocab_size == 2);
  CHECK(config.layer_norm_eps == 1e-12F);
  CHECK(config.id2label == std::vector<std::string>{"LABEL_0", "LABEL_1"});
}

TEST_CASE("every key is read") {
  const Config config = parse(R"({
    "architectures": ["ElectraForTokenClassification"], "model_type": "electra", "vocab_size": 11, "embedding_size": 12,
    "hidden_size": 26, "num_hidden_layers": 3, "num_attention_heads": 13, "intermediate_size": 14, "hidden_act": "relu",
    "max_position_embeddings": 15, "type_vocab_size": 16, "layer_norm_eps": 0.5, "initializer_range": 0.25,
    "pad_token_id": 7, "position_embedding_type": "relative_key_query", "tie_word_embeddings": false,
    "hidden_dropout_prob": 0.125, "attention_probs_dropout_prob": 0, "classifier_dropout": 0.75,
    "summary_last_dropout": 1, "summary_type": "mean", "summary_use_proj": false, "summary_activation": "tanh",
    "id2label": {"0": "O", "1": "B", "2": "I"}, "problem_type": "regression", "function_to_apply": "sigmoid"})");
  Config expected;
  expected.architectures = {"ElectraForTokenClassification"};
  expected.vocab_size = 11;
  expected.embedding_size = 12;
  expected.hidden_size = 26;
  expected.num_hidden_layers = 3;
  expected.num_attention_heads = 13;
  expected.intermediate_size = 14;
  expected.hidden_act = "relu";
  expected.max_position_embeddings = 15;
  expected.type_vocab_size = 16;
  expected.layer_norm_eps = 0.5F;
  expected.initializer_range = 0.25F;
  expected.pad_token_id = 7;
  expected.position_embedding_type = PositionEmbeddingType::relative_key_query;
  expected.tie_word_embeddings = false;
  expected.hidden_dropout_prob = 0.125F;
  expected.attention_probs_dropout_prob = 0;
  expected.classifier_dropout = 0.75F;
  expected.summary_last_dropout = 1;
  expected.summary_type = "mean";
  expected.summary_use_proj = false;
  expected.summary_activation = "tanh";
  expected.num_labels = 3;
  expected.id2label = {"O", "B", "I"};
  expected.problem_type = "regression";
  expected.function_to_apply = "sigmoid";
  CHECK(config == expected);
  CHECK(config.head_size() == 2);
}

TEST_CASE("a value that cannot be is refused with its key and what is accepted") {
  const std::string size = "expected an integer from 1 to 65536";
  const std::string heads = "expected a list of at most 3 different heads from 0 to 3";
  const std::pair<const char*, std::string> rows[] = {
      {R"("hidden_size": "256")", "'hidden_size' is \"256\", " + size},
      {R"("hidden_size": null)", "'hidden_size' is null, " + size},
      {R"("hidden_size": 256.0)", "'hidden_size' is 256.0, " + size},
      {R"("hidden_size": true)", "'hidden_size' is true, " + size},
      {R"("hidden_size": [256])", "'hidden_size' is [256], " + size},
      {R"("hidden_size": 0)", "'hidden_size' is 0, " + size},
      {R"("hidden_size": -256)", "'hidden_size' is -256, " + size},
      {R"("hidden_size": 65540)", "'hidden_size' is 65540, " + size},
      {R"("hidden_size": 18446744073709551615)", "'hidden_size' is 18446744073709551615, " + size},
      {R"("hidden_size": 250)", "'num_attention_heads' is 4, expected a divisor of hidden_size 250"},
      {R"("embedding_size": 65537)", "'embedding_size' is 65537, " + size},
      {R"("num_attention_heads": 0)", "'num_attention_heads' is 0, " + size},
      {R"("num_hidden_layers": 0)", "'num_hidden_layers' is 0, expected an integer from 1 to 1024"},
      {R"("vocab_size": 1099511627776)", "'vocab_size' is 1099511627776, expected an integer from 1 to 16777216"},
      {R"("intermediate_size": 1048577)", "'intermediate_size' is 1048577, expected an integer from 1 to 1048576"},
      {R"("max_position_embeddings": 0)", "'max_position_embeddings' is 0, expected an integer from 1 to 1048576"},
      {R"("type_vocab_size": 0)", "'type_vocab_size' is 0, expected an integer from 1 to 65536"},
      {R"("pad_token_id": 30522)", "'pad_token_id' is 30522, expected an integer from -30522 to 30521"},
      {R"("layer_norm_eps": -1e-12)", "'layer_norm_eps' is -1e-12, expected a finite number, at least 0"},
      {R"("layer_norm_eps": 1e300)", "'layer_norm_eps' is 1e+300, expected a finite number, at least 0"},
      {R"("layer_norm_eps": "1e-12")", "'layer_norm_eps' is \"1e-12\", expected a finite number, at least 0"},
      {R"("layer_norm_eps": null)", "'layer_norm_eps' is null, expected a finite number, at least 0"},
      {R"("layer_norm_eps": NaN)", "'layer_norm_eps' is NaN, expected a finite number, at least 0"},
      {R"("layer_norm_eps": Infinity)", "'layer_norm_eps' is Infinity, expected a finite number, at least 0"},
      {R"("hidden_size": NaN)", "'hidden_size' is NaN, " + size},
      {R"("pad_token_id": NaN)", "'pad_token_id' is NaN, expected an integer from -30522 to 30521"},
      {R"("initializer_range": -1)", "'initializer_range' is -1, expected a finite number, at least 0"},
      {R"("hidden_dropout_prob": 1.5)", "'hidden_dropout_prob' is 1.5, expected a number from 0 to 1"},
      {R"("hidden_act": "gelu2")", "'hidden_act' is \"gelu2\", expected one of " + activation_names()},
      {R"("hidden_act": "prelu")", "'hidden_act' is \"prelu\", expected one of " + activation_names()},
      {R"("hidden_act": "xielu")", "'hidden_act' is \"xielu\", expected one of " + activation_names()},
      {R"("hidden_act": null)", "'hidden_act' is null, expected a string"},
      {R"("position_embedding_type": "rotary")",
       "'position_embedding_type' is \"rotary\", expected absolute, relative_key or relative_key_query"},
      {R"("problem_type": "ranking")",
       "'problem_type' is \"ranking\", expected regression, single_label_classification or multi_label_classification"},
      {R"("function_to_apply": "default")", "'function_to_apply' is \"default\", expected none, sigmoid or softmax"},
      {R"("function_to_apply": "")", "'function_to_apply' is \"\", expected none, sigmoid or softmax"},
      {R"("tie_word_embeddings": 1)", "'tie_word_embeddings' is 1, expected true or false"},
      {R"("summary_type": 1)", "'summary_type' is 1, expected a string"},
      {R"("model_type": "bert")", "'model_type' is \"bert\", expected electra"},
      {R"("model_type": 5)", "'model_type' is 5, expected a string"},
      {R"("is_decoder": 1)", "'is_decoder' is 1, expected true or false"},
      {R"("add_cross_attention": true)",
       "'add_cross_attention' is true, expected false: cross-attention is not supported"},
      {R"("architectures": "ElectraModel")", "'architectures' is \"ElectraModel\", expected a list of strings"},
      {R"("architectures": [1])", "'architectures' has 1, expected a string"},
      {R"("pruned_heads": [[1]])", "'pruned_heads' is [[1]], expected an object"},
      {R"("pruned_heads": {"12": [1]})", "'pruned_heads': '12', expected layers from 0 to 11"},
      {R"("pruned_heads": {"-1": [1]})", "'pruned_heads': '-1', expected layers from 0 to 11"},
      {R"("pruned_heads": {"01": [1]})", "'pruned_heads': '01', expected layers from 0 to 11"},
      {R"("pruned_heads": {"": [1]})", "'pruned_heads': '', expected layers from 0 to 11"},
      {R"("pruned_heads": {"0": 1})", "'pruned_heads': '0' is 1, " + heads},
      {R"("pruned_heads": {"0": [4]})", "'pruned_heads': '0' is [4], " + heads},
      {R"("pruned_heads": {"0": [-1]})", "'pruned_heads': '0' is [-1], " + heads},
      {R"("pruned_heads": {"0": [1.0]})", "'pruned_heads': '0' is [1.0], " + heads},
      {R"("pruned_heads": {"0": [1, 1]})", "'pruned_heads': '0' is [1,1], " + heads},
      {R"("pruned_heads": {"0": [0, 1, 2, 3]})", "'pruned_heads': '0' is [0,1,2,3], " + heads},
      {R"("quantization_config": {"bits": 8})",
       "'quantization_config' is {\"bits\":8}, expected none, or quant_method electra-int8: weights are read in F32, "
       "F16, BF16, F64, and in the int8 that electra convert writes"},
      {R"("num_labels": 0)", "'num_labels' is 0, expected an integer from 1 to 1048576"},
      {R"("id2label": {})", "'id2label' is {}, expected an object with 1 to 1048576 labels"},
      {R"("id2label": ["a"])", "'id2label' is [\"a\"], expected an object with 1 to 1048576 labels"},
      {R"("id2label": {"0": "a", "2": "b"})", "'id2label' has 2 labels but none for \"1\", expected the keys 0 to 1"},
      {R"("id2label": {"0": "a", "01": "b"})", "'id2label' has 2 labels but none for \"1\", expected the keys 0 to 1"},
      {R"("id2label": {"0": ["a"]})", "'id2label' has the label [\"a\"] for \"0\", expected a string"},
  };
  for (const auto& [text, message] : rows) CHECK(fault(fmt::format("{{{}}}", text)) == "c.json: " + message);
}

TEST_CASE("what is no object is refused") {
  CHECK(fault("[]") == "c.json: [], expected an object");
  CHECK(fault("7") == "c.json: 7, expected an object");
}

TEST_CASE("unknown keys, and keys that say the usual, are quiet") {
  CHECK(parse(R"({"transformers_version": "4.57.6", "use_cache": true, "chunk_size_feed_forward": 0, "dtype": "float16",
                  "torch_dtype": "float32", "is_decoder": false, "add_cross_attention": null, "pruned_heads": {}, "quantization_config": null,
                  "problem_type": null, "function_to_apply": null, "architectures": null, "id2label": null, "num_labels": null,
                  "classifier_dropout": null, "model_type": "electra", "x": {"y": [1]}})") == Config());
}

TEST_CASE("numbers that only Python writes are quiet in keys that nobody needs") {
  CHECK(parse(R"({"best_score": NaN, "task": {"limits": [-Infinity, Infinity]}, "hidden_size": 64})").hidden_size ==
        64);
}

TEST_CASE("null means none where Transformers takes it so") {
  CHECK(parse(R"({"pad_token_id": null})").pad_token_id == -1);
  CHECK(parse(R"({"summary_activation": null})").summary_activation.empty());
}

TEST_CASE("pruned heads are sorted, and belong to layers and heads that the config names behind them") {
  const Config config = parse(R"({"pruned_heads": {"13": [5, 0], "2": [], "0": [1]}, "num_hidden_layers": 14,
                                  "num_attention_heads": 8})");
  CHECK(config.pruned_heads == std::map<int64_t, std::vector<int64_t>>{{0, {1}}, {13, {0, 5}}});
  CHECK(config.heads_of_layer(13) == 6);
  CHECK(config.heads_of_layer(2) == 8);
}

TEST_CASE("the function of the pipeline is known in any case") {
  CHECK(parse(R"({"function_to_apply": "SIGMOID"})").function_to_apply == "sigmoid");
  CHECK(parse(R"({"function_to_apply": "SoftMax"})").function_to_apply == "softmax");
  CHECK(parse(R"({"function_to_apply": "none"})").function_to_apply == "none");
}

TEST_CASE("a decoder is read") {
  CHECK(parse(R"({"is_decoder": true, "architectures": ["ElectraForCausalLM"]})").is_decoder);
  CHECK_FALSE(parse(R"({"is_decoder": null})").is_decoder);
}

TEST_CASE("a negative padding id counts from the end") {
  CHECK(parse(R"({"pad_token_id": -1, "vocab_size": 50})").pad_token_id == 49);
}

TEST_CASE("labels follow id2label, else num_labels") {
  CHECK(parse(R"({"num_labels": 3})").id2label == std::vector<std::string>{"LABEL_0", "LABEL_1", "LABEL_2"});
  CHECK(parse(R"({"id2label": {"1": "b", "0": 7}})").id2label == std::vector<std::string>{"7", "b"});
  const Config both = parse(R"({"id2label": {"0": "a", "1": "b", "2": "c"}, "num_labels": 2})");
  CHECK(both.num_labels == 3);
  CHECK(both.warnings ==
        std::vector<std::string>{"c.json: 'num_labels' is 2 but 'id2label' has 3 entries: the latter counts"});
}

TEST_CASE("more than ten labels keep their order") {
  std::string labels;
  for (int id = 0; id < 12; ++id) labels += fmt::format(R"({}"{}": "l{}")", id == 0 ? "" : ", ", id, id);
  const Config config = parse(fmt::format(R"({{"id2label": {{{}}}}})", labels));
  CHECK(config.id2label[2] == "l2");
  CHECK(config.id2label[11] == "l11");
}

TEST_CASE("a missing file is named") {
  CHECK(error_of(ErrorKind::io, [] { read_config("no/config.json"); }) ==
        "no/config.json: cannot open: no such file or directory");
}

TEST_CASE("activations are known by all names of ACT2FN that have no weights") {
  CHECK(activation_by_name("gelu_python") == Activation::gelu);
  CHECK(activation_by_name("gelu_fast") == Activation::gelu_new);
  CHECK(activation_by_name("swish") == Activation::silu);
  CHECK(activation_by_name("laplace") == Activation::laplace);
  for (const char* name : {"prelu", "xielu", "GELU", "", "gelu "}) CHECK_FALSE(activation_by_name(name));
}

}  // namespace
}  // namespace electra
