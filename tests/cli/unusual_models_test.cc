// Models as other programs leave them: weights of double precision, heads cut out, decoders, configs with NaN.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/forward_inputs.h"

namespace electra::test {
namespace {

// What `electra inspect` says of it, as JSON.
nlohmann::json inspect(const std::string& model) {
  const Folder folder;
  const RunResult result = folder.electra({"inspect", model, "--output-format", "jsonl"});
  CHECK(result.err == "");
  return nlohmann::json::parse(result.out);
}

TEST_CASE("inspect shows the types of the weights, doubles among them") {
  CHECK(inspect(golden("hf/float64"))["weights"]["dtypes"] == nlohmann::json({"F64"}));
}

TEST_CASE("a causal-LM head is no masked-LM head") {
  const std::string model = golden("hf/causal-lm");
  const nlohmann::json seen = inspect(model);
  CHECK(seen["heads"] == nlohmann::json({"causal-lm"}));
  const Folder folder;
  const RunResult result = folder.electra({"fill-mask", "--model", model}, "[MASK]\n");
  CHECK(result.code == 1);
  CHECK(result.out == "");
  CHECK(result.err ==
        "electra: " + model + ": has a causal-LM head; fill-mask needs a masked-LM head; it serves forward\n");
}

TEST_CASE("the loss of a causal-LM head is that of the labels one place on") {
  const auto loss = [](const std::vector<int64_t>& labels) {
    const Folder folder;
    ids({2, 9, 30}).add("labels", {1, 3}, labels).write(folder);
    folder.electra({"forward", "--model", golden("hf/causal-lm"), "--input", "in.safetensors", "--output", "out"});
    return floats(*internal::SafetensorsFile(folder.path() / "out").find("loss")).at(0);
  };
  CHECK(loss({5, 7, -100}) == loss({-100, 7, -100}));  // nothing predicts the first token
  CHECK(loss({5, 7, 8}) != loss({5, 7, -100}));
  CHECK(std::isnan(loss({5, -100, -100})));
}

TEST_CASE("a masked-LM model can be run as a causal one, without a mask") {
  const Folder folder;
  ids().write(folder);
  const std::string model = golden("hf/maskedlm");
  for (const char* head : {"masked-lm", "causal-lm"}) {
    CHECK(folder.electra({"forward", "--model", model, "--head", head, "--input", "in.safetensors", "--output", head})
              .code == 0);
  }
  CHECK(folder.read("masked-lm") == folder.read("causal-lm"));
}

TEST_CASE("a head mask for a model with pruned heads is refused") {
  CHECK(refusal(ids().add_floats("head_mask", {4}, {1, 1, 1, 1}), "pruned-heads") ==
        "tensor 'head_mask': the model has pruned heads, expected no head_mask");
}

TEST_CASE("NaN in a config is harmless where nobody needs the key") {
  const Folder folder;
  std::filesystem::copy(golden("hf/pretraining"), folder.path() / "m");
  std::string config = folder.read("m/config.json");
  folder.write("m/config.json", config.insert(config.find('{') + 1, "\"best_score\": NaN, "));
  const RunResult plain = folder.electra({"detect-replaced", "--model", golden("hf/pretraining")}, "the cat sat\n");
  const RunResult result = folder.electra({"detect-replaced", "--model", "m"}, "the cat sat\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
  CHECK(result.out == plain.out);
}

TEST_CASE("NaN in a record is no JSON") {
  const Folder folder;
  const RunResult result = folder.electra({"detect-replaced", "--model", golden("hf/pretraining"), "--format", "jsonl"},
                                          R"({"text": "a", "x": NaN})"
                                          "\n");
  CHECK(result.code == 1);
  CHECK(result.out == "");
}

}  // namespace
}  // namespace electra::test
