// electra forward of fine-tuned checkpoints of Google's code, converted, against what its graph gave.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/forward_inputs.h"

namespace electra::test {

using namespace internal;
namespace {

std::string fine_tuned(const std::string& task) { return golden("google/finetuned-" + task); }

std::vector<int64_t> integers(const Tensor& tensor) {
  std::vector<int64_t> values(static_cast<size_t>(tensor.elements()));
  REQUIRE(tensor.dtype == DType::i64);
  std::memcpy(values.data(), tensor.data.data(), tensor.data.size());
  return values;
}

// What Google's graph gave for the inputs of a task, and what forward writes for them.
class Compared {
 public:
  explicit Compared(const std::string& task)
      : expected_(fine_tuned(task) + "/expected.safetensors"), written_(convert_and_run(folder_, task)) {}

  const Tensor& expected(const std::string& name) const { return tensor(expected_, name); }
  const Tensor& written(const std::string& name) const { return tensor(written_, name); }
  bool has(const std::string& name) const { return written_.find(name) != nullptr; }

  // Google's out/NAME [windows, …], of the first windows alone where that is all that was recorded. What carries -1000
  // has steps of 6e-5 and is compared with 1e-3.
  void check_floats(const std::string& name) const {
    CAPTURE(name);
    const std::vector<float> values = floats(expected("out/" + name));
    const std::vector<float> got = floats(written(name));
    REQUIRE(got.size() >= values.size());
    CHECK(first_fault(got, values) == "");
  }
  void check_integers(const std::string& name) const {
    CAPTURE(name);
    const std::vector<int64_t> values = integers(expected("out/" + name));
    std::vector<int64_t> got = integers(written(name));
    REQUIRE(got.size() >= values.size());
    got.resize(values.size());
    CHECK(got == values);
  }

  static std::string first_fault(const std::vector<float>& got, const std::vector<float>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
      const double bound = values[i] < -500.0F ? 1e-3 : 1e-4;
      if (std::abs(got[i] - values[i]) <= bound) continue;
      return fmt::format("[{}]: got {}, expected {}, bound {}", i, got[i], values[i], bound);
    }
    return "";
  }

 private:
  static std::string convert_and_run(const Folder& folder, const std::string& task) {
    const std::string from = fine_tuned(task);
    const auto settings = nlohmann::json::parse(std::ifstream(from + "/hparams.json"))["model_hparam_overrides"];
    const RunResult converted =
        folder.electra({"convert", from + "/ckpt", "model", "--vocab", golden("google/vocab.txt"), "--attention-heads",
                        std::to_string(settings["num_attention_heads"].get<int>())});
    REQUIRE(converted.code == 0);
    const RunResult result =
        folder.electra({"forward", "--model", "model", "--input", from + "/expected.safetensors", "--output", "out"});
    CHECK(result.err == "");
    REQUIRE(result.code == 0);
    return folder.path() / "out";
  }
  static const Tensor& tensor(const SafetensorsFile& file, const std::string& name) {
    const Tensor* found = file.find(name);
    REQUIRE(found != nullptr);
    return *found;
  }

  Folder folder_;
  SafetensorsFile expected_;
  SafetensorsFile written_;
};

TEST_CASE("Google's classifiers give what its graph gave") {
  for (const char* task : {"mnli", "sst", "cola"}) {
    CAPTURE(task);
    const Compared compared(task);
    CHECK(compared.written("logits").shape == compared.expected("out/logits").shape);
    compared.check_floats("logits");
  }
}

TEST_CASE("Google's regression gives what its graph gave") {
  const Compared compared("sts");
  CHECK(compared.written("logits").shape == std::vector<int64_t>{8, 1});
  CHECK(Compared::first_fault(floats(compared.written("logits")), floats(compared.expected("out/predictions"))) == "");
}

TEST_CASE("Google's tagger gives what its graph gave, which has the logits of first pieces alone, one word a row") {
  const Compared compared("chunk");
  const std::vector<int64_t> shape = compared.written("logits").shape;
  CHECK(shape == compared.expected("out/logits").shape);
  const std::vector<int64_t> positions = integers(compared.expected("labeled_positions"));
  const std::vector<float> logits = floats(compared.written("logits"));
  std::vector<float> of_words;
  for (int64_t i = 0; i < std::ssize(positions); ++i) {
    const int64_t token = i / shape[1] * shape[1] + positions[static_cast<size_t>(i)];
    const auto begin = logits.begin() + token * shape[2];
    of_words.insert(of_words.end(), begin, begin + shape[2]);
  }
  CHECK(Compared::first_fault(of_words, floats(compared.expected("out/logits"))) == "");
}

TEST_CASE("Google's question-answering heads give what its graph gave") {
  for (const char* task : {"squad2", "squad1", "squad2-simple"}) {
    CAPTURE(task);
    const Compared compared(task);
    for (const char* name :
         {"start_logits", "end_logits", "answerable_logit", "start_top_log_probs", "end_top_log_probs"}) {
      compared.check_floats(name);
    }
    for (const char* name : {"start_top_index", "end_top_index"}) compared.check_integers(name);
    const int64_t windows = compared.expected("input_ids").shape[0];
    CHECK(compared.written("end_top_index").shape == std::vector<int64_t>{windows, 20, 20});
    CHECK(compared.written("start_top_log_probs").shape == std::vector<int64_t>{windows, 20});
    CHECK(compared.written("answerable_logit").shape == std::vector<int64_t>{windows});
  }
}

// Plain starts and ends have Transformers' class, which masks nothing.
TEST_CASE("Google's plain starts and ends differ from Transformers' in the mask alone") {
  for (const char* task : {"squad2-noclf", "squad1-simple"}) {
    CAPTURE(task);
    const Compared compared(task);
    CHECK(!compared.has("answerable_logit"));
    CHECK(!compared.has("start_top_index"));
    const std::vector<int64_t> mask = integers(compared.expected("attention_mask"));
    const std::vector<int64_t> types = integers(compared.expected("token_type_ids"));
    const auto length = static_cast<size_t>(compared.expected("input_ids").shape[1]);
    for (const char* name : {"start_logits", "end_logits"}) {
      std::vector<float> logits = floats(compared.written(name));
      for (size_t i = 0; i < logits.size(); ++i) {
        if (mask[i] * types[i] == 0 && i % length != 0) logits[i] -= 1000.0F;
      }
      CHECK(Compared::first_fault(logits, floats(compared.expected(std::string("out/") + name))) == "");
    }
  }
}

}  // namespace
}  // namespace electra::test
