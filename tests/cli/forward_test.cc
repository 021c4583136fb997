// electra forward against what Transformers recorded, and against inputs that cannot be run.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cli/forward_inputs.h"
#include "cli/recorded.h"
#include "lib/nn/compare.h"

namespace electra::test {

using namespace internal;
namespace {

namespace fs = std::filesystem;

// A recorded model and the file of its inputs and outputs.
struct Recorded {
  std::string model;
  std::string expected;
};

std::vector<Recorded> recorded_models() {
  std::vector<Recorded> models;
  for (const auto& entry : fs::directory_iterator(golden("hf"))) {
    const fs::path expected = entry.path() / "expected.safetensors";
    if (fs::exists(expected)) models.push_back({entry.path(), expected});
  }
  std::ranges::sort(models, {}, &Recorded::model);
  return models;
}

// Transformers warns of this one, too.
std::string expected_warning(const std::string& model) {
  if (!model.ends_with("/causal-lm-both-ways")) return "";
  return "electra: " + model + "/config.json: 'is_decoder' is not true: every token attends to those behind it, too\n";
}

TEST_CASE("forward gives what Transformers recorded") {
  const std::vector<Recorded> models = recorded_models();
  CHECK(models.size() == 23);
  const Folder folder;
  int compared = 0;
  for (const Recorded& recorded : models) {
    CAPTURE(recorded.model);
    const RunResult result = folder.electra({"forward", "--model", recorded.model, "--input", recorded.expected,
                                             "--output", "out.safetensors", "--hidden-states", "--attentions"});
    REQUIRE(result.err == expected_warning(recorded.model));
    REQUIRE(result.code == 0);
    CHECK(result.out == "");
    const int tensors =
        compare_recorded(SafetensorsFile(recorded.expected), SafetensorsFile(folder.path() / "out.safetensors"));
    CHECK(tensors >= 4);
    compared += tensors;
  }
  CHECK(compared == 788);
}

TEST_CASE("without the switches only the head's outputs and the loss are written") {
  const Folder folder;
  const std::string model = golden("hf/pretraining");
  folder.electra({"forward", "--model", model, "--input", model + "/expected.safetensors", "--output", "out"});
  std::set<std::string> names;
  const SafetensorsFile written(folder.path() / "out");
  for (const Tensor& tensor : written.tensors()) names.insert(tensor.name.substr(tensor.name.find('/') + 1));
  CHECK(names == std::set<std::string>{"logits", "loss"});
}

TEST_CASE("the name of a case ends at the last slash of a tensor's") {
  const Folder folder;
  Input().add("a/b/input_ids", {1, 3}, {2, 5, 3}).add("a/b/attention_mask", {1, 3}, {1, 1, 0}).write(folder);
  const RunResult result = folder.electra(
      {"forward", "--model", golden("hf/model"), "--input", "in.safetensors", "--output", "out.safetensors"});
  CHECK(result.out == "");
  CHECK(result.err == "");
  CHECK(result.code == 0);
  const SafetensorsFile written(folder.path() / "out.safetensors");
  REQUIRE(written.tensors().size() == 1);
  CHECK(written.tensors()[0].name == "a/b/last_hidden_state");
}

TEST_CASE("threads do not change the output") {
  const Folder folder;
  const std::string model = golden("hf/maskedlm");
  for (const char* threads : {"1", "3"}) {
    folder.electra({"forward", "--model", model, "--input", model + "/expected.safetensors", "--output", threads,
                    "--threads", threads, "--hidden-states", "--attentions"});
  }
  const SafetensorsFile one(folder.path() / "1"), three(folder.path() / "3");
  CHECK(one.tensors().size() > 30);
  REQUIRE(one.tensors().size() == three.tensors().size());
  for (const Tensor& tensor : one.tensors()) {
    CAPTURE(tensor.name);
    CHECK(first_bit_difference(floats(*three.find(tensor.name)), floats(tensor)) == "");
  }
}

TEST_CASE("the bare model can be run out of one with a head") {
  const Folder folder;
  const std::string model = golden("hf/pretraining");
  const std::string input = model + "/expected.safetensors";
  const RunResult result =
      folder.electra({"forward", "--model", model, "--input", input, "--output", "out", "--head", "model"});
  CHECK(result.code == 0);
  const SafetensorsFile expected(input);
  const SafetensorsFile written(folder.path() / "out");
  const auto states = [&](const char* name) { return floats(*expected.find(name)); };
  REQUIRE(written.find("pair/last_hidden_state") != nullptr);
  CHECK(written.find("pair/logits") == nullptr);
  const std::vector<float> got = floats(*written.find("pair/last_hidden_state"));
  const std::vector<float> last = states("pair/hidden_states/2");
  REQUIRE(got.size() == last.size());
  for (size_t i = 0; i < got.size(); ++i) REQUIRE(std::abs(got[i] - last[i]) <= 1e-4);
}

TEST_CASE("a batch too large to run at once gives each row what it gets alone") {
  const int64_t rows = 70, length = 17, square = length * length;
  std::vector<int64_t> tokens, mask;
  for (int64_t i = 0; i < rows * length; ++i) tokens.push_back(5 + i * i % 311);
  for (int64_t i = 0; i < rows * square; ++i) mask.push_back(i * i % 7 < 4);
  Input input;
  input.add("all/input_ids", {rows, length}, tokens).add("all/attention_mask", {rows, length, length}, mask);
  const auto row_of = [](const auto& values, int64_t row, int64_t size) {
    return std::decay_t<decltype(values)>(values.begin() + row * size, values.begin() + (row + 1) * size);
  };
  for (const int64_t row : {0, 31, 69}) {
    input.add(fmt::format("{}/input_ids", row), {1, length}, row_of(tokens, row, length));
    input.add(fmt::format("{}/attention_mask", row), {1, length, length}, row_of(mask, row, square));
  }
  const Folder folder;
  input.write(folder);
  folder.electra({"forward", "--model", golden("hf/pretraining"), "--input", "in.safetensors", "--output", "out"});
  const SafetensorsFile written(folder.path() / "out");
  const std::vector<float> all = floats(*written.find("all/logits"));
  for (const int64_t row : {0, 31, 69}) {
    CAPTURE(row);
    const std::vector<float> alone = floats(*written.find(fmt::format("{}/logits", row)));
    CHECK(first_bit_difference(row_of(all, row, length), alone) == "");
  }
}

TEST_CASE("an input without tokens is refused") {
  CHECK(refusal(Input().add("labels", {1, 1}, {0})) == "has neither input_ids nor inputs_embeds");
  CHECK(refusal(Input().add("a/input_ids", {0, 3}, {})) == "tensor 'a/input_ids': has no tokens");
  CHECK(refusal(ids().add_floats("inputs_embeds", {1, 3, 32}, std::vector<float>(96))) ==
        "tensor 'inputs_embeds': stands beside input_ids; a case has one of them");
}

TEST_CASE("a tensor of the wrong type is refused") {
  CHECK(refusal(Input().add_floats("input_ids", {1, 3}, {2, 5, 3})) ==
        "tensor 'input_ids': dtype F32, expected I64, I32, U8 or BOOL");
  CHECK(refusal(ids().add_floats("labels", {1, 3}, {0, 0, 0})) ==
        "tensor 'labels': dtype F32, expected I64, I32, U8 or BOOL");
}

TEST_CASE("a tensor of the wrong shape is refused") {
  CHECK(refusal(Input().add("input_ids", {3}, {2, 5, 3})) == "tensor 'input_ids': shape [3], expected [batch, length]");
  CHECK(refusal(ids().add("attention_mask", {1, 2}, {1, 1})) ==
        "tensor 'attention_mask': shape [1, 2], expected [1, 3] or [1, 3, 3]");
  CHECK(refusal(ids().add("token_type_ids", {3, 1}, {0, 0, 0})) ==
        "tensor 'token_type_ids': shape [3, 1], expected [1, 3]");
  CHECK(refusal(ids().add("labels", {3}, {0, 0, 0})) == "tensor 'labels': shape [3], expected [1, 3]");
  CHECK(refusal(ids().add("head_mask", {3}, {1, 1, 1})) == "tensor 'head_mask': shape [3], expected [2] or [2, 2]");
  CHECK(refusal(Input().add_floats("inputs_embeds", {1, 1, 3}, {1, 1, 1})) ==
        "tensor 'inputs_embeds': shape [1, 1, 3], expected [1, 1, 32]");
}

TEST_CASE("a fault in one of many cases names the case") {
  const Input input = std::move(ids().add("other/input_ids", {1, 2}, {2, 999}));
  CHECK(refusal(input) == "case 'other': token 1 of the batch: id 999, expected 0 to 327 (vocab_size 328)");
}

TEST_CASE("values out of range are refused") {
  CHECK(refusal(ids({2, 328, 3})) == "token 1 of the batch: id 328, expected 0 to 327 (vocab_size 328)");
  CHECK(refusal(ids({2, -1, 3})) == "tensor 'input_ids': impossible id -1");
  CHECK(refusal(ids({2, int64_t{1} << 40, 3})) == "tensor 'input_ids': impossible id 1099511627776");
  CHECK(refusal(ids().add("token_type_ids", {1, 3}, {0, 2, 0})) ==
        "token 1 of the batch: token type 2, expected 0 to 1 (type_vocab_size 2)");
  CHECK(refusal(ids().add("position_ids", {1, 3}, {0, 64, 0})) ==
        "token 1 of the batch: position 64, expected 0 to 63 (max_position_embeddings 64)");
  CHECK(refusal(ids().add("attention_mask", {1, 3}, {1, 2, 1})) == "tensor 'attention_mask': value 2, expected 0 or 1");
}

TEST_CASE("labels out of range are refused") {
  CHECK(refusal(ids().add("labels", {1, 3}, {0, 2, 0})) == "tensor 'labels': label 2, expected 0 to 1");
  CHECK(refusal(ids().add("labels", {1, 3}, {0, -100, 0})) == "tensor 'labels': label -100, expected 0 to 1");
  CHECK(refusal(ids().add("labels", {1, 3}, {0, 328, -100}), "maskedlm") ==
        "tensor 'labels': label 328, expected 0 to 327");
}

TEST_CASE("a label that the loss leaves out may say so") {
  const Folder folder;
  Input input = ids();
  input.add("labels", {1, 3}, {0, -100, 1}).add("attention_mask", {1, 3}, {1, 0, 1});
  input.write(folder);
  const RunResult result = folder.electra(
      {"forward", "--model", golden("hf/pretraining"), "--input", "in.safetensors", "--output", "out.safetensors"});
  CHECK(result.err == "");
  CHECK(result.code == 0);
  CHECK(SafetensorsFile(folder.path() / "out.safetensors").find("loss") != nullptr);
}

TEST_CASE("a sequence longer than the model has positions is refused") {
  const Input input = ids(std::vector<int64_t>(65, 5));
  CHECK(refusal(input) == "tensor 'input_ids': length 65, expected at most 64 (max_position_embeddings)");
  CHECK(refusal(input, "relative-key") ==
        "tensor 'input_ids': length 65, expected at most 64 (max_position_embeddings)");
}

TEST_CASE("files that cannot be read or written are named") {
  const Folder folder;
  ids().write(folder);
  const std::string model = golden("hf/pretraining");
  RunResult result = folder.electra({"forward", "--model", model, "--input", "none", "--output", "out"});
  CHECK(result.err == "electra: none: cannot open: no such file or directory\n");
  CHECK(result.code == 1);
  result = folder.electra({"forward", "--model", model, "--input", "in.safetensors", "--output", "none/out"});
  CHECK(result.err == "electra: none/out: cannot write: no such file or directory\n");
  CHECK(result.code == 1);
  folder.write("text", "no tensors here");
  result = folder.electra({"forward", "--model", model, "--input", "text", "--output", "out"});
  CHECK(result.err ==
        "electra: text: header of 8030883942550761326 bytes: expected at most 100000000 (not a safetensors file?)\n");
  CHECK(result.code == 1);
  CHECK(folder.files() == std::vector<std::string>{"in.safetensors", "text"});
}

TEST_CASE("a head that the model lacks is refused by name") {
  const Folder folder;
  ids().write(folder);
  const std::string model = golden("hf/pretraining");
  const std::vector<std::string> arguments = {"forward",  "--model", model,    "--input",  "in.safetensors",
                                              "--output", "out",     "--head", "masked-lm"};
  const RunResult result = folder.electra(arguments);
  CHECK(result.err == "electra: " + model + ": has a replaced-token head; fill-mask needs a masked-LM head\n");
  CHECK(result.code == 1);
  CHECK(folder.files() == std::vector<std::string>{"in.safetensors"});
}

TEST_CASE("input and output have to be given") {
  const Folder folder;
  CHECK(folder.electra({"forward", "--model", golden("hf/pretraining"), "--input", "a"}).code == 2);
  CHECK(folder.electra({"forward", "--model", golden("hf/pretraining"), "--output", "a"}).code == 2);
  CHECK(folder.electra({"forward", "--input", "a", "--output", "b"}).code == 2);
}

}  // namespace
}  // namespace electra::test
