// Memory does not grow with the input.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "electra/config.h"
#include "format/safetensors.h"
#include "format/weight_table.h"

namespace electra::test {

using namespace internal;
namespace {

std::string text_of(size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += "The quick brown fox jumps over the lazy dog, and nobody knows why.\n";
  return text;
}

TEST_CASE("tokenize needs as much memory for 20 MB as for 2 MB") {
  const Folder folder;
  folder.write("small.txt", text_of(2'000'000));
  folder.write("large.txt", text_of(20'000'000));
  const auto peak = [&](const std::string& file) {
    const RunResult result = folder.electra({"tokenize", "--quiet", "--output", "/dev/null", file});
    CHECK(result.code == 0);
    return result.peak_bytes;
  };
  const int64_t small = peak("small.txt");
  CHECK(peak("large.txt") < small + 10'000'000);
}

TEST_CASE("a huge line leaves no huge memory behind for the next ones") {
  Folder folder;
  folder.limits.address_space = uint64_t{2} << 30;
  const RunResult result =
      folder.electra({"tokenize", "--quiet", "--output", "/dev/null"}, std::string(30'000'000, 'x') + "\nthe cat\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
}

TEST_CASE("detect-replaced needs as much memory for 4 MB as for 1 MB") {
  const Folder folder;
  folder.write("small.txt", text_of(1'000'000));
  folder.write("large.txt", text_of(4'000'000));
  const auto peak = [&](const std::string& file) {
    const RunResult result = folder.electra(
        {"detect-replaced", "--quiet", "--model", golden("hf/pretraining"), "--output", "/dev/null", file});
    CHECK(result.code == 0);
    return result.peak_bytes;
  };
  const int64_t small = peak("small.txt");
  CHECK(peak("large.txt") < small + 10'000'000);
}

// Five questions about each of some contexts of 600 bytes, as a file of SQuAD 2.0.
std::string squad_of(int contexts) {
  std::string paragraphs;
  for (int i = 0; i < contexts; ++i) {
    std::string questions;
    for (int j = 0; j < 5; ++j) {
      questions += fmt::format(R"({}{{"id": "{}-{}", "question": "Who jumps over it?", "is_impossible": false, )"
                               R"("answers": [{{"text": "The quick brown fox", "answer_start": 0}}]}})",
                               j == 0 ? "" : ", ", i, j);
    }
    std::string context = text_of(600);
    std::ranges::replace(context, '\n', ' ');
    paragraphs += fmt::format(R"({}{{"qas": [{}], "context": "{}"}})", i == 0 ? "" : ", ", questions, context);
  }
  return R"({"version": "v2.0", "data": [{"title": "t", "paragraphs": [)" + paragraphs + "]}]}";
}

TEST_CASE("qa needs as much memory for 10,000 questions as for 1,000") {
  const Folder folder;
  folder.write("small.json", squad_of(200));
  folder.write("large.json", squad_of(2000));
  const auto peak = [&](const std::string& file) {
    const RunResult result = folder.electra({"qa", "--quiet", "--model", golden("hf/qa"), "--output", "/dev/null",
                                             "--nbest", "/dev/null", "--null-odds", "/dev/null", file});
    CHECK(result.err == "");
    CHECK(result.code == 0);
    return result.peak_bytes;
  };
  const int64_t small = peak("small.json");
  CHECK(peak("large.json") < small + 10'000'000);
}

TEST_CASE("the other tasks need as much memory for 2 MB as for 200 KB") {
  struct Case {
    std::vector<std::string> arguments;
    std::string record;
  };
  const Case cases[] = {
      {{"classify", "--model", golden("hf/seqcls-3")}, "my school is down the long way\n"},
      {{"classify", "--format", "csv", "--model", golden("hf/seqcls-3")}, "\"my school,\nis down\"\n"},
      {{"choose", "--model", golden("hf/multiplechoice-first")},
       R"({"prompt": "my school", "choices": ["is", "was"]})"
       "\n"},
      {{"tag", "--format", "conll", "--model", golden("hf/tokencls")}, "my O\nschool O\n\n"},
      {{"tag", "--model", golden("hf/tokencls")}, "my school is down the long way\n"},
      {{"embed", "--model", golden("hf/model")}, "my school is down the long way\n"},
  };
  for (const Case& test : cases) {
    CAPTURE(test.arguments);
    const Folder folder;
    const auto peak = [&](size_t bytes) {
      std::string input;
      while (input.size() < bytes) input += test.record;
      std::vector<std::string> arguments = test.arguments;
      arguments.insert(arguments.end(), {"--quiet", "--output", "/dev/null"});
      const RunResult result = folder.electra(arguments, input);
      CHECK(result.err == "");
      CHECK(result.code == 0);
      return result.peak_bytes;
    };
    const int64_t small = peak(200'000);
    CHECK(peak(2'000'000) < small + 10'000'000);
  }
}

// A replaced-token model of ELECTRA-small's sizes, all of its weights 0.01. Returns the bytes of its weights.
int64_t write_small_model(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  // The sizes that a config leaves out are those of ELECTRA-small.
  std::ofstream(directory / "config.json")
      << R"({"model_type": "electra", "architectures": ["ElectraForPreTraining"]})";
  const Config config = read_config(directory / "config.json");
  std::filesystem::copy(golden("tokenizer/vocab.txt"), directory / "vocab.txt");
  std::vector<WeightSpec> specs = encoder_weights(config);
  for (WeightSpec& spec : head_weights(config, Head::pretraining)) specs.push_back(std::move(spec));
  std::deque<std::vector<float>> values;
  std::vector<Tensor> tensors;
  int64_t bytes = 0;
  for (const WeightSpec& spec : specs) {
    Tensor tensor = {.name = spec.name, .dtype = DType::f32, .shape = spec.shape, .data = {}};
    tensor.data = std::as_bytes(std::span(values.emplace_back(static_cast<size_t>(tensor.elements()), 0.01F)));
    bytes += static_cast<int64_t>(tensor.data.size());
    tensors.push_back(tensor);
  }
  write_safetensors(directory / "model.safetensors", tensors);
  return bytes;
}

// Twice the weights would be a copy of all of them beside the file's mapped pages.
TEST_CASE("loading a model needs little more memory than its weights") {
  const Folder folder;
  const int64_t weights = write_small_model(folder.path() / "small");
  CHECK(weights > 50'000'000);
  const RunResult result = folder.electra({"detect-replaced", "--model", "./small", "--threads", "2"}, "the cat\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
  CHECK(result.peak_bytes < weights * 3 / 2 + 60'000'000);
}

}  // namespace
}  // namespace electra::test
