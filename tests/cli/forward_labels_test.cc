// Labels, choices and positions of electra forward: what they mean for each head, and which are refused.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "cli/forward_inputs.h"

namespace electra::test {

using namespace internal;
namespace {

// The outputs of made-up inputs.
class Forward {
 public:
  Forward(const Input& input, const std::string& model) : written_(run(folder_, input, model)) {}

  bool has(const std::string& name) const { return written_.find(name) != nullptr; }
  std::vector<float> get(const std::string& name) const {
    const Tensor* tensor = written_.find(name);
    REQUIRE(tensor != nullptr);
    return floats(*tensor);
  }
  float loss() const { return get("loss").front(); }

 private:
  static std::string run(const Folder& folder, const Input& input, const std::string& model) {
    input.write(folder);
    const RunResult result =
        folder.electra({"forward", "--model", golden("hf/" + model), "--input", "in.safetensors", "--output", "out"});
    CHECK(result.err == "");
    REQUIRE(result.code == 0);
    return folder.path() / "out";
  }
  Folder folder_;
  SafetensorsFile written_;
};

// One question with two choices of three tokens.
Input choices() { return std::move(Input().add("input_ids", {1, 2, 3}, {2, 5, 3, 2, 6, 3})); }

TEST_CASE("classes out of range are refused") {
  CHECK(refusal(ids().add("labels", {1}, {3}), "seqcls-3") == "tensor 'labels': label 3, expected 0 to 2");
  CHECK(refusal(ids().add("labels", {1}, {-1}), "seqcls-3") == "tensor 'labels': label -1, expected 0 to 2");
  CHECK(refusal(ids().add("labels", {1, 3}, {0, 5, 0}), "tokencls") == "tensor 'labels': label 5, expected 0 to 4");
  CHECK(refusal(choices().add("labels", {1}, {2}), "multiplechoice-first") ==
        "tensor 'labels': label 2, expected 0 to 1");
}

TEST_CASE("labels of the wrong shape or type are refused") {
  CHECK(refusal(ids().add("labels", {1, 3}, {0, 0, 0}), "seqcls-3") ==
        "tensor 'labels': shape [1, 3], expected [1] or [1, 1]");
  CHECK(refusal(ids().add("labels", {1}, {0}), "tokencls") == "tensor 'labels': shape [1], expected [1, 3]");
  CHECK(refusal(ids().add("labels", {1}, {0}), "seqcls-multilabel") == "tensor 'labels': shape [1], expected [1, 4]");
  CHECK(refusal(ids().add_floats("labels", {1, 4}, {0, 1, 0, 1}), "seqcls-regression") ==
        "tensor 'labels': shape [1, 4], expected [1] or [1, 1]");
  CHECK(refusal(choices().add("labels", {1, 2}, {0, 1}), "multiplechoice-first") ==
        "tensor 'labels': shape [1, 2], expected [1]");
  CHECK(refusal(choices().add_floats("labels", {1}, {0}), "multiplechoice-first") ==
        "tensor 'labels': dtype F32, expected I64, I32, U8 or BOOL");
  CHECK(refusal(ids().add("start_positions", {3}, {0, 0, 0}).add("end_positions", {1}, {0}), "qa") ==
        "tensor 'start_positions': shape [3], expected [1] or [1, 1]");
  CHECK(refusal(ids().add("start_positions", {1}, {0}).add_floats("end_positions", {1}, {0}), "qa") ==
        "tensor 'end_positions': dtype F32, expected I64, I32, U8 or BOOL");
}

// seqcls-3 states no problem_type.
TEST_CASE("the type of the labels decides what they are where the config does not say") {
  const Forward single(ids().add("labels", {1}, {1}), "seqcls-3");
  const std::vector<float> logits = single.get("logits");
  double total = 0.0;
  for (const float logit : logits) total += std::exp(logit);
  CHECK(single.loss() == doctest::Approx(std::log(total) - logits[1]));

  const Forward multi(ids().add_floats("labels", {1, 3}, {0.0F, 1.0F, 0.25F}), "seqcls-3");
  const auto entropy = [](double x, double y) { return std::log1p(std::exp(x)) - x * y; };
  CHECK(multi.loss() ==
        doctest::Approx((entropy(logits[0], 0) + entropy(logits[1], 1) + entropy(logits[2], 0.25)) / 3));
}

TEST_CASE("a class of -100 is left out") {
  CHECK(std::isnan(Forward(ids().add("labels", {1}, {-100}), "seqcls-3").loss()));
  CHECK(std::isnan(Forward(choices().add("labels", {1}, {-100}), "multiplechoice-first").loss()));
}

// The replaced-token loss has no class to leave out: a mask for every token does that.
TEST_CASE("a replaced-token label of -100 needs a mask that leaves its token out") {
  const auto labelled = [](const std::vector<int64_t>& shape, const std::vector<int64_t>& mask) {
    return std::move(ids().add("attention_mask", shape, mask).add("labels", {1, 3}, {0, -100, 1}));
  };
  const std::string fault = "tensor 'labels': label -100, expected 0 to 1";
  CHECK(std::isfinite(Forward(labelled({1, 3}, {1, 0, 1}), "pretraining").loss()));
  CHECK(refusal(labelled({1, 3}, {1, 1, 1})) == fault);
  CHECK(refusal(labelled({1, 3, 3}, {1, 0, 1, 1, 0, 1, 1, 0, 1})) == fault);  // what each token sees
  CHECK(refusal(ids().add("labels", {1, 3}, {0, -100, 1})) == fault);
}

TEST_CASE("regression takes one number a row, in a column or not") {
  const Forward row(ids().add_floats("labels", {1}, {2.5F}), "seqcls-regression");
  const float logit = row.get("logits").front();
  CHECK(row.loss() == doctest::Approx((logit - 2.5F) * (logit - 2.5F)));
  CHECK(Forward(ids().add_floats("labels", {1, 1}, {2.5F}), "seqcls-regression").loss() == row.loss());
  const Forward whole(ids().add("labels", {1}, {2}), "seqcls-regression");
  CHECK(whole.loss() == doctest::Approx((logit - 2.0F) * (logit - 2.0F)));
}

TEST_CASE("positions before the row count as 0, those behind it are left out") {
  const auto loss = [](int64_t start, int64_t end) {
    return Forward(ids().add("start_positions", {1, 1}, {start}).add("end_positions", {1}, {end}), "qa").loss();
  };
  CHECK(loss(-7, 1) == loss(0, 1));
  CHECK(loss(-100, 2) == loss(0, 2));
  CHECK(loss(0, 1) != loss(1, 1));
  CHECK(std::isnan(loss(3, 1)));
}

TEST_CASE("one position alone, and labels of the wrong head, are no labels") {
  CHECK(!Forward(ids().add("start_positions", {1}, {0}), "qa").has("loss"));
  CHECK(!Forward(ids().add("labels", {1}, {0}), "qa").has("loss"));
  CHECK(!Forward(ids().add("start_positions", {1}, {0}).add("end_positions", {1}, {0}), "tokencls").has("loss"));
}

TEST_CASE("choices need a dimension of their own, and equal lengths") {
  CHECK(refusal(ids(), "multiplechoice-first") ==
        "tensor 'input_ids': shape [1, 3], expected [batch, choices, length]");
  CHECK(refusal(Input().add_floats("inputs_embeds", {1, 3, 16}, std::vector<float>(48)), "multiplechoice-first") ==
        "tensor 'inputs_embeds': shape [1, 3, 16], expected [batch, choices, length, embedding_size]");
  CHECK(refusal(choices(), "seqcls-3") == "tensor 'input_ids': shape [1, 2, 3], expected [batch, length]");
  CHECK(refusal(Input().add("input_ids", {1, 0, 3}, {}), "multiplechoice-first") ==
        "tensor 'input_ids': has no tokens");
  CHECK(refusal(choices().add("attention_mask", {1, 2, 4}, std::vector<int64_t>(8, 1)), "multiplechoice-first") ==
        "tensor 'attention_mask': shape [1, 2, 4], expected [1, 2, 3]");
  CHECK(refusal(choices().add("token_type_ids", {2, 3}, std::vector<int64_t>(6, 0)), "multiplechoice-first") ==
        "tensor 'token_type_ids': shape [2, 3], expected [1, 2, 3] or [1, 3]");
}

TEST_CASE("many questions, more than run at once, have the logits that each has alone") {
  const int64_t questions = 30, width = 3, length = 17;
  std::vector<int64_t> tokens;
  for (int64_t i = 0; i < questions * width * length; ++i) tokens.push_back(5 + i * i % 311);
  Input input;
  input.add("all/input_ids", {questions, width, length}, tokens);
  const std::vector<int64_t> last(tokens.end() - width * length, tokens.end());
  input.add("last/input_ids", {1, width, length}, last);
  const Forward forward(input, "multiplechoice-mean-tanh");
  const std::vector<float> all = forward.get("all/logits");
  const std::vector<float> alone = forward.get("last/logits");
  REQUIRE(all.size() == static_cast<size_t>(questions * width));
  REQUIRE(alone.size() == static_cast<size_t>(width));
  for (size_t i = 0; i < alone.size(); ++i) CHECK(all[all.size() - 3 + i] == doctest::Approx(alone[i]));
}

}  // namespace
}  // namespace electra::test
