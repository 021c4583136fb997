// Models that compute NaN or infinite numbers: no answer is made of these, and no neighbour suffers.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

const std::string fault =
    "the model gives NaN or infinite numbers, expected finite ones; its weights are damaged or overflow";

// The model directory m, with `value` in every number of one row of the tensors whose names end so.
class DamagedModel {
 public:
  explicit DamagedModel(const Folder& folder) : folder_(folder), bytes_(folder.read("m/model.safetensors")) {}

  DamagedModel& set(const std::string& ending, size_t row, float value) {
    uint64_t header = 0;
    for (size_t i = 0; i < 8; ++i) header |= uint64_t{static_cast<unsigned char>(bytes_[i])} << 8 * i;
    const auto tensors = nlohmann::json::parse(bytes_.substr(8, header));
    for (const auto& [name, tensor] : tensors.items()) {
      if (!name.ends_with(ending)) continue;
      REQUIRE(tensor["dtype"] == "F32");
      const size_t size = 4 * tensor["shape"].back().get<size_t>();
      const size_t begin = 8 + header + tensor["data_offsets"][0].get<size_t>() + row * size;
      for (size_t at = begin; at < begin + size; at += 4) {
        const auto bits = std::bit_cast<uint32_t>(value);
        for (size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<char>(bits >> 8 * i);
      }
    }
    return *this;
  }
  void write() const { folder_.write("m/model.safetensors", bytes_); }

 private:
  const Folder& folder_;
  std::string bytes_;
};

void copy_model(const Folder& folder, const std::string& model) {
  fs::create_directory(folder.path() / "m");
  for (const auto& entry : fs::directory_iterator(golden(model))) {
    if (entry.path().filename() != "expected.safetensors") fs::copy(entry.path(), folder.path() / "m");
  }
}

size_t line_of(const Folder& folder, const std::string& word) {
  const std::string vocab = folder.read("m/vocab.txt");
  const size_t at = vocab.find("\n" + word + "\n");
  REQUIRE(at != vocab.npos);
  return static_cast<size_t>(std::count(vocab.begin(), vocab.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
}

struct Asked {
  std::string command, model;
  std::vector<std::string> arguments;
  std::string good, bad;    // a record each; "city" is in the bad one alone
  std::string left = "\n";  // in place of the result of the bad one
};

const std::string good_question = R"({"id": "a", "question": "the way", "context": "my school is down"})";
const std::string bad_question = R"({"id": "b", "question": "the way", "context": "the city is down"})";

const std::vector<Asked> all = {
    {"detect-replaced", "hf/pretraining", {}, "my school", "the city"},
    {"detect-replaced", "hf/pretraining", {"--output-format", "jsonl"}, "my school", "the city", "null\n"},
    {"fill-mask", "hf/maskedlm-untied", {}, "my [MASK]", "the city [MASK]"},
    {"classify", "hf/seqcls-3", {}, "my school", "the city"},
    {"classify", "hf/seqcls-3", {"--activation", "none"}, "my school", "the city"},
    {"classify", "hf/seqcls-multilabel", {"--all-scores"}, "my school", "the city"},
    {"classify", "hf/seqcls-regression", {"--output-format", "jsonl"}, "my school", "the city", "null\n"},
    {"qa", "hf/qa", {}, good_question, bad_question},
    {"tag", "hf/tokencls", {}, "my school", "the city"},
    {"tag", "hf/tokencls", {"--format", "conll"}, "my\nschool\n", "city\n", ""},
    {"choose",
     "hf/multiplechoice-first",
     {},
     R"({"prompt": "my", "choices": ["school", "way"]})",
     R"({"prompt": "my", "choices": ["way", "city"]})"},
    {"attend", "hf/model", {}, "my school", "the city", "null\n"},
    {"embed", "hf/model", {"--output-format", "tsv"}, "my school", "the city"},
    {"embed", "hf/model", {"--output-format", "tsv", "--layer", "1", "--pooling", "max"}, "my school", "the city"},
    {"embed",
     "hf/model",
     {"--output-format", "jsonl", "--pooling", "cls", "--normalize"},
     "my school",
     "the city",
     "null\n"},
};

// The bad record stands between two good ones, in one batch with them.
void check_refused(const Folder& folder, const Asked& asked) {
  CAPTURE(asked.command);
  CAPTURE(asked.arguments);
  std::vector<std::string> arguments = {asked.command, "--quiet", "--model", "./m"};
  arguments.insert(arguments.end(), asked.arguments.begin(), asked.arguments.end());
  const std::string good = folder.electra(arguments, asked.good + "\n").out;
  CHECK(good != "");
  const std::string input = asked.good + "\n" + asked.bad + "\n" + asked.good + "\n";
  const RunResult stopped = folder.electra(arguments, input);
  const size_t line = static_cast<size_t>(std::ranges::count(asked.good, '\n')) + 2;
  CHECK(stopped.out == good);
  CHECK(stopped.err == fmt::format("electra: <stdin>:{}: {}\n", line, fault));
  CHECK(stopped.code == 1);
  arguments.insert(arguments.end(), {"--on-error", "skip"});
  const RunResult skipped = folder.electra(arguments, input);
  CHECK(skipped.out == good + asked.left + good);
  CHECK(skipped.err == "");
  CHECK(skipped.code == 3);
}

TEST_CASE("a record that the model gives NaN or infinite numbers for is bad, its neighbours are not") {
  for (const Asked& asked : all) {
    for (const float value : {std::nanf(""), INFINITY}) {
      const Folder folder;
      copy_model(folder, asked.model);
      DamagedModel(folder).set("word_embeddings.weight", line_of(folder, "city"), value).write();
      check_refused(folder, asked);
    }
  }
}

TEST_CASE("so it is with the heads of Google's code") {
  for (const std::string name : {"finetuned-squad2", "finetuned-squad1-simple"}) {
    const Folder folder;
    const std::string source = golden("google/" + name);
    REQUIRE(folder
                .electra({"convert", source + "/ckpt", "m", "--config", source + "/config.json", "--vocab",
                          source + "/vocab.txt"})
                .code == 0);
    DamagedModel(folder).set("word_embeddings.weight", line_of(folder, "city"), std::nanf("")).write();
    check_refused(folder, {"qa", "", {}, good_question, bad_question});
  }
}

TEST_CASE("sound weights that overflow on the way give no answers either") {
  for (const Asked& asked : all) {
    CAPTURE(asked.command);
    const Folder folder;
    copy_model(folder, asked.model);
    DamagedModel(folder).set("LayerNorm.weight", 0, 3e38F).write();
    std::vector<std::string> arguments = {asked.command, "--model", "./m"};
    arguments.insert(arguments.end(), asked.arguments.begin(), asked.arguments.end());
    const RunResult result = folder.electra(arguments, asked.good + "\n");
    CHECK(result.out == "");
    CHECK(result.err == fmt::format("electra: <stdin>:1: {}\n", fault));
    CHECK(result.code == 1);
  }
}

TEST_CASE("a question of SQuAD that the model gives NaN for is left out of all files and counted") {
  const Folder folder;
  copy_model(folder, "hf/qa");
  DamagedModel(folder).set("word_embeddings.weight", line_of(folder, "city"), std::nanf("")).write();
  folder.write("q.json", R"({"data": [{"paragraphs": [{"context": "my school is down the way", "qas": [
      {"id": "a", "question": "the city"}, {"id": "b", "question": "the school"}]}]}]})");
  CHECK(folder.electra({"qa", "--quiet", "--model", "./m", "q.json"}).err ==
        "electra: q.json: paragraph 1, question 'a': " + fault + "\n");
  const RunResult result = folder.electra(
      {"qa", "--model", "./m", "--quiet", "q.json", "--nbest", "n", "--null-odds", "o", "--on-error", "skip"});
  CHECK(result.code == 3);
  const auto answers = nlohmann::json::parse(result.out);
  CHECK(answers.size() == 1);
  CHECK(answers.contains("b"));
  CHECK(nlohmann::json::parse(folder.read("n")).size() == 1);
}

TEST_CASE("forward is the raw door: it writes what the model computes") {
  const Folder folder;
  copy_model(folder, "hf/pretraining");
  DamagedModel(folder).set("word_embeddings.weight", line_of(folder, "city"), std::nanf("")).write();
  CHECK(folder
            .electra({"forward", "--model", "./m", "--input", golden("hf/pretraining/expected.safetensors"), "--output",
                      "o"})
            .code == 0);
}

}  // namespace
}  // namespace electra::test
