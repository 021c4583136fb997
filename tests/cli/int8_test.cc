// Models in int8: what convert writes, and that it is what --precision int8 makes of the model itself.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/quantise.h"
#include "cli/harness.h"
#include "format/safetensors.h"

namespace electra::test {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// A model in int8, made of a golden one.
void convert(const Folder& folder, const std::string& source, const std::string& name) {
  const RunResult result = folder.electra({"convert", source, name, "--dtype", "int8", "--quiet"});
  REQUIRE(result.err == "");
  REQUIRE(result.code == 0);
}

std::string output(const Folder& folder, std::vector<std::string> arguments, const std::string& input) {
  arguments.emplace_back("--quiet");
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.out;
}

struct Case {
  std::vector<std::string> command;
  std::string model;
  std::string input;
};

// Of other containers, too, whose word embeddings do not lie in a mapped file.
const std::vector<Case> cases = {
    {{"embed"}, "hf/model", "the cat sat on the mat\n\nthe dog ran\n"},
    {{"detect-replaced", "--output-format", "jsonl"}, "hf/pretraining", "the cat sat on the mat\nthe dog ran\n"},
    {{"fill-mask", "--output-format", "jsonl"}, "hf/maskedlm", "the [MASK] sat\n[MASK] dog ran\n"},
    {{"fill-mask", "--output-format", "jsonl"}, "hf/maskedlm-untied", "the [MASK] sat\n"},
    {{"classify", "--output-format", "jsonl"}, "hf/seqcls-3", "the cat sat on the mat\nthe dog ran\n"},
    {{"tag", "--output-format", "jsonl"}, "hf/tokencls", "the cat sat on the mat\n"},
    {{"embed"}, "hf/relative-key-query", "the cat sat on the mat\n"},
};

TEST_CASE("a stored model gives the bits that quantising at load gives, and its weights in f32 near ones") {
  for (const Case& c : cases) {
    CAPTURE(c.model);
    CAPTURE(c.command.front());
    const Folder folder;
    convert(folder, golden(c.model), "small");
    const auto run = [&](const std::string& model, const std::vector<std::string>& more) {
      std::vector<std::string> arguments = c.command;
      arguments.insert(arguments.end(), {"--model", model});
      arguments.insert(arguments.end(), more.begin(), more.end());
      return output(folder, arguments, c.input);
    };
    const std::string stored = run("small", {});
    CHECK(stored == run(golden(c.model), {"--precision", "int8"}));
    CHECK(stored == run("small", {"--precision", "int8"}));
    CHECK(stored != run(golden(c.model), {}));
    CHECK(run("small", {"--precision", "f32"}) != stored);
  }
}

TEST_CASE("every weight is a whole number times the scale of its row, as near as can be") {
  const Folder folder;
  convert(folder, golden("hf/seqcls-3"), "small");
  const SafetensorsFile before(golden("hf/seqcls-3") + "/model.safetensors");
  const SafetensorsFile after(folder.path() / "small/model.safetensors");
  size_t quantised = 0;
  for (const Tensor& tensor : before.tensors()) {
    CAPTURE(tensor.name);
    std::vector<float> expected(static_cast<size_t>(tensor.elements()));
    before.read(tensor, expected.data());
    const Tensor* const same = after.find(tensor.name);
    const Tensor* const values = after.find(tensor.name + "_int8");
    const Tensor* const scales = after.find(tensor.name + "_scale");
    if (same != nullptr) {
      CHECK(values == nullptr);
      std::vector<float> found(expected.size());
      after.read(*same, found.data());
      if (tensor.name == "electra.embeddings.word_embeddings.weight") {
        CHECK(same->dtype == DType::f16);
        for (size_t i = 0; i < found.size(); ++i)
          REQUIRE(std::abs(found[i] - expected[i]) <= 5e-4F * std::abs(expected[i]) + 3e-8F);
      } else {
        CHECK(found == expected);
      }
      continue;
    }
    ++quantised;
    REQUIRE(values != nullptr);
    REQUIRE(scales != nullptr);
    const int64_t rows = tensor.shape[0];
    const int64_t columns = tensor.shape[1];
    CHECK(values->shape == std::vector<int64_t>{(rows + 15) / 16, columns / 4, 16, 4});
    std::vector<int8_t> weight(expected.size());
    unpack_int8_panels(reinterpret_cast<const int8_t*>(values->data.data()), rows, columns, weight.data());
    std::vector<float> scale(static_cast<size_t>(scales->elements()));
    after.read(*scales, scale.data());
    for (size_t i = 0; i < expected.size(); ++i) {
      const float step = scale[i / static_cast<size_t>(columns)];
      REQUIRE(std::abs(static_cast<float>(weight[i]) * step - expected[i]) <= 0.501F * step);
    }
  }
  CHECK(quantised == 2 * 6);  // six layers in each of two
  const auto config = nlohmann::json::parse(std::ifstream(folder.path() / "small/config.json"));
  CHECK(config.at("quantization_config") == nlohmann::json{{"quant_method", "electra-int8"}});
  const RunResult inspected = folder.electra({"inspect", "small"});
  CHECK(inspected.code == 0);
  CHECK(inspected.out.find("F32, F16, I8") != std::string::npos);
}

// Rewrites the weights of "small" with a change to each tensor.
void change(const Folder& folder, const std::function<bool(Tensor&)>& keep) {
  const fs::path path = folder.path() / "small/model.safetensors";
  std::vector<Tensor> tensors;
  {
    const SafetensorsFile file(path);
    for (Tensor tensor : file.tensors()) {
      if (keep(tensor)) tensors.push_back(std::move(tensor));
    }
    write_safetensors(folder.path() / "changed", tensors, file.metadata());
  }
  fs::rename(folder.path() / "changed", path);
}

TEST_CASE("halves of quantised weights are refused by name") {
  const std::string query = "electra.encoder.layer.0.attention.self.query.weight";
  const auto fault = [&](const std::function<bool(Tensor&)>& keep) {
    const Folder folder;
    convert(folder, golden("hf/seqcls-3"), "small");
    change(folder, keep);
    const RunResult result = folder.electra({"classify", "--model", "small"}, "x\n");
    CHECK(result.code == 1);
    CHECK(std::ranges::count(result.err, '\n') == 1);
    return result.err;
  };
  CHECK(fault([&](Tensor& tensor) { return tensor.name != query + "_scale"; }) ==
        "electra: small/model.safetensors: tensor '" + query +
            "_int8': expected I8 [rows / 16, columns / 4, 16, 4], and beside it tensor '" + query +
            "_scale', F32 [rows]\n");
  const std::string missing = fault([&](Tensor& tensor) { return tensor.name != query + "_int8"; });
  CHECK(missing.find("tensor '" + query + "': missing") != std::string::npos);
  const std::string shape = fault([&](Tensor& tensor) {
    if (tensor.name == query + "_scale") tensor = tensor.rows(0, 3);
    return true;
  });
  CHECK(shape.find("and beside it") != std::string::npos);
  const std::string twice = fault([&](Tensor& tensor) {
    if (tensor.name == "classifier.dense.weight") tensor.name = query;
    return true;
  });
  CHECK(twice.find("tensor '" + query + "': there in int8, too") != std::string::npos);
}

TEST_CASE("a value that quantising never gives is refused") {
  const Folder folder;
  convert(folder, golden("hf/seqcls-3"), "small");
  std::vector<std::byte> bytes;
  const auto put = [&](size_t place) {
    change(folder, [&](Tensor& tensor) {
      if (tensor.name == "electra.encoder.layer.1.output.dense.weight_int8") {
        bytes.assign(tensor.data.begin(), tensor.data.end());
        bytes[place] = std::byte{0x80};
        tensor.data = bytes;
      }
      return true;
    });
  };
  put(8 * 64 + 5 * 4 + 3);
  const RunResult result = folder.electra({"classify", "--model", "small"}, "x\n");
  CHECK(result.code == 1);
  CHECK(result.err ==
        "electra: small/model.safetensors: tensor 'electra.encoder.layer.1.output.dense.weight_int8': -128 at "
        "[0, 8, 5, 3], expected -127 to 127\n");
}

TEST_CASE("what only looks like a quantised weight is none") {
  const Folder folder;
  convert(folder, golden("hf/seqcls-3"), "small");
  change(folder, [&](Tensor& tensor) {
    if (tensor.name == "classifier.dense.weight") tensor.name += "_int8";
    return true;
  });
  const RunResult result = folder.electra({"classify", "--model", "small"}, "x\n");
  CHECK(result.code == 1);
  CHECK(result.err.find("tensor 'classifier.dense.weight': missing") != std::string::npos);
}

TEST_CASE("a scale that is no number is warned of, and its results are refused") {
  const Folder folder;
  convert(folder, golden("hf/seqcls-3"), "small");
  const float nan = std::nanf("");
  std::vector<std::byte> bytes;
  change(folder, [&](Tensor& tensor) {
    if (tensor.name == "electra.encoder.layer.1.output.dense.weight_scale") {
      bytes.assign(tensor.data.begin(), tensor.data.end());
      std::memcpy(bytes.data() + 8, &nan, sizeof nan);
      tensor.data = bytes;
    }
    return true;
  });
  const RunResult result = folder.electra({"classify", "--model", "small"}, "x\n");
  CAPTURE(result.err);
  CHECK(result.code == 1);
  CHECK(result.err.find("electra.encoder.layer.1.output.dense.weight_scale': NaN at [2]") != std::string::npos);
}

TEST_CASE("a stored model says so where this CPU is slow at it") {
  Folder folder;
  convert(folder, golden("hf/seqcls-3"), "small");
  folder.environment["ONEDNN_MAX_CPU_ISA"] = "SSE41";
  const RunResult slow = folder.electra({"classify", "--model", "small"}, "x\n");
  CHECK(slow.code == 0);
  CHECK(slow.err == "electra: small: has its weights in int8, of which this CPU has no fast products; f32 is faster\n");
  CHECK(folder.electra({"classify", "--model", "small", "--precision", "f32"}, "x\n").err == "");
}

TEST_CASE("what is quantised is not converted again, and other quantised models are refused") {
  const Folder folder;
  convert(folder, golden("hf/seqcls-3"), "small");
  const RunResult again = folder.electra({"convert", "small", "again"});
  CHECK(again.code == 1);
  CHECK(
      again.err.find("weights in int8, of electra convert --dtype int8; convert the model that they were made of\n") !=
      std::string::npos);
  fs::copy(golden("hf/seqcls-3"), folder.path() / "other", fs::copy_options::recursive);
  auto config = nlohmann::json::parse(std::ifstream(folder.path() / "other/config.json"));
  for (const nlohmann::json& quantization :
       {nlohmann::json{{"quant_method", "gptq"}}, nlohmann::json{{"bits", 8}}, nlohmann::json("electra-int8")}) {
    CAPTURE(quantization.dump());
    config["quantization_config"] = quantization;
    folder.write("other/config.json", config.dump());
    const RunResult refused = folder.electra({"classify", "--model", "other"}, "x\n");
    CHECK(refused.code == 1);
    CAPTURE(refused.err);
    CHECK(refused.err.find("'quantization_config'") != std::string::npos);
    CHECK(refused.err.find(quantization.is_object() ? "expected none, or quant_method electra-int8"
                                                    : "expected an object") != std::string::npos);
  }
}

TEST_CASE("weights of other programs become int8, too") {
  for (const std::string name : {"google/pretrain-a-small/ckpt", "hf/formats/disc-bin"}) {
    CAPTURE(name);
    const Folder folder;
    std::vector<std::string> arguments = {"convert", golden(name), "small", "--dtype", "int8", "--quiet"};
    if (name.starts_with("google")) {
      arguments.insert(arguments.end(), {"--part", "discriminator", "--vocab", golden("google/vocab.txt")});
    }
    const RunResult result = folder.electra(arguments);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    CHECK(output(folder, {"detect-replaced", "--model", "small", "--output-format", "jsonl"}, "the cat\n") != "");
  }
}

}  // namespace
}  // namespace electra::test
