// electra convert on files whose names leave more than one way to read them, or contradict the config beside them.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/harness.h"
#include "format/safetensors.h"
#include "lib/base/temporary_directory.h"

namespace electra::test {

using namespace internal;
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A copy of a golden model, whose tensors and config a test changes.
class ModelCopy {
 public:
  ModelCopy(const Folder& folder, const std::string& model)
      : path_(folder.path() / "m"), source_(golden(model) + "/model.safetensors"), tensors_(source_.tensors()) {
    fs::create_directory(path_);
    fs::copy(golden("hf/pretraining") + "/vocab.txt", path_ / "vocab.txt");
    config = json::parse(read_file(golden(model) + "/config.json"));
  }

  json config;

  // Each tensor under these prefixes, in place of its own name.
  ModelCopy& under(const std::vector<std::string>& prefixes) {
    std::vector<Tensor> copies;
    for (const std::string& prefix : prefixes) {
      for (Tensor tensor : tensors_) {
        tensor.name = prefix + tensor.name;
        copies.push_back(std::move(tensor));
      }
    }
    tensors_ = std::move(copies);
    return *this;
  }
  // `format` "flax" makes the loader ask the converters for the weights.
  void write(const std::string& format = "pt") const {
    write_safetensors(path_ / "model.safetensors", tensors_, {{"format", format}});
    std::ofstream(path_ / "config.json") << config;
  }

 private:
  fs::path path_;
  SafetensorsFile source_;
  std::vector<Tensor> tensors_;
};

TEST_CASE("of models whose names differ before the last component, each is chosen by its whole prefix") {
  const Folder folder;
  ModelCopy(folder, "hf/pretraining").under({"student.model.", "teacher.model."}).write();
  const RunResult refused = folder.electra({"convert", "m", "out"});
  CHECK(refused.code == 2);
  CHECK(refused.err.find(", --strip-prefix teacher.model (") != std::string::npos);
  CHECK(folder.electra({"convert", "m", "out", "--part", "both"}).code == 2);
  CHECK_FALSE(fs::exists(folder.path() / "out"));
  CHECK(folder.electra({"convert", "m", "out", "--quiet", "--strip-prefix", "teacher.model"}).code == 0);
}

TEST_CASE("names of tensors do not lead out of DEST") {
  const Folder folder;
  const std::string outside = (folder.path() / "outside").string();
  ModelCopy(folder, "hf/pretraining").under({outside + "/a.", outside + "/b.", "../c."}).write();
  CHECK(folder.electra({"convert", "m", "out", "--part", "both"}).code == 2);
  CHECK(folder.files() == std::vector<std::string>{"m"});
}

TEST_CASE("of three models with the head of the config none is run") {
  const Folder folder;
  ModelCopy(folder, "hf/pretraining").under({"a.", "b.", "c."}).write("flax");
  const RunResult result = folder.electra({"detect-replaced", "--model", "./m"}, "the cat\n");
  CHECK(result.code == 1);
  CHECK(result.err.find("holds 3 models, 'a', 'b', 'c'; choose one") != std::string::npos);
}

TEST_CASE("what a program put beside the model that it wraps belongs to it") {
  const Folder folder;
  ModelCopy model(folder, "hf/pretraining");
  model.under({""}).write();
  const std::string expected = folder.electra({"detect-replaced", "--model", "./m"}, "the cat\n").out;
  CHECK(expected != "");
  const RunResult renamed = folder.electra({"convert", "m", "out", "--quiet", "--rename", "electra=net.electra"});
  CHECK(renamed.code == 0);
  CHECK(folder.electra({"detect-replaced", "--model", "./out"}, "the cat\n").out == expected);
}

TEST_CASE("control characters in names are not written to the terminal") {
  const Folder folder;
  ModelCopy(folder, "hf/pretraining").under({"\x1b[31mx\n."}).write();
  const RunResult result = folder.electra({"convert", "m", "out"});
  CHECK(result.err ==
        "electra: m/model.safetensors: names begin with '\\x1b[31mx\\x0a.electra.', read as 'electra.'\n");
}

TEST_CASE("a key that config.json leaves to its default has it in what is written, too") {
  const Folder folder;
  ModelCopy model(folder, "hf/pretraining");
  model.config.erase("num_attention_heads");  // 4 in Transformers; Google's rule would say 1
  model.write();
  const RunResult result = folder.electra({"convert", "m", "out"});
  CHECK(result.out.find(", 4 attention heads,") != std::string::npos);
}

TEST_CASE("labels that are not as many as the outputs are refused, and named by a flag") {
  const Folder folder;
  ModelCopy model(folder, "hf/seqcls-3");
  model.config["id2label"] = {{"0", "a"}, {"1", "b"}, {"2", "c"}, {"3", "d"}};
  model.config["label2id"] = {{"a", 0}, {"b", 1}, {"c", 2}, {"d", 3}};
  model.write();
  CHECK(folder.electra({"convert", "m", "out"}).err ==
        "electra: m/config.json: 4 labels, expected 3 by the shapes of the weights; --labels names them\n");
  folder.write("labels", "x\ny\nz\n");
  CHECK(folder.electra({"convert", "m", "out", "--quiet", "--labels", "labels"}).code == 0);
  const json written = json::parse(read_file(folder.path() / "out/config.json"));
  CHECK(written["id2label"] == json{{"0", "x"}, {"1", "y"}, {"2", "z"}});
  CHECK(written["label2id"] == json{{"x", 0}, {"y", 1}, {"z", 2}});
}

TEST_CASE("layers beyond those of the config are left out, as they are at loading") {
  const Folder folder;
  ModelCopy model(folder, "hf/pretraining");
  model.config["num_hidden_layers"] = 1;
  model.write();
  const RunResult result = folder.electra({"convert", "m", "out"});
  CHECK(result.out.find("left out    of layers beyond those of the config: 16 variables") != std::string::npos);
  CHECK(folder.electra({"detect-replaced", "--model", "./out"}, "the cat\n").out ==
        folder.electra({"detect-replaced", "--model", "./m"}, "the cat\n").out);
}

TEST_CASE("--force does not remove the file that a link of the source leads to") {
  const Folder folder;
  ModelCopy(folder, "hf/pretraining").write();
  fs::create_directory(folder.path() / "store");
  fs::rename(folder.path() / "m/model.safetensors", folder.path() / "store/w");
  fs::create_symlink("../store/w", folder.path() / "m/model.safetensors");
  const RunResult result = folder.electra({"convert", "m", "store", "--force"});
  CHECK(result.code == 2);
  CHECK(result.err.find("store is or holds SOURCE, m/model.safetensors, which would go with it") != std::string::npos);
  CHECK(fs::exists(folder.path() / "store/w"));
}

}  // namespace
}  // namespace electra::test
