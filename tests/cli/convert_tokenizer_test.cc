// electra convert: what it says and writes of a vocabulary and of the tokenizer that goes with it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string google(const std::string& name) { return golden("google/" + name); }

TEST_CASE("case and accents are told from the vocabulary, and can be overruled") {
  const Folder folder;
  fs::create_directory_symlink(google("pretrain-d-mlm/ckpt"), folder.path() / "ckpt");
  const std::string special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
  folder.write("cased", special + "the\nThe\n\u00fcber\n");
  folder.write("uncased", special + "the\n\u00fcber\n");
  folder.write("none", "a\nb\n");
  folder.write("c.json", R"({"model_hparam_overrides": {}, "do_lower_case": true})");
  const auto convert = [&](const std::string& vocab, const std::vector<std::string>& flags) {
    std::vector<std::string> arguments = {"convert", "ckpt", "m", "--force", "--vocab", vocab};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return folder.electra(arguments);
  };
  const auto lines = [&](const std::string& vocab, const std::vector<std::string>& flags) {
    const std::string out = convert(vocab, flags).out;
    const size_t begin = out.find(" pieces, ") + 9;
    return out.substr(begin, out.find("\ntokenizer ") - begin);
  };
  const auto written = [&](const char* key) { return json::parse(folder.read("m/tokenizer_config.json"))[key]; };
  CHECK(lines("cased", {}) == "cased ('The' on line 7 has a capital letter)\naccents     kept (as case is)");
  CHECK(written("do_lower_case") == false);
  CHECK(written("strip_accents") == nullptr);
  CHECK(lines("uncased", {}) ==
        "uncased (no piece has a capital letter)\naccents     kept (stripping changes '\u00fcber' on line 7)");
  CHECK(written("do_lower_case") == true);
  CHECK(written("strip_accents") == false);
  CHECK(lines("uncased", {"--lower-case", "false"}) == "cased (as asked for)\naccents     kept (as case is)");
  CHECK(written("do_lower_case") == false);
  CHECK(lines("uncased", {"--strip-accents", "auto"}) ==
        "uncased (no piece has a capital letter)\naccents     stripped (as asked for)");
  CHECK(written("strip_accents") == nullptr);
  CHECK(lines("cased", {"--strip-accents", "true"}) ==
        "cased ('The' on line 7 has a capital letter)\naccents     stripped (as asked for)");
  CHECK(written("strip_accents") == true);
  convert("cased", {"--config", "c.json"});
  CHECK(written("do_lower_case") == true);
  CHECK(written("strip_accents") == false);
  convert("cased", {"--config", "c.json", "--lower-case", "false"});
  CHECK(written("do_lower_case") == false);
  CHECK(convert("cased", {}).err ==
        "electra: cased: 8 lines for 1531 rows of word embeddings: the last 1523 have no "
        "token\n");
  CHECK(convert("none", {}).err == "electra: none: has no [UNK]: expected a WordPiece vocabulary\n");
}

TEST_CASE("that a directory of Transformers is read otherwise once it is converted is said") {
  const Folder folder;
  fs::create_directory(folder.path() / "m");
  for (const char* file : {"config.json", "model.safetensors"}) {
    fs::copy(golden("hf/pretraining") + "/" + file, folder.path() / "m" / file);
  }
  std::string vocabulary = folder.shell("cat " + golden("hf/vocab.txt")).out;
  vocabulary.replace(vocabulary.find("\nthe\n"), 5, "\nThe\n");
  folder.write("m/vocab.txt", vocabulary);
  CHECK(folder.electra({"tokenize", "--quiet", "--model", "m"}, "The\n").out.find("The") == std::string::npos);
  const RunResult result = folder.electra({"convert", "m", "out"});
  CHECK(
      result.err ==
      "electra: m/vocab.txt: as its pieces are, texts keep case from now on; without tokenizer_config.json, as before, "
      "they are lower-cased and lose accents\n");
  CHECK(folder.electra({"tokenize", "--quiet", "--model", "out"}, "The\n").out == "[CLS] The [SEP]\n");
  CHECK(folder.electra({"convert", "m", "out", "--force", "--lower-case", "true"}).err == "");
}

TEST_CASE("the kind of tokenizer is written for checkpoints of Google's code alone") {
  const Folder folder;
  const auto config = [&] { return json::parse(folder.read("m/tokenizer_config.json")); };
  CHECK(folder.electra({"convert", google("pretrain-d-mlm/ckpt"), "m", "--vocab", google("vocab.txt")}).code == 0);
  CHECK(config().at("electra_tokenizer") == "google");
  const RunResult torch = folder.electra({"convert", golden("formats/odd-lightning/last.ckpt"), "m", "--force"});
  CHECK(torch.out.find("\naccents     stripped (stripping changes no piece)\nleft out ") != std::string::npos);
  CHECK_FALSE(config().contains("electra_tokenizer"));
}

}  // namespace
}  // namespace electra::test
