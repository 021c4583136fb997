// electra inspect: what it tells of a model.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/harness.h"

namespace electra::test {
namespace {

using Json = nlohmann::json;

Json inspect(const std::string& model) {
  const Folder folder;
  const RunResult result = folder.electra({"inspect", model, "--output-format", "jsonl"});
  CHECK(result.err == "");
  CHECK(result.code == 0);
  CHECK(std::ranges::count(result.out, '\n') == 1);
  return Json::parse(result.out);
}

TEST_CASE("without a model: those that there are, and what each serves") {
  Folder folder;
  const std::filesystem::path models = folder.path() / "models";
  std::filesystem::create_directories(models / "damaged");
  std::filesystem::create_directories(models / "no-model");
  std::filesystem::create_directories(models / "other");
  folder.write("models/damaged/config.json", "{");
  folder.write("models/other/config.json", R"({"model_type": "bert"})");
  std::filesystem::create_directory_symlink(golden("hf/maskedlm"), models / "mine");
  const std::filesystem::path snapshots = folder.path() / ".cache/huggingface/hub/models--owner--name/snapshots";
  std::filesystem::create_directories(snapshots);
  std::filesystem::create_directory_symlink(golden("hf/pretraining"), snapshots / "0123456789");
  folder.environment["ELECTRA_MODEL_PATH"] = models.string();
  const RunResult text = folder.electra({"inspect"});
  CHECK(text.err == "");
  CHECK(text.out.starts_with(models.string() + ":\n  damaged                     unusable: "));
  CHECK(text.out.find("\n  mine                        fill-mask, embed, attend, tokenize, forward\n") !=
        std::string::npos);
  CHECK(text.out.find("\n  electra-mini-qa             qa, embed, attend, tokenize, forward\n") != std::string::npos);
  CHECK(text.out.find("\n  owner/name                  detect-replaced, embed, attend, tokenize, forward\n") !=
        std::string::npos);
  CHECK(folder.electra({"inspect", "--names"}).out ==
        "damaged\nmine\nelectra-mini-choice\nelectra-mini-discriminator\nelectra-mini-generator\nelectra-mini-ner\n"
        "electra-mini-qa\nelectra-mini-sst2\nowner/name\n");
  CHECK(folder.electra({"inspect", "--names", "--serves", "fill-mask"}).out == "mine\nelectra-mini-generator\n");
  CHECK(folder.electra({"inspect", "--serves", "qa", "--output-format", "jsonl"})
            .out.starts_with("{\"model\":\"electra-mini-qa\""));
  CHECK(folder.electra({"inspect", "--names", "--serves", "score"}).code == 2);
  const RunResult jsonl = folder.electra({"inspect", "--output-format", "jsonl"});
  CHECK(std::ranges::count(jsonl.out, '\n') == 9);
  const Json last = Json::parse(jsonl.out.substr(jsonl.out.rfind('\n', jsonl.out.size() - 2)));
  CHECK(last["model"] == "owner/name");
  CHECK(last["commands"] == Json({"detect-replaced", "embed", "attend", "tokenize", "forward"}));
}

TEST_CASE("what does not go with a list of models is refused") {
  const Folder folder;
  CHECK(folder.electra({"inspect", "--tensors"}).err == "electra: inspect: --tensors needs a MODEL\n");
  CHECK(folder.electra({"inspect", "--names", "x"}).err ==
        "electra: inspect: --names lists models: it takes no MODEL\n");
  CHECK(folder.electra({"inspect", "--serves", "qa", "x"}).err ==
        "electra: inspect: --serves lists models: it takes no MODEL\n");
  CHECK(folder.electra({"inspect", ""}).err == "electra: model '': an empty name\n");
}

TEST_CASE("text: one fact a line") {
  const Folder folder;
  std::filesystem::create_directory_symlink(golden("hf/pretraining"), folder.path() / "small.electra");
  const RunResult result = folder.electra({"inspect", "small.electra"});
  CHECK(result.out ==
        "model            small.electra\n"
        "architecture     ElectraForPreTraining\n"
        "layers           2\n"
        "hidden size      32\n"
        "embedding size   32\n"
        "attention heads  2\n"
        "feed-forward     48, gelu_new\n"
        "positions        64, absolute\n"
        "parameters       28769\n"
        "weights          F32, 0.1 MB in 41 tensors of model.safetensors\n"
        "heads            pretraining\n"
        "vocabulary       328 pieces of tokenizer.json\n"
        "tokenizer        fast, ElectraTokenizer, at most 64 tokens\n"
        "frame            [CLS] A [SEP] B [SEP]\n"
        "normalizer       BertNormalizer: lower-cases, strips accents, ideographs are words\n"
        "pre-tokenizer    BertPreTokenizer\n"
        "commands         detect-replaced, embed, attend, tokenize, forward\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
}

TEST_CASE("without a vocabulary a model serves only the command that reads ids") {
  const Folder folder;
  std::filesystem::copy(golden("hf/pretraining"), folder.path() / "m");
  for (const char* file : {"vocab.txt", "tokenizer.json"}) std::filesystem::remove(folder.path() / "m" / file);
  const RunResult text = folder.electra({"inspect", "m"});
  CHECK(text.out.ends_with("\nvocabulary       none\ncommands         forward\n"));
  CHECK(text.code == 0);
  CHECK(inspect((folder.path() / "m").string())["commands"] == Json{"forward"});
}

TEST_CASE("jsonl: sizes under the names of config.json, heads, labels, vocabulary, commands") {
  const Json json = inspect(golden("hf/seqcls-3"));
  CHECK(json["num_hidden_layers"] == 2);
  CHECK(json["layer_norm_eps"] == 1e-12);
  CHECK(json["heads"] == Json{"classify"});
  CHECK(json["labels"] == Json{"contradiction", "entailment", "neutral"});
  CHECK(json["vocabulary"]["size"] == 328);
  CHECK(json["weights"]["dtypes"] == Json{"F32"});
  CHECK(json["commands"] == Json{"classify", "embed", "attend", "tokenize", "forward"});
}

TEST_CASE("how labels are read, and which tokenizer there is, is told") {
  CHECK(inspect(golden("hf/seqcls-3"))["label_reading"] == Json{"single_label_classification, softmax"});
  CHECK(inspect(golden("hf/seqcls-multilabel"))["label_reading"] == Json{"multi_label_classification, sigmoid"});
  CHECK(inspect(golden("hf/seqcls-regression"))["label_reading"] == Json{"regression, values as they are"});
  CHECK(inspect(golden("hf/tokencls"))["label_reading"].size() == 1);
  CHECK(inspect(golden("hf/qa"))["label_reading"] == Json::array());
  const Json tokenizer = inspect(golden("hf/seqcls-3"))["vocabulary"];
  CHECK(tokenizer["file"] == "tokenizer.json");
  CHECK(tokenizer["tokenizer"] == "fast");
  CHECK(tokenizer["tokenizer_class"] == "ElectraTokenizer");
  CHECK(tokenizer["normalizer"] == "BertNormalizer");
  CHECK(tokenizer["truncation_side"] == "right");
  CHECK(tokenizer["lower_case"] == true);
}

TEST_CASE("every kind of head is recognised") {
  const std::vector<std::pair<std::string, std::string>> models = {{"pretraining", "pretraining"},
                                                                   {"maskedlm", "masked-lm"},
                                                                   {"maskedlm-untied", "masked-lm"},
                                                                   {"seqcls-3", "classify"},
                                                                   {"tokencls", "tag"},
                                                                   {"qa", "qa"},
                                                                   {"multiplechoice-mean-tanh", "choose"}};
  for (const auto& [directory, head] : models) {
    CAPTURE(directory);
    CHECK(inspect(golden("hf/" + directory))["heads"] == Json{head});
  }
  CHECK(inspect(golden("hf/model"))["heads"] == Json::array());
}

TEST_CASE("--tensors lists name, shape and dtype of each") {
  const Folder folder;
  const RunResult text = folder.electra({"inspect", "--tensors", golden("hf/pretraining")});
  CHECK(text.out.find("electra.embeddings.word_embeddings.weight\t[328, 32]\tF32\n") != std::string::npos);
  CHECK(std::ranges::count(text.out, '\n') == 41);
  const RunResult json = folder.electra({"inspect", "--tensors", golden("hf/pretraining"), "--output-format", "jsonl"});
  CHECK(json.out.find(R"({"name":"electra.embeddings.word_embeddings.weight","shape":[328,32],"dtype":"F32"})") !=
        std::string::npos);
}

TEST_CASE("a damaged model is an error that names the tensor") {
  const Folder folder;
  const RunResult result = folder.electra({"inspect", golden("bad/st-missing-tensor-clean")});
  CHECK(result.out == "");
  CHECK(result.err.starts_with("electra: " + golden("bad/st-missing-tensor-clean") + "/model.safetensors: "));
  CHECK(result.code == 1);
}

}  // namespace
}  // namespace electra::test
