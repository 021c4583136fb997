#include "format/weights.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "lib/base/error_of.h"
#include "lib/format/model_directory.h"

namespace electra {

using namespace internal;

namespace {

constexpr const char* word_embeddings = "electra.embeddings.word_embeddings.weight";

std::string open_fault(const ModelDirectory& model, ErrorKind kind = ErrorKind::model) {
  return error_of(kind, [&] { Weights::open(model.path(), model.read()); });
}

TEST_CASE("weights are read by name") {
  const Weights weights = ModelDirectory().open();
  CHECK(weights.check(Head::pretraining, std::nullopt));
  CHECK(weights.warnings().empty());
  const std::vector<float> values = weights.floats(word_embeddings);
  CHECK(values.size() == 25 * 4);
  CHECK(values[7] != 0);
  weights.release(word_embeddings);
  CHECK(weights.floats(word_embeddings) == values);
  CHECK(weights.find("none") == nullptr);
  CHECK(weights.all().size() == 27);
}

TEST_CASE("a bare model's names are known with the prefix") {
  ModelDirectory model;
  model.rename([](const std::string& name) { return name.starts_with("electra.") ? name.substr(8) : name; });
  const Weights weights = model.open();
  CHECK(weights.check(Head::pretraining, std::nullopt));
  CHECK(weights.find(word_embeddings) != nullptr);
  CHECK(weights.warnings().empty());
}

TEST_CASE("old names of layer norms are known") {
  ModelDirectory model;
  model.rename([](std::string name) {
    if (name.ends_with("LayerNorm.weight")) name.replace(name.size() - 6, 6, "gamma");
    if (name.ends_with("LayerNorm.bias")) name.replace(name.size() - 4, 4, "beta");
    return name;
  });
  CHECK(model.open().check(Head::pretraining, std::nullopt));
}

TEST_CASE("a tensor under two names is refused") {
  ModelDirectory model;
  model.add("embeddings.word_embeddings.weight", {25, 4});
  CHECK(error_of(ErrorKind::model, [&] { model.open(); }) ==
        model.file() + ": tensor '" + word_embeddings + "': there under two names");
}

TEST_CASE("names of programs that wrap the model are read without what comes before, and it is said") {
  for (const std::string prefix : {"module.", "model.", "_orig_mod.", "student.net."}) {
    CAPTURE(prefix);
    ModelDirectory model;
    model.rename([&](const std::string& name) { return prefix + name; });
    const Weights weights = model.open();
    CHECK(weights.check(Head::pretraining, std::nullopt));
    CHECK(weights.warnings() ==
          std::vector<std::string>{model.file() + ": names begin with '" + prefix + "electra.', read as 'electra.'"});
  }
}

TEST_CASE("an encoder under another name than electra is read, its head without one") {
  ModelDirectory model;
  model.rename([](std::string name) { return name.starts_with("electra.") ? "bert." + name.substr(8) : name; });
  CHECK(model.open().check(Head::pretraining, std::nullopt));
  CHECK(model.open().warnings() ==
        std::vector<std::string>{model.file() + ": names begin with 'bert.', read as 'electra.'"});
}

TEST_CASE("a copy of the model under a prefix of its own does not count, two copies without a plain one are refused") {
  ModelDirectory model;
  model.add("ema.electra.embeddings.word_embeddings.weight", {25, 4});
  CHECK(model.open().check(Head::pretraining, std::nullopt));
  model.rename([](std::string name) { return name.starts_with("ema.") ? name : "model." + name; });
  CHECK(error_of(ErrorKind::model, [&] { model.open(); }) ==
        model.file() + ": 2 models, the first under 'ema.electra.', the second under 'model.electra.': expected one");
}

TEST_CASE("leftovers that Transformers itself saved are quiet, others are named in one line") {
  ModelDirectory model;
  model.add("electra.embeddings.position_ids", {1, 16}, DType::i64);
  model.add("generator_lm_head.weight", {25, 4});
  CHECK(model.open().warnings().empty());
  model.add("zzz", {1});
  CHECK(model.open().warnings() == std::vector<std::string>{model.file() + ": 1 tensor is no part of ELECTRA: 'zzz'"});
  for (const char* name : {"y1", "y2", "y3", "y4", "y5"}) model.add(name, {1});
  CHECK(model.open().warnings() == std::vector<std::string>{model.file() + ": 6 tensors are no part of ELECTRA: "
                                                                           "'y1', 'y2', 'y3', 'y4', 'y5', ..."});
}

TEST_CASE("contradicting labels are warned of") {
  ModelDirectory model;
  model.config["num_labels"] = 5;
  model.config["id2label"] = {{"0", "a"}};
  CHECK(model.open().warnings() ==
        std::vector<std::string>{model.file("config.json") +
                                 ": 'num_labels' is 5 but 'id2label' has 1 entries: the latter counts"});
}

TEST_CASE("one error lists every tensor that does not fit") {
  ModelDirectory model;
  model.remove("electra.encoder.layer.0.output.dense.bias");
  model.remove("electra.embeddings_project.");
  model.add("electra.embeddings_project.weight", {4, 8});
  model.add("electra.embeddings_project.bias", {8}, DType::i64);
  model.remove("discriminator_predictions.dense.bias");
  const Weights weights = model.open();
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::pretraining, std::nullopt); }) ==
        model.file() +
            ": 4 tensors do not fit config.json:"
            " tensor 'electra.embeddings_project.weight': shape [4, 8], expected [8, 4]"
            "; tensor 'electra.embeddings_project.bias': dtype I64, expected F32, F16, BF16 or F64"
            "; tensor 'electra.encoder.layer.0.output.dense.bias': missing, expected shape [8]"
            "; tensor 'discriminator_predictions.dense.bias': missing, expected shape [8]");
}

TEST_CASE("a fault that many tensors share is said once") {
  ModelDirectory model;
  const auto fault = [&model] {
    const Weights weights = model.open();
    return error_of(ErrorKind::model, [&] { weights.check(Head::model, std::nullopt); });
  };
  const std::vector<Tensor> whole = model.tensors();
  const std::string layer = "electra.encoder.layer.0.";
  model.remove(layer + "attention");
  CHECK(fault() == model.file() + ": 10 tensors are missing, the first is tensor '" + layer +
                       "attention.self.query.weight': expected shape [8, 8]");
  model.remove(layer + "output.dense.bias");
  model.add(layer + "output.dense.bias", {9});
  CHECK(fault() == model.file() + ": 11 tensors do not fit config.json: 10 tensors are missing, the first is tensor '" +
                       layer + "attention.self.query.weight': expected shape [8, 8]; tensor '" + layer +
                       "output.dense.bias': shape [9], expected [8]");

  model.tensors().clear();
  for (const Tensor& tensor : whole) model.add(tensor.name, tensor.shape, DType::i64);
  CHECK(fault() == model.file() + ": 23 tensors are I64, the first is tensor '" + word_embeddings +
                       "': expected F32, F16, BF16 or F64");
}

TEST_CASE("another model's weights are told from damaged ones") {
  ModelDirectory model;
  model.rename([](std::string name) {
    std::ranges::replace(name, 'e', 'a');
    return name;
  });
  const Weights weights = model.open();
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::model, std::nullopt); }) ==
        model.file() +
            ": none of the 23 weights of the encoder is there: it begins with tensor "
            "'alactra.ambaddings.LayarNorm.bias', expected tensor '" +
            word_embeddings + "'");
}

TEST_CASE("a head that is not there is named, with the one that is") {
  const ModelDirectory model;
  const Weights weights = model.open();
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::classify, std::nullopt); }) ==
        model.path().string() + ": has a replaced-token head; classify needs a sequence-classification head");
  CHECK_FALSE(weights.check(Head::classify, 7));
  CHECK(weights.check(Head::model, std::nullopt));
}

TEST_CASE("a head that architectures names and the file lacks is refused") {
  ModelDirectory model;
  model.remove("discriminator_predictions.");
  const Weights weights = model.open();
  CHECK(choose_head(model.read(), weights, std::nullopt) == Head::pretraining);
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::pretraining, std::nullopt); }) ==
        model.path().string() + ": has no head; ElectraForPreTraining needs a replaced-token head");
}

TEST_CASE("half a head is a fault, random weights or not") {
  ModelDirectory model;
  model.remove("discriminator_predictions.dense_prediction.bias");
  const Weights weights = model.open();
  const std::string fault =
      model.file() + ": tensor 'discriminator_predictions.dense_prediction.bias': missing, expected shape [1]";
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::pretraining, std::nullopt); }) == fault);
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::pretraining, 7); }) == fault);
}

TEST_CASE("the class tells a causal-LM head from a masked-LM head") {
  const std::filesystem::path path = std::filesystem::path(ELECTRA_GOLDEN) / "hf/causal-lm";
  const Config config = read_config(path / "config.json");
  const Weights weights = Weights::open(path, config);
  CHECK(weights.heads_present() == std::vector<Head>{Head::causal_lm});
  CHECK(choose_head(config, weights, std::nullopt) == Head::causal_lm);
  CHECK(weights.check(Head::causal_lm, std::nullopt));
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::masked_lm, std::nullopt); }) ==
        path.string() + ": has a causal-LM head; fill-mask needs a masked-LM head");
}

TEST_CASE("heads that share names are told apart by shape") {
  ModelDirectory model;
  model.remove("discriminator_predictions.");
  model.add("classifier.weight", {3, 8});
  model.add("classifier.bias", {3});
  model.config["num_labels"] = 3;
  const Weights weights = model.open();
  CHECK(weights.heads_present() == std::vector<Head>{Head::tag});
  CHECK(error_of(ErrorKind::model, [&] { weights.check(Head::choose, std::nullopt); }) ==
        model.path().string() + ": has a token-classification head; choose needs a multiple-choice head");
}

TEST_CASE("the head is the wanted one, else that of the architecture, else the only one") {
  ModelDirectory model;
  const auto chosen = [&model](std::optional<Head> wanted) {
    const Weights weights = model.open();
    return choose_head(model.read(), weights, wanted);
  };
  CHECK(chosen(Head::qa) == Head::qa);
  CHECK(chosen(std::nullopt) == Head::pretraining);
  model.config["architectures"] = {"ElectraModel"};
  CHECK(chosen(std::nullopt) == Head::model);
  model.config["architectures"] = {"SomethingElse"};
  CHECK(chosen(std::nullopt) == Head::pretraining);
  model.config.erase("architectures");
  CHECK(chosen(std::nullopt) == Head::pretraining);
  model.add("qa_outputs.weight", {2, 8});
  model.add("qa_outputs.bias", {2});
  CHECK(chosen(std::nullopt) == Head::model);
}

TEST_CASE("shards hold what one file holds") {
  const std::filesystem::path formats = std::filesystem::path(ELECTRA_GOLDEN) / "hf/formats";
  for (const std::string kind : {"disc", "gen"}) {
    const Config config = read_config(formats / (kind + "-safetensors/config.json"));
    const Weights whole = Weights::open(formats / (kind + "-safetensors"), config);
    const Weights shards = Weights::open(formats / (kind + "-sharded-safetensors"), config);
    CHECK(shards.check(choose_head(config, shards, std::nullopt), std::nullopt));
    REQUIRE(shards.all().size() == whole.all().size());
    for (const Tensor* tensor : whole.all()) {
      CHECK(shards.get(tensor->name).shape == tensor->shape);
      CHECK(std::ranges::equal(shards.get(tensor->name).data, tensor->data));
    }
  }
}

TEST_CASE("an index is checked") {
  ModelDirectory model;
  model.write_weights("a.safetensors");
  const auto index_fault = [&model](const std::string& text, ErrorKind kind = ErrorKind::model) {
    model.folder().file("model.safetensors.index.json", text);
    return open_fault(model, kind);
  };
  const std::string index = model.file("model.safetensors.index.json");
  CHECK(index_fault("[]") == index + ": [], expected an object");
  CHECK(index_fault("{}") == index + ": no \"weight_map\"");
  CHECK(index_fault(R"({"weight_map": []})") == index + ": 'weight_map' is [], expected an object");
  CHECK(index_fault(R"({"weight_map": {"x": "a.safetensors"}})") == index + ": tensor 'x': not in 'a.safetensors'");
  for (const char* name :
       {"\"/etc/passwd\"", "\"../a\"", "\"\"", "\".\"", "\"..\"", "\"b\\\\c\"", "\"a\\u0000\"", "3"}) {
    CHECK(index_fault(std::string(R"({"weight_map": {"x": )") + name + "}}") ==
          index + ": tensor 'x': shard " + name + ", expected the name of a file in the directory");
  }
}

TEST_CASE("a tensor in two shards is refused, as by convert") {
  ModelDirectory model;
  model.write_weights("a.safetensors");
  model.write_weights("b.safetensors");
  const SafetensorsFile shard(model.file("a.safetensors"));
  std::string map;
  for (const Tensor& tensor : shard.tensors()) map += ", \"" + tensor.name + "\": \"a.safetensors\"";
  map.replace(map.rfind("a.safetensors"), 1, "b");
  model.folder().file("model.safetensors.index.json", R"({"weight_map": {)" + map.substr(2) + "}}");
  CHECK(open_fault(model) == model.file("model.safetensors.index.json") + ": " +
                                 tensor_label(shard.tensors().back().name) +
                                 ": in 'b.safetensors' and in 'a.safetensors', expected one of them");
}

TEST_CASE("a directory without safetensors is refused, naming what it has") {
  ModelDirectory model;
  CHECK(open_fault(model) == model.path().string() + ": no model.safetensors");
  model.folder().file("tf_model.h5", "");
  CHECK(open_fault(model) ==
        model.path().string() + ": no model.safetensors: has 'tf_model.h5', but only model.safetensors is read");
  model.folder().file("pytorch_model.bin", "");
  model.folder().file("flax_model.msgpack", "");
  model.folder().file("electra_small.index", "");
  CHECK(open_fault(model) ==
        model.path().string() +
            ": no model.safetensors: has 'electra_small.index', 'flax_model.msgpack', 'pytorch_model.bin', "
            "'tf_model.h5', but only model.safetensors is read");
  CHECK(error_of(ErrorKind::io, [] { Weights::open("no/such", Config()); }) ==
        "no/such: cannot read: no such file or directory");
}

TEST_CASE("weights in the layout of another framework are refused") {
  ModelDirectory model;
  model.write_weights("model.safetensors", {{"format", "tf"}});
  CHECK(open_fault(model) == model.file() + ": format 'tf': expected 'pt', weights in PyTorch's names and layout");
  model.write_weights("model.safetensors", {});
  CHECK(open_fault(model) == "no error");
}

}  // namespace
}  // namespace electra
