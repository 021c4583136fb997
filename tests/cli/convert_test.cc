// electra convert against what Google's own graph and Transformers' converter gave.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/harness.h"
#include "electra/config.h"
#include "format/safetensors.h"

namespace electra::test {

using namespace internal;
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string google(const std::string& name) { return golden("google/" + name); }

int64_t attention_heads(const std::string& directory) {
  return json::parse(std::ifstream(directory + "/hparams.json"))["model_hparam_overrides"]["num_attention_heads"];
}

std::vector<float> floats(const Tensor& tensor) {
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  copy_floats(tensor, 0, tensor.elements(), values.data());
  return values;
}

std::vector<int64_t> integers(const Tensor& tensor) {
  std::vector<int64_t> values(static_cast<size_t>(tensor.elements()));
  std::memcpy(values.data(), tensor.data.data(), tensor.data.size());
  return values;
}

// [batch, length, rest…] at some positions of every row.
std::vector<float> at_positions(const Tensor& tensor, const std::vector<int64_t>& positions) {
  const std::vector<float> all = floats(tensor);
  const int64_t width = tensor.elements() / tensor.shape[0] / tensor.shape[1];
  std::vector<float> picked;
  for (int64_t row = 0; row < tensor.shape[0]; ++row) {
    for (const int64_t position : positions) {
      const auto begin = all.begin() + (row * tensor.shape[1] + position) * width;
      picked.insert(picked.end(), begin, begin + width);
    }
  }
  return picked;
}

std::vector<float> argmax(const Tensor& tensor) {
  const std::vector<float> all = floats(tensor);
  const int64_t width = tensor.shape.back();
  std::vector<float> best;
  for (auto row = all.begin(); row != all.end(); row += width) {
    best.push_back(static_cast<float>(std::max_element(row, row + width) - row));
  }
  return best;
}

// What was computed for a recorded tensor NAME of CASE/WHO/NAME, or nothing for losses.
std::optional<std::vector<float>> computed(const SafetensorsFile& written, const std::string& of_case,
                                           const std::string& name) {
  const auto get = [&](const std::string& output) -> const Tensor& {
    const Tensor* tensor = written.find(of_case + "/" + output);
    REQUIRE(tensor != nullptr);
    return *tensor;
  };
  const auto last_hidden_state = [&]() -> const Tensor& {
    int layer = 0;
    while (written.find(fmt::format("{}/hidden_states/{}", of_case, layer + 1)) != nullptr) ++layer;
    return get(fmt::format("hidden_states/{}", layer));
  };
  if (name == "self_loss") return std::nullopt;
  if (name == "pooled") return at_positions(last_hidden_state(), {0});
  if (name == "hidden_states/last_first16") {
    return at_positions(last_hidden_state(), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
  }
  if (name == "logits_argmax") return argmax(get("logits"));
  if (name == "logits_at_0_mid_last") {
    const int64_t length = get("logits").shape[1];
    return at_positions(get("logits"), {0, length / 2, length - 1});
  }
  return floats(get(name));
}

// Compares all that was recorded of one tower ("disc", "gen"); returns the number of tensors.
int compare(const SafetensorsFile& recorded, const SafetensorsFile& written, const std::string& who) {
  int tensors = 0;
  for (const Tensor& expected : recorded.tensors()) {
    const size_t at = expected.name.find("/" + who + "/");
    if (at == std::string::npos) continue;
    CAPTURE(expected.name);
    const std::string name = expected.name.substr(at + who.size() + 2);
    const auto values = computed(written, expected.name.substr(0, at), name);
    if (!values) continue;
    std::vector<float> right;
    if (expected.dtype == DType::f32) {
      right = floats(expected);
    } else {
      for (const int64_t value : integers(expected)) right.push_back(static_cast<float>(value));
    }
    REQUIRE(values->size() == right.size());
    const double bound = name.starts_with("attentions") ? 1e-5 : 1e-4;
    double worst = 0;
    for (size_t i = 0; i < right.size(); ++i) worst = std::max(worst, std::abs(double{(*values)[i]} - right[i]));
    CHECK(worst <= bound);
    ++tensors;
  }
  return tensors;
}

struct Recorded {
  std::string source;
  std::string expected;  // of which recording
  int tensors;
};

const std::vector<Recorded> pretrainings = {
    {"pretrain-a-small", "pretrain-a-small", 106},        {"pretrain-b-large", "pretrain-b-large", 89},
    {"pretrain-c-samewidth", "pretrain-c-samewidth", 37}, {"pretrain-d-mlm", "pretrain-d-mlm", 30},
    {"pretrain-e-sharded", "pretrain-a-small", 106},      {"pretrain-f-partitioned", "pretrain-a-small", 106},
    {"pretrain-h-genemb", "pretrain-h-genemb", 31},       {"pretrain-i-untied", "pretrain-i-untied", 20}};

TEST_CASE("converted pre-training checkpoints compute what Google's graph computed") {
  for (const auto& [source, recording, tensors] : pretrainings) {
    CAPTURE(source);
    const Folder folder;
    std::vector<std::string> arguments = {"convert",
                                          google(source + "/ckpt"),
                                          "out",
                                          "--attention-heads",
                                          std::to_string(attention_heads(google(source))),
                                          "--vocab",
                                          google("vocab.txt"),
                                          "--config",
                                          google(source + "/hparams.json")};
    const bool has_both = source != "pretrain-d-mlm";
    if (has_both) arguments.insert(arguments.end(), {"--part", "both"});
    const RunResult converted = folder.electra(arguments);
    CHECK(converted.err == "");
    REQUIRE(converted.code == 0);
    const std::string expected = google(recording + "/expected.safetensors");
    int compared = 0;
    for (const auto& [who, part] :
         std::vector<std::pair<std::string, std::string>>{{"disc", "out/discriminator"}, {"gen", "out/generator"}}) {
      if (!has_both && who == "disc") continue;
      const RunResult forward = folder.electra({"forward", "--model", has_both ? part : "out", "--input", expected,
                                                "--output", "results", "--hidden-states", "--attentions"});
      CHECK(forward.err == "");
      compared += compare(SafetensorsFile(expected), SafetensorsFile(folder.path() / "results"), who);
    }
    CHECK(compared == tensors);
  }
}

TEST_CASE("the tensors are those of Transformers' own converter, to the bit") {
  const Folder folder;
  folder.electra({"convert", google("pretrain-a-small/ckpt"), "out", "--part", "both", "--attention-heads", "4"});
  for (const std::string part : {"discriminator", "generator"}) {
    const SafetensorsFile reference(google("pretrain-a-small/hf_" + part + "/model.safetensors"));
    const SafetensorsFile ours(folder.path() / "out" / part / "model.safetensors");
    REQUIRE(ours.tensors().size() == reference.tensors().size());
    for (const Tensor& expected : reference.tensors()) {
      CAPTURE(expected.name);
      const Tensor* tensor = ours.find(expected.name);
      REQUIRE(tensor != nullptr);
      CHECK(tensor->shape == expected.shape);
      CHECK(std::ranges::equal(tensor->data, expected.data));
    }
    // The config too, but for what only training uses or what says who wrote it.
    json right = json::parse(folder.shell("cat " + google("pretrain-a-small/hf_" + part + "/config.json")).out);
    json config = json::parse(folder.read("out/" + part + "/config.json"));
    right.erase("transformers_version");
    CHECK(config == right);
  }
}

// Row r of a kernel [in, out] is its column here.
void check_layer(const SafetensorsFile& written, const std::string& name, int64_t first_row, const Tensor& kernel) {
  CAPTURE(name);
  const Tensor* tensor = written.find(name);
  REQUIRE(tensor != nullptr);
  const std::vector<float> here = floats(*tensor);
  const std::vector<float> there = floats(kernel);
  const int64_t in = kernel.shape[0];
  const int64_t out = kernel.shape[1];
  REQUIRE(tensor->shape[1] == in);
  bool same = true;
  for (int64_t i = 0; i < in; ++i) {
    for (int64_t o = 0; o < out; ++o) {
      const auto place = static_cast<size_t>((first_row + o) * in + i);
      same = same && here[place] == there[static_cast<size_t>(i * out + o)];
    }
  }
  CHECK(same);
}

// The raw elements of a float variable of a checkpoint, by its bytes in the one data file.
class RawVariables {
 public:
  explicit RawVariables(const Folder& folder, const std::string& checkpoint) {
    // Variables in the order of their names follow each other in the data file.
    for (const auto& entry : fs::directory_iterator(checkpoint)) {
      if (entry.path().string().find(".data-") != std::string::npos)
        data_ = folder.shell("cat " + entry.path().string()).out;
    }
    const RunResult listed = folder.electra({"inspect", checkpoint, "--tensors", "--output-format", "jsonl"});
    std::istringstream lines(listed.out);
    size_t offset = 0;
    for (std::string line; std::getline(lines, line);) {
      const json variable = json::parse(line);
      Tensor tensor{.name = variable["name"], .dtype = DType::f32, .shape = variable["shape"], .data = {}};
      const size_t size = static_cast<size_t>(tensor.elements()) * (variable["dtype"] == "int64" ? 8 : 4);
      tensor.data = std::as_bytes(std::span(data_).subspan(offset, size));
      offset += size;
      tensors_.push_back(tensor);
    }
    REQUIRE(offset == data_.size());
  }
  const Tensor& get(const std::string& name) const {
    const auto found = std::ranges::find(tensors_, name, &Tensor::name);
    REQUIRE(found != tensors_.end());
    return *found;
  }

 private:
  std::string data_;
  std::vector<Tensor> tensors_;
};

struct Task {
  std::string folder;
  std::string name;
  std::string architecture;
  // Layer here, its first row, layer there.
  std::vector<std::tuple<std::string, int64_t, std::string>> layers;
};

const std::vector<Task> tasks = {
    {"mnli", "mnli", "ElectraForGoogleSequenceClassification", {{"google_classifier", 0, "dense"}}},
    {"sst", "sst", "ElectraForGoogleSequenceClassification", {{"google_classifier", 0, "dense"}}},
    {"cola", "cola", "ElectraForGoogleSequenceClassification", {{"google_classifier", 0, "dense"}}},
    {"sts", "sts", "ElectraForGoogleSequenceClassification", {{"google_classifier", 0, "dense"}}},
    {"chunk", "chunk", "ElectraForTokenClassification", {{"classifier", 0, "dense"}}},
    {"squad2",
     "squad",
     "ElectraForGoogleQuestionAnswering",
     {{"google_qa.start", 0, "dense"},
      {"google_qa.end_hidden", 0, "qa_hidden"},
      {"google_qa.end", 0, "dense_1"},
      {"google_qa.answerable_hidden", 0, "dense_2"},
      {"google_qa.answerable", 0, "dense_3"}}},
    {"squad1",
     "squadv1",
     "ElectraForGoogleQuestionAnswering",
     {{"google_qa.start", 0, "dense"},
      {"google_qa.end_hidden", 0, "qa_hidden"},
      {"google_qa.end", 0, "dense_1"},
      {"google_qa.answerable_hidden", 0, "dense_2"},
      {"google_qa.answerable", 0, "dense_3"}}},
    {"squad2-simple",
     "squad",
     "ElectraForGoogleQuestionAnswering",
     {{"google_qa.start", 0, "dense"}, {"google_qa.end", 0, "dense_1"}, {"google_qa.answerable", 0, "dense_2"}}},
    {"squad2-noclf",
     "squad",
     "ElectraForQuestionAnswering",
     {{"qa_outputs", 0, "dense"}, {"qa_outputs", 1, "dense_1"}}},
    {"squad1-simple",
     "squadv1",
     "ElectraForQuestionAnswering",
     {{"qa_outputs", 0, "dense"}, {"qa_outputs", 1, "dense_1"}}},
};

TEST_CASE("fine-tuned checkpoints keep every weight to the bit") {
  for (const Task& task : tasks) {
    CAPTURE(task.folder);
    const Folder folder;
    const std::string from = google("finetuned-" + task.folder);
    std::vector<std::string> arguments = {
        "convert", from + "/ckpt",     "out", "--attention-heads", std::to_string(attention_heads(from)),
        "--vocab", google("vocab.txt")};
    if (task.name == "chunk") arguments.insert(arguments.end(), {"--labels", from + "/chunk_label_mapping.pkl"});
    const RunResult converted = folder.electra(arguments);
    CHECK(converted.err == "");
    REQUIRE(converted.code == 0);
    const Config config = read_config(folder.path() / "out/config.json");
    CHECK(config.architectures == std::vector{task.architecture});
    CHECK(config.google_task == task.name);

    const RawVariables raw(folder, from + "/ckpt");
    const SafetensorsFile written(folder.path() / "out/model.safetensors");
    for (const auto& [here, row, there] : task.layers) {
      const std::string scope = "task_specific/" + task.name + "/" + there;
      check_layer(written, here + ".weight", row, raw.get(scope + "/kernel"));
      const std::vector<float> bias = floats(raw.get(scope + "/bias"));
      const std::vector<float> biases = floats(*written.find(here + ".bias"));
      CHECK(std::equal(bias.begin(), bias.end(), biases.begin() + row));
    }
    check_layer(written, "electra.encoder.layer.0.attention.self.query.weight", 0,
                raw.get("electra/encoder/layer_0/attention/self/query/kernel"));
    check_layer(written, "electra.encoder.layer.0.intermediate.dense.weight", 0,
                raw.get("electra/encoder/layer_0/intermediate/dense/kernel"));
    const std::vector<float> words = floats(*written.find("electra.embeddings.word_embeddings.weight"));
    CHECK(words == floats(raw.get("electra/embeddings/word_embeddings")));

    const std::vector<float> types = floats(*written.find("electra.embeddings.token_type_embeddings.weight"));
    std::vector<float> right = floats(raw.get("electra/embeddings/token_type_embeddings"));
    const auto row = static_cast<std::ptrdiff_t>(right.size() / 2);
    if (task.name == "chunk") std::copy(right.begin() + row, right.end(), right.begin());
    CHECK(types == right);
  }
}

TEST_CASE("labels and settings of fine-tuned models") {
  const Folder folder;
  folder.electra({"convert", google("finetuned-mnli/ckpt"), "mnli"});
  folder.electra({"convert", google("finetuned-sts/ckpt"), "sts"});
  folder.electra({"convert", google("finetuned-squad2/ckpt"), "squad"});
  folder.electra(
      {"convert", google("finetuned-chunk/ckpt"), "chunk", "--labels", google("finetuned-chunk/label_mapping.json")});
  const Config mnli = read_config(folder.path() / "mnli/config.json");
  CHECK(mnli.id2label == std::vector<std::string>{"contradiction", "entailment", "neutral"});
  CHECK(mnli.problem_type == "single_label_classification");
  const Config sts = read_config(folder.path() / "sts/config.json");
  CHECK(sts.num_labels == 1);
  CHECK(sts.problem_type == "regression");
  const Config squad = read_config(folder.path() / "squad/config.json");
  CHECK((squad.joint_prediction && squad.answerable_classifier && squad.answerable_uses_start_logits));
  CHECK(read_config(folder.path() / "chunk/config.json").id2label[3] == "E-ADJP");
  const RunResult unknown = folder.electra({"convert", google("finetuned-chunk/ckpt"), "x"});
  CHECK(unknown.code == 0);
  CHECK(unknown.err.find("the labels of task 'chunk' are not known, and are called LABEL_0 to LABEL_13\n") !=
        std::string::npos);
}

TEST_CASE("the same source gives the same bytes, from a folder or a zip, whole or in parts") {
  const Folder folder;
  const std::string zip = google("pretrain-g-zip/electra_small.zip");
  folder.electra({"convert", zip, "a", "--part", "discriminator"});
  folder.electra({"convert", zip, "b", "--part", "both", "--dtype", "f32"});
  folder.electra({"convert", google("pretrain-f-partitioned/ckpt/model.ckpt-1000"), "c", "--part", "discriminator",
                  "--vocab", google("vocab.txt")});
  CHECK(folder.shell("diff -r a b/discriminator && diff -r a c").out == "");
  CHECK(folder.shell("ls a").out ==
        "config.json\nmodel.safetensors\nspecial_tokens_map.json\ntokenizer_config.json\nvocab.txt\n");
}

TEST_CASE("a config of Transformers' describes the first of two models") {
  const Folder folder;
  const std::string source = google("pretrain-a-small/ckpt");
  folder.electra({"convert", source, "plain", "--part", "both"});
  json given = json::parse(folder.read("plain/discriminator/config.json"));
  given["hidden_act"] = "relu";
  folder.write("c.json", given.dump());
  const RunResult result = folder.electra(
      {"convert", source, "out", "--part", "both", "--vocab", google("vocab.txt"), "--config", "c.json", "--quiet"});
  CHECK(result.err == "");
  CHECK(result.code == 0);
  CHECK(json::parse(folder.read("out/discriminator/config.json")) == given);
  CHECK(folder.read("out/generator/config.json") == folder.read("plain/generator/config.json"));
}

TEST_CASE("smaller types round to the nearest") {
  const Folder folder;
  const std::string zip = google("pretrain-g-zip/electra_small.zip");
  for (const std::string dtype : {"f32", "f16", "bf16"}) {
    CHECK(folder.electra({"convert", zip, dtype, "--part", "generator", "--dtype", dtype}).code == 0);
  }
  const SafetensorsFile exact(folder.path() / "f32/model.safetensors");
  for (const auto& [dtype, bound] : std::vector<std::pair<std::string, double>>{{"f16", 0x1p-11}, {"bf16", 0x1p-8}}) {
    const SafetensorsFile rounded(folder.path() / dtype / "model.safetensors");
    for (const Tensor& tensor : exact.tensors()) {
      const std::vector<float> right = floats(tensor);
      const std::vector<float> values = floats(*rounded.find(tensor.name));
      double worst = 0;
      for (size_t i = 0; i < right.size(); ++i) {
        worst = std::max(worst, std::abs(double{values[i]} - right[i]) / std::max(std::abs(double{right[i]}), 1e-4));
      }
      CHECK(worst <= bound);
      CHECK(worst > 0);
    }
  }
}

}  // namespace
}  // namespace electra::test
