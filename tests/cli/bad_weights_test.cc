// Weights that cannot be read: refused in one line that says what they are and what to do, quickly and in little
// memory.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

const std::string all_containers[] = {"model.safetensors", "pytorch_model.bin", "tf_model.h5", "flax_model.msgpack"};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A model directory whose weights are these files, beside a config and a vocabulary that are good.
void make_model(const Folder& folder, const std::string& name, const std::map<std::string, std::string>& files) {
  fs::remove_all(folder.path() / name);
  fs::create_directory(folder.path() / name);
  for (const char* file : {"config.json", "vocab.txt"}) {
    fs::copy(golden(std::string("hf/formats/disc-bin/") + file), folder.path() / name);
  }
  for (const auto& [file, text] : files) folder.write(name + "/" + file, text);
}

// Runs inspect, detect-replaced and convert on one directory.
std::vector<RunResult> run_all(const Folder& folder, const std::string& directory) {
  const std::vector<RunResult> results = {
      folder.electra({"inspect", directory}),
      folder.electra({"detect-replaced", "--threads", "1", "--model", directory}, "a dog, the cat!\n"),
      folder.electra({"convert", directory, "out"})};
  for (const RunResult& result : results) {
    CHECK(result.cpu_seconds < 1);
    CHECK(result.peak_bytes < 200'000'000);
  }
  return results;
}

void check_refused(const RunResult& result) {
  CAPTURE(result.err);
  CHECK(result.code == 1);
  CHECK(result.out == "");
  CHECK(result.err.starts_with("electra: "));
  CHECK(std::ranges::count(result.err, '\n') == 1);
}

// What all three commands say of a directory that they have to refuse, behind "electra: ".
std::string refusal(const Folder& folder, const std::string& directory) {
  const std::vector<RunResult> results = run_all(folder, directory);
  for (const RunResult& result : results) {
    check_refused(result);
    CHECK(result.err == results.front().err);
  }
  CHECK(!fs::exists(folder.path() / "out"));
  const std::string line = results.front().err;
  return line.substr(9, line.size() - 10);
}

std::map<std::string, std::string> expectations() {
  std::map<std::string, std::string> cases;
  std::ifstream file(golden("bad/torch_cases.json"));
  for (const auto& entry : nlohmann::json::parse(file)) cases[entry["path"]] = entry["expect"];
  for (const auto& entry : fs::directory_iterator(golden("bad"))) {
    const std::string name = entry.path().filename();
    if (name.starts_with("h5-") || name.starts_with("msgpack-")) cases[name] = "error";
  }
  return cases;
}

TEST_CASE("malformed weights in other containers") {
  const Folder folder;
  const auto cases = expectations();
  CHECK(cases.size() == 42);
  for (const auto& [name, expect] : cases) {
    CAPTURE(name);
    for (const RunResult& result : run_all(folder, golden("bad/" + name))) {
      if (expect == "ok" || (expect != "error" && result.code == 0)) {
        CHECK(result.code == 0);
        CHECK(result.out != "");
      } else if (result.err.find("the model gives NaN") != std::string::npos) {
        CHECK(result.code == 1);  // its bytes were read in the wrong order
        CHECK(result.out == "");
      } else {
        check_refused(result);
        CHECK(result.err.find("/" + name + "/") != std::string::npos);
      }
    }
    fs::remove_all(folder.path() / "out");
  }
}

TEST_CASE("files that ask for too much are refused") {
  const Folder folder;
  const auto refused = [&](const std::string& file, const std::string& bytes) {
    make_model(folder, "m", {{file, bytes}});
    return refusal(folder, "m").substr(("m/" + file + ": ").size());
  };
  const auto torch = [&](const std::string& name) { return refused("pytorch_model.bin", content(golden(name))); };
  CHECK(torch("torch/bad-system.bin") ==
        "a PyTorch file whose pickle names 'posix.system': nothing of it is run, expected a state dict alone: save one "
        "with torch.save(model.state_dict(), \"pytorch_model.bin\")");
  CHECK(torch("torch/bad-expanded.bin") ==
        "tensor 'huge': 1099511627776 elements made of 1 elements of storage, expected at most 1612 bytes");
  CHECK(refused("tf_model.h5", content(golden("hdf5/bomb.h5"))).find("4294967296 bytes in a file of ") !=
        std::string::npos);
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i)
    deep +=
        "\x81\xA1"
        "a";
  CHECK(refused("flax_model.msgpack", deep).ends_with(": more than 64 maps inside each other"));
}

TEST_CASE("a member of a zip that claims 4 GB is refused") {
  const Folder folder;
  std::string zip = content(golden("bad/st-bin-good/pytorch_model.bin"));
  // The last name is that in the directory, whose record says how it is compressed, and how long it is.
  const size_t record = zip.rfind("PK\x01\x02", zip.rfind("/data/0"));
  zip.replace(record + 10, 2, std::string("\x08\x00", 2));
  zip.replace(record + 24, 4, "\xF0\xFF\xFF\xFF");
  make_model(folder, "m", {{"pytorch_model.bin", zip}});
  CHECK(refusal(folder, "m").starts_with("m/pytorch_model.bin: member 'archive/data/0': "));
}

TEST_CASE("an HDF5 file whose groups hold themselves holds no model") {
  const Folder folder;
  make_model(folder, "m", {{"tf_model.h5", content(golden("hdf5/links.h5"))}});
  for (const RunResult& result : run_all(folder, "m")) check_refused(result);
}

TEST_CASE("what stands in the place of the weights is called by its name") {
  const Folder folder;
  const std::pair<std::string, std::string> placeholders[] = {
      {"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 438000000\n",
       "a Git LFS pointer, expected the file: run git lfs pull"},
      {"\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n",
       "an HTML page, expected the file: download it again"}};
  for (const std::string& file : all_containers) {
    for (const auto& [text, fault] : placeholders) {
      make_model(folder, "m", {{file, text}});
      CHECK(refusal(folder, "m") == "m/" + file + ": " + fault);
    }
  }
}

TEST_CASE("a download that was cut short is refused") {
  const Folder folder;
  for (const std::string model : {"disc-safetensors", "disc-bin", "disc-bin-legacy", "disc-h5", "disc-msgpack"}) {
    for (const auto& entry : fs::directory_iterator(golden("hf/formats/" + model))) {
      const std::string name = entry.path().filename();
      if (std::ranges::find(all_containers, name) == std::end(all_containers)) continue;
      CAPTURE(model);
      const std::string whole = content(entry.path());
      for (const size_t size : {size_t{1}, size_t{600}, whole.size() / 2, whole.size() - 1}) {
        make_model(folder, "m", {{name, whole.substr(0, size)}});
        CHECK(refusal(folder, "m").starts_with("m/" + name + ": "));
      }
    }
  }
}

TEST_CASE("containers that are not read are told by their names, with the remedy") {
  const Folder folder;
  const std::string remedy =
      ", which is not read here: give the weights that it was made of: model.safetensors, pytorch_model.bin, "
      "tf_model.h5, flax_model.msgpack or a TensorFlow checkpoint";
  const std::pair<std::string, std::string> foreign[] = {{"rust_model.ot", "weights for rust-bert"},
                                                         {"model_quantized.onnx", "an ONNX graph"},
                                                         {"my.keras", "a Keras archive"},
                                                         {"saved_model.pb", "a TensorFlow SavedModel"},
                                                         {"a.tflite", "a TensorFlow Lite graph"}};
  for (const auto& [file, what] : foreign) {
    make_model(folder, "m", {{file, "x"}});
    const std::string fault = "m/" + file + ": " + what + remedy;
    CHECK(refusal(folder, "m") == fault);
    CHECK(refusal(folder, "m/" + file) == fault);
    fs::remove(folder.path() / "m/config.json");
    CHECK(refusal(folder, "m") == fault);
  }
}

TEST_CASE("weights under a name that nobody looks for: the command that reads them") {
  const Folder folder;
  make_model(folder, "m", {{"last.ckpt", content(golden("formats/odd-lightning/last.ckpt"))}, {"scheduler.pt", "PK"}});
  const std::string fault =
      "m: no weights under a name that Transformers gives them: electra convert m/last.ckpt DEST makes a model "
      "directory of them";
  CHECK(refusal(folder, "m") == fault);
  fs::remove(folder.path() / "m/config.json");
  CHECK(refusal(folder, "m") == fault);
}

TEST_CASE("weights without a config are a source, and no model") {
  const Folder folder;
  make_model(folder, "m", {{"pytorch_model.bin", content(golden("hf/formats/disc-bin/pytorch_model.bin"))}});
  fs::remove(folder.path() / "m/config.json");
  const RunResult inspected = folder.electra({"inspect", "m"});
  CHECK(inspected.err == "");
  CHECK(inspected.out.starts_with("source      m/pytorch_model.bin, PyTorch file\n"));
  const RunResult run = folder.electra({"detect-replaced", "--model", "m"}, "x\n");
  check_refused(run);
  CHECK(
      run.err ==
      "electra: m: a PyTorch file without config.json, expected a model directory: electra convert m DEST makes one\n");
  const RunResult converted = folder.electra({"convert", "m", "out"});
  CHECK(converted.code == 0);
  CHECK(converted.err ==
        "electra: m/pytorch_model.bin: no config.json beside it: what the shapes do not show is taken to be as in "
        "Google's models (attention heads, gelu, LayerNorm eps 1e-12)\n");
}

TEST_CASE("a file where a model directory is wanted") {
  const Folder folder;
  make_model(folder, "m", {{"pytorch_model.bin", content(golden("hf/formats/disc-bin/pytorch_model.bin"))}});
  const auto said = [&](const std::string& file) {
    const RunResult result = folder.electra({"detect-replaced", "--model", file}, "x\n");
    check_refused(result);
    return result.err;
  };
  CHECK(said("m/pytorch_model.bin") ==
        "electra: model 'm/pytorch_model.bin': not a directory but a PyTorch file: give its directory, m\n");
  fs::rename(folder.path() / "m/pytorch_model.bin", folder.path() / "m/a b.pt");
  CHECK(said("m/a b.pt") ==
        "electra: model 'm/a b.pt': not a directory but a PyTorch file: electra convert 'm/a b.pt' DEST makes one of "
        "it\n");
  CHECK(said("m/vocab.txt") == "electra: model 'm/vocab.txt': not a directory\n");
}

TEST_CASE("an empty directory") {
  const Folder folder;
  fs::create_directory(folder.path() / "m");
  const RunResult run = folder.electra({"detect-replaced", "--model", "m"}, "x\n");
  CHECK(run.err == "electra: m/config.json: cannot open: no such file or directory\n");
  const RunResult converted = folder.electra({"convert", "m", "out"});
  check_refused(converted);
  CHECK(
      converted.err ==
      "electra: m: holds no weights that are known here: expected a model directory, a file of PyTorch, Keras or Flax, "
      "or a TensorFlow checkpoint\n");
}

TEST_CASE("convert writes to no directory that is, holds or lies in its source, nor holds what flags name") {
  const Folder folder;
  const std::string weights = content(golden("hf/formats/disc-bin/pytorch_model.bin"));
  make_model(folder, "m", {{"pytorch_model.bin", weights}});
  fs::create_directory_symlink("m", folder.path() / "link");
  fs::create_directory(folder.path() / "other");
  fs::create_symlink("../m/pytorch_model.bin", folder.path() / "other/pytorch_model.bin");
  fs::copy(folder.path() / "m/config.json", folder.path() / "other");
  fs::create_directory(folder.path() / "kept");
  fs::copy(folder.path() / "m/vocab.txt", folder.path() / "kept");
  const auto convert = [&](const std::string& source, std::vector<std::string> more) {
    more.insert(more.begin(), {"convert", source, "--quiet"});
    return folder.electra(more);
  };
  struct Case {
    std::string source, destination, fault;
  };
  const std::string holds = "{} is or holds SOURCE, {}, which would go with it: expected another";
  const std::string lies = "{} lies in SOURCE, {}: expected a place outside of it";
  const Case cases[] = {{"m", "m", holds},          {"m", "m/", holds},         {"m/pytorch_model.bin", "m", holds},
                        {"m", "link", holds},       {"link", "m", holds},       {"m", "m/../m", holds},
                        {"m", ".", holds},          {"m", "/", holds},          {"m", "m/native", lies},
                        {"link", "m/native", lies}, {"m", "link/native", lies}, {"m", "other/../m/a/../native", lies}};
  for (const Case& test : cases) {
    CAPTURE(test.source);
    CAPTURE(test.destination);
    const std::string err =
        "electra: convert: DEST: " + fmt::format(fmt::runtime(test.fault), test.destination, test.source) + "\n";
    for (const char* flag : {"--quiet", "--force", "--dry-run"}) {
      const RunResult result = convert(test.source, {test.destination, flag});
      CHECK(result.err == err);
      CHECK(result.code == 2);
    }
  }
  CHECK(convert("other", {"m", "--force"}).err ==
        "electra: convert: DEST: m is or holds SOURCE, other/pytorch_model.bin, which would go with it: expected "
        "another\n");
  CHECK(convert("m", {"kept", "--force", "--vocab", "kept/vocab.txt"}).err ==
        "electra: convert: DEST: kept is or holds --vocab, kept/vocab.txt, which would go with it: expected another\n");
  CHECK(folder.read("m/pytorch_model.bin") == weights);
  CHECK(fs::exists(folder.path() / "kept/vocab.txt"));
  // Beside a file that is the source there is room, and a second name of its bytes is no source.
  CHECK(convert("m/pytorch_model.bin", {"m/native"}).code == 0);
  fs::create_directory(folder.path() / "names");
  fs::create_hard_link(folder.path() / "m/pytorch_model.bin", folder.path() / "names/second.bin");
  CHECK(convert("m", {"names", "--force"}).code == 0);
  CHECK(folder.read("m/pytorch_model.bin") == weights);
}

TEST_CASE("names that do not fit: those that are missed, and those that are left for --rename") {
  const Folder folder;
  fs::create_directory_symlink(golden("formats/odd-rename"), folder.path() / "m");
  const auto said = [&](std::vector<std::string> rules, int code) {
    rules.insert(rules.begin(), {"convert", "m", "out"});
    const RunResult result = folder.electra(rules);
    CHECK(result.code == code);
    return result.err;
  };
  CHECK(said({}, 1) ==
        "electra: m/pytorch_model.bin: 4 tensors of the 'model' do not fit: "
        "tensor 'classifier.dense.weight': missing, expected [8, 8]; "
        "tensor 'classifier.dense.bias': missing, expected [8]; "
        "tensor 'classifier.out_proj.weight': missing, expected [3, 8]; "
        "tensor 'classifier.out_proj.bias': missing, expected [3]; "
        "not used, and mended by --rename FROM=TO if their names alone are wrong: 'clf_head.dense.bias', "
        "'clf_head.dense.weight', 'clf_head.out_proj.bias', 'clf_head.out_proj.weight'\n");
  CHECK(said({"--rename", "clf=classifier"}, 2) ==
        "electra: convert: --rename 'clf=classifier': m/pytorch_model.bin has no name 'clf', and none that begins with "
        "'clf.'\n");
  CHECK(said({"--strip-prefix", "ema"}, 2) ==
        "electra: convert: --strip-prefix 'ema': m/pytorch_model.bin has no name that begins with 'ema.'\n");
  CHECK(said({"--rename", "clf_head"}, 2) == "electra: convert: --rename: 'clf_head', expected FROM=TO\n");
  CHECK(said({"--rename", "clf_head.dense=x.dense", "--rename", "clf_head.out_proj=x.out_proj", "--rename",
              "x=classifier"},
             0) == "");
}

}  // namespace
}  // namespace electra::test
