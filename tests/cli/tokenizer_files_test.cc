// Directories whose tokenizers differ from BERT's usual one, as people have them: each was once read as another one.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

using Json = nlohmann::json;

// A model in a folder, with files that a test changes.
class Model {
 public:
  explicit Model(const std::string& name) {
    std::filesystem::copy(golden("hf/" + name), folder_.path() / "m", std::filesystem::copy_options::recursive);
  }

  Json read(const std::string& file) const { return Json::parse(folder_.read("m/" + file)); }
  void write(const std::string& file, const Json& json) const { folder_.write("m/" + file, json.dump()); }
  void set(const std::string& key, const Json& value) const {
    Json config = read("tokenizer_config.json");
    config[key] = value;
    write("tokenizer_config.json", config);
  }

  RunResult tokenize(const std::string& text, std::vector<std::string> flags = {}) const {
    flags.insert(flags.begin(), {"tokenize", "--quiet", "--model", "m"});
    return folder_.electra(flags, text + "\n");
  }
  const Folder& folder() const { return folder_; }

 private:
  Folder folder_;
};

TEST_CASE("a normalizer before BERT's in tokenizer.json changes the text, vocab.txt or not") {
  const Model model("pretraining");
  CHECK(model.tokenize("\u2460").out == "[CLS] [UNK] [SEP]\n");
  Json json = model.read("tokenizer.json");
  json["normalizer"] = {{"type", "Sequence"}, {"normalizers", {{{"type", "NFKC"}}, json["normalizer"]}}};
  model.write("tokenizer.json", json);
  CHECK(model.tokenize("\u2460").out == "[CLS] 1 [SEP]\n");
  CHECK(model.folder().electra({"inspect", "m"}).out.find("Sequence(NFKC, BertNormalizer)") != std::string::npos);
}

TEST_CASE("the class decides whether settings overrule tokenizer.json") {
  const Model model("pretraining");
  Json json = model.read("tokenizer.json");
  json["normalizer"]["lowercase"] = false;
  model.write("tokenizer.json", json);
  CHECK(model.tokenize("The the").out == "[CLS] the the [SEP]\n");
  model.set("tokenizer_class", "PreTrainedTokenizerFast");
  CHECK(model.tokenize("The the").out == "[CLS] [UNK] the [SEP]\n");
}

TEST_CASE("a class that splits with a dictionary is refused, wherever it is named") {
  const Model model("pretraining");
  const std::string fault =
      "electra: m: tokenizer_class is 'BertJapaneseTokenizer', which splits words with a dictionary; expected a class "
      "that splits as BertTokenizer does, such as ElectraTokenizer, or PreTrainedTokenizerFast with a tokenizer.json\n";
  model.set("tokenizer_class", "BertJapaneseTokenizer");
  for (const char* kind : {"fast", "slow", "google"}) {
    const RunResult result = model.tokenize("the", {"--tokenizer", kind});
    CHECK(result.err == fault);
    CHECK(result.out == "");
    CHECK(result.code == 1);
  }
  model.set("tokenizer_class", nullptr);
  CHECK(model.tokenize("the").code == 0);
  Json config = model.read("config.json");
  config["tokenizer_class"] = "BertJapaneseTokenizer";
  model.write("config.json", config);
  CHECK(model.tokenize("the").err == fault);
}

TEST_CASE("BertProcessing frames a text, and other templates do for every task") {
  const Model model("pretraining");
  Json json = model.read("tokenizer.json");
  json["post_processor"] = {{"type", "BertProcessing"}, {"sep", {"[SEP]", 3}}, {"cls", {"[CLS]", 2}}};
  model.write("tokenizer.json", json);
  CHECK(model.tokenize("the on").out == "[CLS] the on [SEP]\n");
  json["post_processor"] = nullptr;
  model.write("tokenizer.json", json);
  CHECK(model.tokenize("the on").out == "the on\n");
  const RunResult result = model.folder().electra(
      {"detect-replaced", "--quiet", "--model", "m", "--output-format", "tsv", "--threshold", "0"}, "the on\n");
  CHECK(result.code == 0);
  CHECK(std::ranges::count(result.out, '\n') == 2);
}

TEST_CASE("truncation_side left keeps the end of a text") {
  const Model model("seqcls-3");
  const auto classify = [&](const std::string& text) {
    return model.folder()
        .electra({"classify", "--quiet", "--model", "m", "--all-scores", "--max-length", "5"}, text + "\n")
        .out;
  };
  const std::string first = classify("the on a"), last = classify("a the 1");
  CHECK(first != last);
  CHECK(classify("the on a the 1") == first);
  model.set("truncation_side", "left");
  CHECK(classify("the on a the 1") == last);
}

TEST_CASE("keys of tokenizer_config.json count in every kind") {
  const Model model("pretraining");
  model.set("clean_up_tokenization_spaces", false);
  const std::vector<std::string> decode = {"--decode", "--tokenizer", "slow"};
  CHECK(model.tokenize("73 18", decode).out == "the .\n");
  model.set("clean_up_tokenization_spaces", true);
  CHECK(model.tokenize("73 18", decode).out == "the.\n");
  model.set("extra_special_tokens", {{"url_token", "the"}});
  CHECK(model.tokenize("othe").out.find(" the ") != std::string::npos);
  model.set("do_basic_tokenize", false);
  CHECK(model.tokenize("on. On", {"--tokenizer", "slow"}).out.find("[UNK]") != std::string::npos);
  model.set("strip_accents", false);
  CHECK(model.tokenize("th\u00e9", {"--tokenizer", "google"}).out == "[CLS] [UNK] [SEP]\n");
}

TEST_CASE("the kind that convert wrote counts where no flag says otherwise") {
  const Model model("pretraining");
  CHECK(model.tokenize("[MASK]").out == "[CLS] [MASK] [SEP]\n");
  model.set("electra_tokenizer", "google");
  CHECK(model.tokenize("[MASK]").out != "[CLS] [MASK] [SEP]\n");
  CHECK(model.tokenize("[MASK]", {"--tokenizer", "fast"}).out == "[CLS] [MASK] [SEP]\n");
  model.set("electra_tokenizer", "rust");
  CHECK(model.tokenize("x").err ==
        "electra: m/tokenizer_config.json: 'electra_tokenizer' is \"rust\", expected \"fast\" or \"slow\" or "
        "\"google\"\n");
}

}  // namespace
}  // namespace electra::test
