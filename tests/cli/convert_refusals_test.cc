// electra convert: what it says, what it refuses, and what it leaves behind.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/harness.h"
#include "converters/checkpoint_writer.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string google(const std::string& name) { return golden("google/" + name); }

// A checkpoint in the folder, under a short name.
Folder& with_checkpoint(Folder& folder, const std::string& name) {
  fs::create_directory_symlink(google(name), folder.path() / "ckpt");
  return folder;
}

TEST_CASE("the summary says what was made of what, and what was left out") {
  Folder folder;
  with_checkpoint(folder, "pretrain-a-small/ckpt");
  fs::create_symlink(google("vocab.txt"), folder.path() / "v");
  const RunResult result = folder.electra({"convert", "ckpt", "out", "--part", "discriminator", "--vocab", "v"});
  const std::string summary =
      "source      ckpt/model.ckpt-1000.index, TensorFlow checkpoint\n"
      "part        discriminator (ElectraForPreTraining)\n"
      "sizes       2 layers, hidden size 32, embedding size 16, 1 attention head, feed-forward 64\n"
      "tables      1531 tokens, 512 positions, 2 token types\n"
      "parameters  51473 in 43 tensors, 0.2 MB\n"
      "vocabulary  v: 1531 pieces, uncased (no piece has a capital letter)\n"
      "accents     stripped (stripping changes no piece)\n"
      "tokenizer   Google's (the checkpoint is of its code)\n"
      "left out    counters of the training: 1 variable, 0.0 MB\n"
      "left out    of the generator: 39 variables, 0.0 MB\n"
      "left out    optimizer slots: 164 variables, 0.4 MB\n";
  CHECK(result.out == summary + "written     out\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
  const RunResult dry =
      folder.electra({"convert", "ckpt", "dry", "--part", "discriminator", "--vocab", "v", "--dry-run", "--verify"});
  CHECK(dry.out == summary + "written     nothing (--dry-run)\n");
  CHECK(folder.files() == std::vector<std::string>{"ckpt", "out", "v"});
  const RunResult quiet = folder.electra({"convert", "ckpt", "q", "--part", "generator", "--quiet"});
  CHECK(quiet.out == "");
  CHECK(quiet.err == "");
}

TEST_CASE("two models in one checkpoint: what to add for each") {
  Folder folder;
  with_checkpoint(folder, "pretrain-a-small/ckpt");
  const RunResult result = folder.electra({"convert", "ckpt", "my model", "--dtype", "bf16"});
  CHECK(result.code == 2);
  CHECK(result.err ==
        "electra: convert: ckpt holds two models; choose one, or --part both: "
        "--part discriminator (finds replaced words and is what fine-tuning starts from (detect-replaced, embed)), "
        "--part generator (predicts masked words (fill-mask))\n");
  CHECK(folder.files() == std::vector<std::string>{"ckpt"});
}

TEST_CASE("parts and tasks that are not there") {
  Folder folder;
  with_checkpoint(folder, "pretrain-d-mlm/ckpt");
  const std::string tuned = google("finetuned-mnli/ckpt");
  const auto fault = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "convert");
    const RunResult result = folder.electra(arguments);
    CHECK(result.code == 2);
    return result.err.substr(std::string("electra: convert: ").size());
  };
  CHECK(fault({"ckpt", "x", "--part", "both"}) == "--part both: ckpt has one part only, 'generator'\n");
  CHECK(fault({"ckpt", "x", "--part", "discriminator"}) == "--part 'discriminator': ckpt has 'generator'\n");
  CHECK(fault({"ckpt", "x", "--task", "mnli"}) == "--task mnli: ckpt is not fine-tuned; it has 'generator'\n");
  CHECK(fault({tuned, "x", "--task", "sst"}) == "--task 'sst': " + tuned + " has 'mnli'\n");
  CHECK(fault({tuned, "x", "--part", "generator"}).find("is fine-tuned for 'mnli'") != std::string::npos);
  CHECK(fault({"ckpt", "x", "--labels", google("finetuned-chunk/label_mapping.json")}) ==
        "--labels: the 'generator' has no labels\n");
  CHECK(fault({"ckpt", ""}) == "DEST: '', expected a path\n");
  CHECK(fault({"", "x"}) == "SOURCE: '', expected a path\n");
  CHECK(fault({"ckpt"}) == "DEST is required\n");
  CHECK(fault({"ckpt", "x", "--dtype", "int4"}) ==
        "--dtype: 'int4', expected one of f32, f16, bf16, int8; did you mean 'int8'?\n");
}

// The encoder of one layer, as Google's code names it; `of_tables` is what its tables of words and positions hold.
void add_encoder(CheckpointWriter& writer, float of_tables = 0.5F) {
  const auto add = [&](const std::string& name, std::vector<int64_t> shape, float value = 0.5F) {
    int64_t elements = 1;
    for (const int64_t size : shape) elements *= size;
    writer.add_floats("electra/" + name, shape, std::vector<float>(static_cast<size_t>(elements), value));
  };
  const auto linear = [&](const std::string& name, int64_t in, int64_t out) {
    add(name + "/kernel", {in, out});
    add(name + "/bias", {out});
  };
  const auto layer_norm = [&](const std::string& name) {
    add(name + "/gamma", {8});
    add(name + "/beta", {8});
  };
  add("embeddings/word_embeddings", {8, 8}, of_tables);
  add("embeddings/position_embeddings", {16, 8}, of_tables);
  add("embeddings/token_type_embeddings", {2, 8});
  layer_norm("embeddings/LayerNorm");
  const std::string layer = "encoder/layer_0/";
  for (const char* part : {"query", "key", "value"}) linear(layer + "attention/self/" + part, 8, 8);
  linear(layer + "attention/output/dense", 8, 8);
  layer_norm(layer + "attention/output/LayerNorm");
  linear(layer + "intermediate/dense", 8, 12);
  linear(layer + "output/dense", 12, 8);
  layer_norm(layer + "output/LayerNorm");
}

void add_task(CheckpointWriter& writer, const std::string& name, int64_t outputs) {
  const std::string dense = "task_specific/" + name + "/dense";
  writer.add_floats(dense + "/kernel", {8, outputs}, std::vector<float>(static_cast<size_t>(8 * outputs), 1));
  writer.add_floats(dense + "/bias", {outputs}, std::vector<float>(static_cast<size_t>(outputs), 1));
}

TEST_CASE("several tasks in one checkpoint") {
  const Folder folder;
  CheckpointWriter writer(folder.path() / "m");
  add_encoder(writer);
  add_task(writer, "cola", 2);
  add_task(writer, "mnli", 3);
  writer.finish();
  const RunResult refused = folder.electra({"convert", "m", "out"});
  CHECK(refused.code == 2);
  CHECK(refused.err ==
        "electra: convert: m is fine-tuned for several tasks; choose one: "
        "--task cola (classifies texts (classify), fine-tuned for cola), "
        "--task mnli (classifies texts (classify), fine-tuned for mnli)\n");
  const RunResult one = folder.electra({"convert", "m", "out", "--task", "mnli"});
  CHECK(one.code == 0);
  CHECK(one.out.find("labels      contradiction, entailment, neutral\n") != std::string::npos);
  CHECK(one.out.find("left out    of the cola: 2 variables") != std::string::npos);
}

TEST_CASE("an encoder without a head becomes a bare model") {
  const Folder folder;
  CheckpointWriter writer(folder.path() / "m");
  add_encoder(writer);
  writer.finish();
  const RunResult result = folder.electra({"convert", "m", "out"});
  CHECK(result.code == 0);
  CHECK(result.err ==
        "electra: m.index: no vocab.txt beside it: without a vocabulary the model reads token ids only\n");
  CHECK(json::parse(folder.read("out/config.json"))["architectures"] == json{"ElectraModel"});
  CHECK(folder.electra({"inspect", "out"}).code == 0);
}

TEST_CASE("every tensor with values that a smaller type lacks is named") {
  const Folder folder;
  CheckpointWriter writer(folder.path() / "m");
  add_encoder(writer, 1e6F);
  writer.finish();
  const std::string beyond = ".weight': has values beyond the range of F16, written as infinity\n";
  const RunResult result = folder.electra({"convert", "m", "out", "--dtype", "f16"});
  CHECK(result.err ==
        "electra: m.index: no vocab.txt beside it: without a vocabulary the model reads token ids only\n"
        "electra: m.index: tensor 'electra.embeddings.position_embeddings" +
            beyond + "electra: m.index: tensor 'electra.embeddings.word_embeddings" + beyond);
  CHECK(result.code == 0);
}

TEST_CASE("a value that is not finite has its place in the tensor that is written") {
  const Folder folder;
  CheckpointWriter writer(folder.path() / "m");
  add_encoder(writer);
  const std::string squad = "task_specific/squadv1/";
  writer.add_floats(squad + "dense/kernel", {8, 1}, std::vector<float>(8, 1));
  writer.add_floats(squad + "dense/bias", {1}, {1});
  writer.add_floats(squad + "dense_1/kernel", {8, 1}, {1, 1, 1, NAN, 1, 1, 1, 1});
  writer.add_floats(squad + "dense_1/bias", {1}, {INFINITY});
  writer.finish();
  const RunResult result = folder.electra({"convert", "m", "out"});
  CHECK(result.err ==
        "electra: m.index: no vocab.txt beside it: without a vocabulary the model reads token ids only\n"
        "electra: m.index: tensor 'qa_outputs.bias': infinity at [1]\n"
        "electra: m.index: tensor 'qa_outputs.weight': NaN at [1, 3]\n");
  CHECK(result.code == 0);
}

TEST_CASE("recorded checkpoints that are broken leave nothing behind") {
  int refused = 0;
  for (const json& recorded : json::parse(std::ifstream(golden("bad/checkpoint_cases.json")))) {
    const std::string name = recorded["path"];
    CAPTURE(name);
    const Folder folder;
    std::vector<std::string> arguments = {"convert", golden("bad/" + name), "out"};
    if (name.starts_with("ckpt-config-")) {
      arguments.insert(arguments.end(), {"--config", golden("bad/" + name + "/config.json")});
    }
    const RunResult result = folder.electra(arguments);
    const std::string expected = recorded["expect"];
    if (expected == "error" || (result.code != 0 && expected.find("error") != std::string::npos)) {
      CHECK(result.code == 1);
      CHECK(result.out == "");
      CHECK(result.err.starts_with("electra: " + golden("bad/" + name)));
      CHECK(folder.files().empty());
      ++refused;
      continue;
    }
    CHECK(result.code == 0);
    CHECK((expected == "ok") == result.err.empty());
    CHECK(folder.electra({"inspect", "out"}).code == 0);
  }
  CHECK(refused == 49);
}

TEST_CASE("faults name file, tensor and variable") {
  const Folder folder;
  const auto fault = [&](const std::string& name) {
    const std::string path = golden("bad/" + name) + "/";
    const std::string err = folder.electra({"convert", path, name}).err;
    return err.substr(std::min(err.size(), ("electra: " + path).size()));
  };
  CHECK(fault("ckpt-transposed-variable") ==
        "model.ckpt.index: tensor 'electra.encoder.layer.0.intermediate.dense.weight' (variable "
        "'electra/encoder/layer_0/intermediate/dense/kernel'): shape [8, 10], expected [10, 8]\n");
  CHECK(fault("ckpt-missing-variable") ==
        "model.ckpt.index: tensor 'electra.encoder.layer.0.attention.self.key.weight': missing, expected [8, 8]\n");
  CHECK(fault("ckpt-extra-variable") ==
        "model.ckpt.index: not of an ELECTRA model, left out: 'electra/unknown/thing'\n");
  CHECK(fault("ckpt-data-flipped-byte")
            .starts_with("model.ckpt.data-00000-of-00001: variable 'electra/embeddings/word_embeddings': checksum "));
  CHECK(folder.electra({"convert", golden("bad/ckpt-nan"), "nan"}).err ==
        "electra: " + golden("bad/ckpt-nan/model.ckpt.index") +
            ": tensor 'electra.embeddings.word_embeddings.weight': NaN at [3, 1]\n");
}

TEST_CASE("what is at DEST stays unless it is empty or --force is given") {
  Folder folder;
  with_checkpoint(folder, "pretrain-d-mlm/ckpt");
  fs::create_directory(folder.path() / "out");
  folder.write("out/mine", "x");
  folder.write("file", "x");
  const auto convert = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"convert", "ckpt", "--quiet"});
    return folder.electra(more);
  };
  const RunResult refused = convert({"out"});
  CHECK(refused.err == "electra: out: exists: expected a new or an empty directory; --force replaces it\n");
  CHECK(refused.code == 1);
  CHECK(folder.read("out/mine") == "x");
  CHECK(convert({"file", "--force"}).err == "electra: file: is a file: expected a new or an empty directory\n");
  CHECK(convert({"no/out"}).err == "electra: no/out: cannot write: its folder does not exist\n");
  CHECK(convert({"out", "--force"}).code == 0);
  CHECK_FALSE(fs::exists(folder.path() / "out/mine"));
  fs::create_directory(folder.path() / "empty");
  CHECK(convert({"empty/"}).code == 0);
  CHECK(convert({"new/"}).code == 0);
  CHECK(folder.files() == std::vector<std::string>{"ckpt", "empty", "file", "new", "out"});
}

TEST_CASE("a failed conversion does not touch what --force would have replaced") {
  const Folder folder;
  folder.electra({"convert", google("pretrain-d-mlm/ckpt"), "out"});
  const std::string before = folder.read("out/model.safetensors");
  CHECK(folder.electra({"convert", golden("bad/ckpt-data-flipped-byte"), "out", "--force"}).code == 1);
  CHECK(folder.read("out/model.safetensors") == before);
  CHECK(folder.files() == std::vector<std::string>{"out"});
}

TEST_CASE("--verify also finds damage in what is left out") {
  const Folder folder;
  fs::copy(google("pretrain-a-small/ckpt"), folder.path() / "ckpt");
  const std::string data = "ckpt/model.ckpt-1000.data-00000-of-00001";
  std::string bytes = folder.read(data);
  bytes[200] = static_cast<char>(bytes[200] ^ 1);  // in a slot of the first variable, which has 128 bytes
  folder.write(data, bytes);
  CHECK(folder.electra({"convert", "ckpt", "a", "--part", "discriminator"}).code == 0);
  const RunResult verified = folder.electra({"convert", "ckpt", "b", "--part", "discriminator", "--verify"});
  CHECK(verified.code == 1);
  CHECK(verified.err.find("variable 'discriminator_predictions/dense/bias/adam_") != std::string::npos);
  CHECK(folder.files() == std::vector<std::string>{"a", "ckpt"});
}

TEST_CASE("wrong sources are told apart") {
  const Folder folder;
  folder.write("text", "hello\n");
  fs::create_directory(folder.path() / "empty");
  const auto fault = [&](const std::string& source) {
    const RunResult result = folder.electra({"convert", source, "out"});
    CHECK(result.code == 1);
    return result.err;
  };
  CHECK(fault("missing") == "electra: missing: no such file or directory\n");
  CHECK(fault("electra-mini-nr").ends_with("; did you mean 'electra-mini-ner'? electra inspect lists all\n"));
  CHECK(fault("text").starts_with("electra: text: holds no weights that are known here: expected a model directory, "));
  CHECK(fault("empty").starts_with("electra: empty: holds no weights that are known here"));
  CHECK(fault(google("ckpt-v1")).find("old.ckpt: a TensorFlow V1 checkpoint (one file") != std::string::npos);
  CHECK(fault(google("ckpt-multiblock")).find("no ELECTRA model: expected variables under electra/") !=
        std::string::npos);
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  CHECK(fault("pipe") == "electra: pipe: not a regular file\n");
  CHECK(fault("/dev/null") == "electra: /dev/null: not a regular file\n");
  fs::create_directory(folder.path() / ".x.electra-1-0.partial");
  folder.write(".x.electra-1-0.partial/model.safetensors", "");
  CHECK(fault(".x.electra-1-0.partial") ==
        "electra: .x.electra-1-0.partial: the unfinished output of a run that was stopped\n");
}

TEST_CASE("a run that is killed at any moment leaves nothing that loads, and the next one cleans up") {
  const Folder folder;
  CheckpointWriter writer(folder.path() / "m");
  add_encoder(writer);
  // Enough to write that most of the time goes into it.
  writer.add_floats("electra/embeddings/word_embeddings", {1'000'000, 8}, std::vector<float>(8'000'000, 0.25F));
  writer.finish();
  int killed = 0;
  for (const char* moment :
       {"0.003", "0.007", "0.012", "0.018", "0.023", "0.031", "0.040", "0.055", "0.080", "0.120"}) {
    folder.shell(fmt::format("electra convert m out --quiet & sleep {}; kill -9 $! 2>/dev/null; wait", moment));
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      if (!entry.is_directory()) continue;
      const RunResult loaded = folder.electra({"inspect", entry.path().string()});
      CHECK((loaded.code == 0) == (entry.path().filename() == "out"));
      if (loaded.code != 0) ++killed;
    }
    fs::remove_all(folder.path() / "out");
  }
  CHECK(folder.electra({"convert", "m", "out", "--quiet"}).code == 0);
  CHECK(folder.files() == std::vector<std::string>{"m.data-00000-of-00001", "m.index", "out"});
  MESSAGE(killed, " runs were killed while they wrote");
}

TEST_CASE("inspect tells what a checkpoint holds") {
  Folder folder;
  with_checkpoint(folder, "pretrain-a-small/ckpt");
  const RunResult text = folder.electra({"inspect", "ckpt"});
  CHECK(text.out ==
        "source      ckpt/model.ckpt-1000.index, TensorFlow checkpoint\n"
        "variables   247, 0.7 MB\n"
        "dtypes      246 of float32, 1 of int64\n"
        "part        discriminator: ElectraForPreTraining, 51473 parameters\n"
        "            2 layers, hidden size 32, embedding size 16, feed-forward 64, 512 positions, 1531 tokens\n"
        "            finds replaced words and is what fine-tuning starts from (detect-replaced, embed)\n"
        "part        generator: ElectraForMaskedLM, 36339 parameters\n"
        "            2 layers, hidden size 8, embedding size 16, feed-forward 32, 512 positions, 1531 tokens\n"
        "            predicts masked words (fill-mask)\n"
        "left out    counters of the training: 1 variable\n"
        "left out    optimizer slots: 164 variables\n");
  CHECK(text.err == "");
  const RunResult tensors = folder.electra({"inspect", "ckpt/model.ckpt-1000", "--tensors"});
  CHECK(tensors.out.starts_with("discriminator_predictions/dense/bias\t[32]\tfloat32\n"));
  CHECK(std::ranges::count(tensors.out, '\n') == 247);
  const json tuned =
      json::parse(folder.electra({"inspect", google("finetuned-mnli/ckpt"), "--output-format", "jsonl"}).out);
  CHECK(tuned["parts"][0]["task"] == "mnli");
  CHECK(tuned["parts"][0]["labels"] == json{"contradiction", "entailment", "neutral"});
  CHECK(tuned["variables"]["dtypes"] == json{{"float32", 123}, {"int64", 1}});
  CHECK(folder.electra({"inspect", google("ckpt-dtypes"), "--tensors"}).out.find("a/bfloat16\t[2, 3]\tbfloat16\n") ==
        0);
  CHECK(folder.electra({"inspect", google("ckpt-multiblock")}).out.find("parts       none: no ELECTRA model\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace electra::test
