// Models in every container that people have: as they are, and converted.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <utility>

#include "cli/harness.h"
#include "cli/recorded.h"
#include "electra/config.h"

namespace electra::test {

using namespace internal;
namespace {

namespace fs = std::filesystem;

// The names of the directories in a directory.
std::vector<std::string> directories(const std::string& parent) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(parent)) {
    if (entry.is_directory()) names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  return names;
}

// What was recorded of a directory of hf/formats: "gen-bf16-bin" rounds its weights, "head-qa-h5" holds those of hf/qa.
std::string recorded_for(const std::string& name) {
  if (name.starts_with("head-")) {
    return golden("hf/" + name.substr(5, name.rfind('-') - 5) + "/expected.safetensors");
  }
  const auto has = [&](const char* type) { return name.find(type) != std::string::npos; };
  const std::string type = has("bf16") ? "_bf16" : has("fp16") ? "_fp16" : "";
  return golden("hf/formats/expected_" + name.substr(0, name.find('-')) + type + ".safetensors");
}

// Runs the recorded cases; they have to give what was recorded. Returns what is said about the model.
std::string run_recorded(const Folder& folder, const std::string& model, const std::string& recorded) {
  const RunResult result = folder.electra({"forward", "--threads", "1", "--model", model, "--input", recorded,
                                           "--output", "results", "--hidden-states", "--attentions"});
  CHECK(result.out == "");
  REQUIRE_MESSAGE(result.code == 0, result.err);
  CHECK(compare_recorded(SafetensorsFile(recorded), SafetensorsFile(folder.path() / "results")) >= 2);
  return result.err;
}

// Converted models; those that hold the same bytes run once.
class Converted {
 public:
  // Converts, and runs what was recorded.
  void check(std::vector<std::string> arguments, const std::string& recorded) {
    arguments.insert(arguments.begin(), "convert");
    arguments.insert(arguments.end(), {"out", "--force", "--quiet"});
    const RunResult result = folder_.electra(arguments);
    CHECK(result.out == "");
    CHECK(result.err == "");
    REQUIRE(result.code == 0);
    const std::string bytes = folder_.read("out/model.safetensors") + folder_.read("out/config.json");
    if (!seen_.insert(recorded + bytes).second) return;
    CHECK(run_recorded(folder_, "./out", recorded) == "");
  }
  size_t different() const { return seen_.size(); }
  const Folder& folder() const { return folder_; }

 private:
  Folder folder_;
  std::set<std::string> seen_;
};

// Without nvidia-tf2-object, which is no model directory.
std::vector<std::string> model_directories() {
  std::vector<std::string> names = directories(golden("hf/formats"));
  std::erase(names, "nvidia-tf2-object");
  CHECK(names.size() == 54);
  return names;
}

TEST_CASE("models in every container of Transformers run as they are") {
  const Folder folder;
  for (const std::string& name : model_directories()) {
    CAPTURE(name);
    const std::string model = golden("hf/formats/" + name);
    const std::string said = run_recorded(folder, model, recorded_for(name));
    const bool is_native = fs::exists(model + "/model.safetensors") || name.ends_with("sharded-safetensors");
    if (is_native && name.find("-tf-") == std::string::npos) {
      CHECK(said == "");
    } else {
      CHECK(said.starts_with("electra: " + model + ": weights read from a "));
    }
  }
}

TEST_CASE("models in every container of Transformers convert, and compute the same") {
  Converted converted;
  for (const std::string& name : model_directories()) {
    CAPTURE(name);
    converted.check({golden("hf/formats/" + name)}, recorded_for(name));
  }
  CHECK(converted.different() < 24);
}

// What convert is given of a directory of golden/formats, where that is not the directory alone.
struct Odd {
  std::string file;                // in the directory
  std::vector<std::string> flags;  // that it needs
};

const std::map<std::string, Odd> given = {{"odd-deepspeed", {"mp_rank_00_model_states.pt", {}}},
                                          {"odd-legacy-nested", {"checkpoint.pth", {}}},
                                          {"odd-lightning", {"last.ckpt", {}}},
                                          {"odd-model-key", {"checkpoint.pt", {}}},
                                          {"odd-rename", {"", {"--rename", "clf_head=classifier"}}},
                                          {"odd-two-towers", {"", {"--part", "discriminator"}}}};

TEST_CASE("models in odd files convert, and compute the same") {
  Converted converted;
  const std::vector<std::string> names = directories(golden("formats"));
  CHECK(names.size() == 21);
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto odd = given.find(name);
    std::vector<std::string> arguments = {golden("formats/" + name)};
    if (odd != given.end()) {
      if (!odd->second.file.empty()) arguments.front() += "/" + odd->second.file;
      arguments.insert(arguments.end(), odd->second.flags.begin(), odd->second.flags.end());
    }
    converted.check(arguments, golden("formats/" + name + "/expected.safetensors"));
  }
}

TEST_CASE("models in odd files run as they are, where Transformers would look for their weights") {
  const Folder folder;
  for (const std::string& name : directories(golden("formats"))) {
    CAPTURE(name);
    const auto odd = given.find(name);
    const std::string model = golden("formats/" + name);
    const std::string recorded = model + "/expected.safetensors";
    if (odd != given.end() && !odd->second.file.empty()) {
      const RunResult result = folder.electra({"forward", "--model", model, "--input", recorded, "--output", "x"});
      CHECK(result.err == "electra: " + model +
                              ": no weights under a name that Transformers gives them: electra convert " + model + "/" +
                              odd->second.file + " DEST makes a model directory of them\n");
      CHECK(result.code == 1);
    } else if (name != "odd-rename") {
      run_recorded(folder, model, recorded);
    }
  }
}

TEST_CASE("what is said of a model in another container, once and not where it is refused") {
  const Folder folder;
  fs::create_directory_symlink(golden("formats/odd-dataparallel"), folder.path() / "my model");
  const std::vector<std::string> arguments = {"detect-replaced", "--model", "./my model"};
  const RunResult result = folder.electra(arguments, "the cat\n");
  CHECK(result.err ==
        "electra: ./my model: weights read from a PyTorch file; electra convert './my model' DEST makes safetensors of "
        "them\n"
        "electra: ./my model/pytorch_model.bin: names begin with 'module.electra.', read as 'electra.'\n");
  CHECK(result.code == 0);
  const RunResult quiet = folder.electra({"detect-replaced", "--quiet", "--model", "./my model"}, "the cat\n");
  CHECK(quiet.err == "");
  CHECK(quiet.out == result.out);
  const RunResult refused = folder.electra({"classify", "--model", "./my model"}, "the cat\n");
  CHECK(refused.err ==
        "electra: ./my model: has a replaced-token head; classify needs a sequence-classification head; it serves "
        "detect-replaced, embed, attend, tokenize, forward\n");
}

TEST_CASE("both of two towers convert; the config of the one tells what the other's shapes do not") {
  const std::string model = golden("formats/odd-two-towers");
  Converted converted;
  converted.check({model, "--part", "generator"}, model + "/expected_gen.safetensors");
  const Folder& folder = converted.folder();
  const RunResult both = folder.electra({"convert", model, "both", "--part", "both"});
  CHECK(both.err == "electra: " + model +
                        "/pytorch_model.bin: names begin with 'discriminator.electra.', read as 'electra.'\n"
                        "electra: " +
                        model +
                        "/config.json: of another model than the generator, which takes from it what shapes do not "
                        "show\n"
                        "electra: " +
                        model + "/pytorch_model.bin: names begin with 'generator.electra.', read as 'electra.'\n");
  CHECK(folder.shell("diff -r out both/generator").out == "");
  CHECK(read_config(folder.path() / "both/generator/config.json").architectures ==
        std::vector<std::string>{"ElectraForMaskedLM"});
  CHECK(run_recorded(folder, "./both/discriminator", model + "/expected.safetensors") == "");
}

// Tensors of `written` are those of `recorded` below a prefix, else below the one for what two models share, to the
// bit; returns how many.
size_t compare_below(const SafetensorsFile& recorded, const std::string& prefix, const SafetensorsFile& written,
                     const std::string& shared = "none.") {
  for (const Tensor& tensor : written.tensors()) {
    CAPTURE(tensor.name);
    const Tensor* own = recorded.find(prefix + tensor.name);
    const Tensor* expected = own != nullptr ? own : recorded.find(shared + tensor.name);
    REQUIRE(expected != nullptr);
    CHECK(tensor.shape == expected->shape);
    CHECK(std::ranges::equal(tensor.data, expected->data));
  }
  return written.tensors().size();
}

TEST_CASE("NVIDIA's pre-training converts, each model alone and both") {
  const std::string source = golden("hf/formats/nvidia-tf2-object");
  const Folder folder;
  for (const std::string part : {"discriminator", "generator", "both"}) {
    CHECK(folder.electra({"convert", source, part, "--part", part, "--quiet"}).code == 0);
  }
  CHECK(folder.shell("diff -r discriminator both/discriminator && diff -r generator both/generator").out == "");
  const SafetensorsFile recorded(source + "/expected.safetensors");
  const auto compare = [&](const std::string& part) {
    const SafetensorsFile written(folder.path() / part / "model.safetensors");
    return compare_below(recorded, part + ".", written, "discriminator.");
  };
  CHECK(compare("discriminator") == 41);
  CHECK(compare("generator") == 39 + 5);
  const RunResult unchosen = folder.electra({"convert", source, "x"});
  CHECK(unchosen.code == 2);
  CHECK(unchosen.err.find("holds two models; choose one, or --part both: --part discriminator (") != std::string::npos);
}

TEST_CASE("a native directory converts: another type, its own tokenizer files and keys of config.json") {
  const Folder folder;
  fs::copy(golden("hf/formats/disc-safetensors"), folder.path() / "m");
  std::string config = folder.read("m/config.json");
  folder.write("m/config.json", config.replace(config.find('{'), 1, "{\n  \"my_key\": {\"a\": [1]},"));
  const std::vector<std::string> kept = {"added_tokens.json", "special_tokens_map.json", "tokenizer.json",
                                         "tokenizer_config.json"};
  for (const std::string& name : kept) folder.write("m/" + name, "{\"of\": \"" + name + "\"}");
  folder.write("m/README.md", "mine\n");
  const RunResult result = folder.electra({"convert", "m", "out", "--dtype", "f16"});
  CHECK(result.err == "");
  CHECK(result.code == 0);
  CHECK(result.out.starts_with("source      m/model.safetensors, safetensors file\n"));
  CHECK(result.out.find("\ntokenizer   copied: added_tokens.json, special_tokens_map.json, tokenizer.json, "
                        "tokenizer_config.json, vocab.txt\n") != std::string::npos);
  for (const std::string& name : kept) CHECK(folder.read("out/" + name) == folder.read("m/" + name));
  CHECK(folder.read("out/vocab.txt") == folder.read("m/vocab.txt"));
  const nlohmann::json written = nlohmann::json::parse(folder.read("out/config.json"));
  CHECK(written["my_key"] == nlohmann::json::parse(R"({"a": [1]})"));
  CHECK(written["dtype"] == "float16");
  const SafetensorsFile weights(folder.path() / "out/model.safetensors");
  CHECK(weights.tensors().front().dtype == DType::f16);
}

TEST_CASE("a training checkpoint loses what is not of the model, and --strip-prefix takes the averages instead") {
  const std::string model = golden("formats/odd-f32-safetensors-with-extras");
  const Folder folder;
  const RunResult plain = folder.electra({"convert", model, "plain"});
  CHECK(plain.err.find("not of an ELECTRA model, left out: 'ema.discriminator_predictions.dense.bias', ") !=
        std::string::npos);
  CHECK(plain.out.find("left out    of a sequence-classification head: 4 variables") != std::string::npos);
  for (const std::string prefix : {"ema", "ema."}) {
    CHECK(folder.electra({"convert", model, "mean", "--strip-prefix", prefix, "--quiet", "--force"}).code == 0);
    const SafetensorsFile recorded(model + "/model.safetensors");
    const size_t averages = compare_below(recorded, "ema.", SafetensorsFile(folder.path() / "mean/model.safetensors"));
    CHECK(averages == compare_below(recorded, "", SafetensorsFile(folder.path() / "plain/model.safetensors")));
  }
}

}  // namespace
}  // namespace electra::test
