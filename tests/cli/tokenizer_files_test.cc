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

TEST_CASE("offsets of a pair count in the token's own text, whatever its type") {
  const Model model("pretraining");
  model.set("model_input_names", {"input_ids", "attention_mask"});
  const RunResult result = model.tokenize("the\té the", {"--pair", "--output-format", "jsonl", "--offsets", "chars"});
  CHECK(Json::parse(result.out)["offsets"] == Json::parse("[[0,0],[0,3],[0,0],[0,1],[2,5],[0,0]]"));
  CHECK(Json::parse(result.out)["token_type_ids"] == Json::parse("[0,0,0,0,0,0]"));
}

// Recorded with Transformers 4.57.6.
TEST_CASE("an ideograph beside an added token that takes blanks is not lost") {
  const Model model("pretraining");
  Json decoder = model.read("tokenizer_config.json")["added_tokens_decoder"];
  decoder["328"] = {{"content", "onx"}, {"lstrip", true}, {"rstrip", true}, {"normalized", true}};
  model.set("added_tokens_decoder", decoder);
  Json config = model.read("config.json");
  config["vocab_size"] = 329;
  model.write("config.json", config);
  CHECK(model.tokenize("\u6f22\u5b57ONX\u6f22 the onx the").out == "[CLS] [UNK] [UNK] onx [UNK] the onx the [SEP]\n");
}

TEST_CASE("a converted generator of Google's code fills masks, though its tokenizer splits them") {
  const Folder folder;
  CHECK(folder
            .electra(
                {"convert", "--quiet", golden("google/pretrain-g-zip/electra_small.zip"), "gen", "--part", "generator"})
            .code == 0);
  CHECK(Json::parse(folder.read("gen/tokenizer_config.json"))["electra_tokenizer"] == "google");
  const auto fill = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"fill-mask", "--quiet", "--model", "gen", "--output-format", "jsonl"});
    return folder.electra(flags, "the [MASK] of[MASK]\n").out;
  };
  CHECK(Json::parse(fill({}))["masks"].size() == 2);
  CHECK(fill({}) == fill({"--tokenizer", "fast"}));
}

TEST_CASE("--vocab takes a tokenizer.json as it is, unless settings are given") {
  const Model model("pretraining");
  Json json = model.read("tokenizer.json");
  json["normalizer"]["lowercase"] = false;
  model.write("tokenizer.json", json);
  const auto tokenize = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"tokenize", "--quiet", "--vocab", "m/tokenizer.json"});
    return model.folder().electra(flags, "The the\n").out;
  };
  CHECK(tokenize({}) == "[CLS] [UNK] the [SEP]\n");
  CHECK(tokenize({"--lower-case", "true"}) == "[CLS] the the [SEP]\n");
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
