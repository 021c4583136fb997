// Heads that answer for sequences: which rows they read, what their neighbours change, and configs they refuse.
// What they compute is compared with recorded numbers in tests/cli/forward_*.
#include <doctest/doctest.h>

#include <algorithm>

#include "electra/error.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/model/batches.h"
#include "lib/nn/compare.h"

namespace electra {
namespace {

namespace fs = std::filesystem;

// A golden model whose config.json has one text for another; a head that it lacks is drawn at random.
Model load_changed(const std::string& name, const std::string& from, const std::string& to,
                   const LoadOptions& options = {}) {
  const TemporaryDirectory folder;
  std::string config = read_file(fs::path(ELECTRA_GOLDEN) / name / "config.json");
  REQUIRE(config.find(from) != std::string::npos);
  folder.file("config.json", config.replace(config.find(from), from.size(), to));
  fs::copy_file(fs::path(ELECTRA_GOLDEN) / name / "model.safetensors", folder / "model.safetensors");
  return Model::load(folder.path(), options);
}

// Google's question-answering head with random weights, large enough to tell them apart.
Model load_google_qa(const std::string& settings) {
  return load_changed("hf/model", "\"ElectraModel\"\n  ],\n  \"",
                      "\"ElectraForGoogleQuestionAnswering\"\n  ],\n  " + settings + "\n  \"",
                      {.head = {}, .random_head = 3, .threads = 1});
}
Model load_joint_qa() {
  return load_google_qa(R"("joint_prediction": true, "answerable_classifier": true,
                           "answerable_uses_start_logits": true,)");
}

const std::vector<int32_t> lengths = {1, 40, 3, 17, 64, 2, 33, 8, 9, 50};

PackedBatch typed_batch(const std::vector<int32_t>& of_lengths) {
  PackedBatch batch = make_batch(make_sequences(of_lengths));
  for (size_t i = 0; i < batch.token_type_ids.size(); ++i) batch.token_type_ids[i] = i % 4 != 1;
  return batch;
}

// Sequence s of a batch as one of its own.
PackedBatch alone(const PackedBatch& batch, size_t s) {
  const auto first = static_cast<size_t>(batch.sequence_starts[s]);
  const auto count = static_cast<size_t>(batch.sequence_starts[s + 1]) - first;
  PackedBatch result;
  result.add(std::span(batch.token_ids).subspan(first, count), std::span(batch.token_type_ids).subspan(first, count));
  return result;
}

const std::vector<std::string> sequence_models = {"hf/seqcls-3",
                                                  "hf/seqcls-multilabel",
                                                  "hf/seqcls-regression",
                                                  "hf/multiplechoice-first",
                                                  "hf/multiplechoice-last-noproj",
                                                  "hf/multiplechoice-mean-tanh"};

TEST_CASE("a sequence has the logits that it has alone, on any number of threads") {
  for (const std::string& name : sequence_models) {
    CAPTURE(name);
    const Model model = load_golden(name);
    const PackedBatch batch = make_batch(make_sequences(lengths));
    Runner one(model, 1);
    std::vector<float> expected;
    for (size_t s = 0; s < lengths.size(); ++s) {
      const std::vector<float> logits = one.run(alone(batch, s)).logits;
      expected.insert(expected.end(), logits.begin(), logits.end());
    }
    CHECK(first_bit_difference(one.run(batch).logits, expected) == "");
    CHECK(first_bit_difference(Runner(model, 3).run(batch).logits, expected) == "");
  }
}

TEST_CASE("hidden states and attentions do not change the logits of sequences") {
  for (const std::string& name : sequence_models) {
    CAPTURE(name);
    const Model model = load_golden(name);
    const PackedBatch batch = make_batch(make_sequences(lengths));
    Runner runner(model, 2);
    const std::vector<float> expected = runner.run(batch).logits;
    const Output all = runner.run(batch, {.hidden_states = true, .attentions = true, .rows = std::nullopt});
    CHECK(first_bit_difference(all.logits, expected) == "");
    const auto tokens = static_cast<size_t>(batch.tokens() * model.config().hidden_size);
    CHECK(all.hidden_states.back().size() == tokens);
    CHECK(all.hidden_states.front().size() == tokens);
  }
}

TEST_CASE("rows cannot be chosen for a head that answers for whole sequences") {
  const auto fault = [](const Model& model) {
    Runner runner(model, 1);
    const Request request = {.hidden_states = false, .attentions = false, .rows = std::vector<int32_t>{0}};
    return error_of(ErrorKind::usage, [&] { runner.run(make_batch(make_sequences({3})), request); });
  };
  CHECK(fault(load_golden("hf/seqcls-3")) ==
        "request: rows: a sequence-classification head answers for whole sequences, expected no rows");
  CHECK(fault(load_golden("hf/multiplechoice-first")) ==
        "request: rows: a multiple-choice head answers for whole sequences, expected no rows");
  CHECK(fault(load_joint_qa()) ==
        "request: rows: a question-answering head answers for whole sequences, expected no rows");
  CHECK(fault(load_golden("hf/qa")) == "no error");
}

TEST_CASE("some rows of starts and ends are those among all") {
  const Model model = load_golden("hf/qa");
  const PackedBatch batch = make_batch(make_sequences({5, 9, 4}));
  Runner runner(model, 1);
  const Output all = runner.run(batch);
  CHECK(all.logits.empty());
  REQUIRE(all.start_logits.size() == 18);
  const Output some = runner.run(batch, {.hidden_states = false, .attentions = false, .rows = {{2, 8, 17}}});
  const auto three = [](const std::vector<float>& values) {
    return std::vector<float>{values[2], values[8], values[17]};
  };
  CHECK(first_bit_difference(some.start_logits, three(all.start_logits)) == "");
  CHECK(first_bit_difference(some.end_logits, three(all.end_logits)) == "");
}

TEST_CASE("cls_index is the last token") {
  const Model model = load_changed("hf/multiplechoice-last-noproj", R"("last")", R"("cls_index")");
  const PackedBatch batch = make_batch(make_sequences(lengths));
  const Model last = load_golden("hf/multiplechoice-last-noproj");
  CHECK(first_bit_difference(Runner(model, 1).run(batch).logits, Runner(last, 1).run(batch).logits) == "");
}

TEST_CASE("a summary that cannot be made is refused by name") {
  const auto fault = [](const std::string& from, const std::string& to) {
    const std::string message = error_of(ErrorKind::model, [&] { load_changed("hf/multiplechoice-first", from, to); });
    const size_t key = message.find("config.json: ");
    return key == std::string::npos ? message : message.substr(key);
  };
  const std::string type = R"("summary_type": "first")";
  CHECK(fault(type, R"("summary_type": "attn")") ==
        "config.json: 'summary_type' is \"attn\", expected first, last, mean or cls_index");
  CHECK(fault(type, R"("summary_type": "")") ==
        "config.json: 'summary_type' is \"\", expected first, last, mean or cls_index");
  CHECK(fault(R"("summary_activation": "gelu")", R"("summary_activation": "prelu")") ==
        "config.json: 'summary_activation' is \"prelu\", expected null or one of " + activation_names());
}

TEST_CASE("a question-answering head has two labels") {
  const std::string message = error_of(ErrorKind::model, [] {
    load_changed("hf/qa", R"("model_type": "electra")", R"("model_type": "electra", "num_labels": 3)");
  });
  CHECK(message.ends_with("config.json: 3 labels: expected 2, the start and the end, for a question-answering head"));
}

TEST_CASE("a sequence has the answers of Google's joint head that it has alone, on any number of threads") {
  const Model model = load_joint_qa();
  const PackedBatch batch = typed_batch(lengths);
  for (const int threads : {1, 3}) {
    CAPTURE(threads);
    Runner one(model, 1), runner(model, threads);
    const Output all = runner.run(batch);
    CHECK(all.end_logits.empty());
    REQUIRE(all.answer_beams.size() == lengths.size());
    REQUIRE(all.answerable_logits.size() == lengths.size());
    for (size_t s = 0; s < lengths.size(); ++s) {
      CAPTURE(s);
      const Output expected = one.run(alone(batch, s));
      const AnswerBeam& beam = all.answer_beams[s];
      const AnswerBeam& right = expected.answer_beams.front();
      CHECK(beam.start_top_index == right.start_top_index);
      CHECK(beam.end_top_index == right.end_top_index);
      CHECK(first_bit_difference(beam.start_top_log_probs, right.start_top_log_probs) == "");
      CHECK(first_bit_difference(beam.end_top_log_probs, right.end_top_log_probs) == "");
      CHECK(first_bit_difference({&all.answerable_logits[s], 1}, expected.answerable_logits) == "");
    }
  }
}

TEST_CASE("a beam is no wider than its sequence") {
  const Model model = load_joint_qa();
  const Output output = Runner(model, 1).run(typed_batch({1, 7, 20, 21}));
  const std::vector<size_t> widths = {1, 7, 20, 20};
  for (size_t s = 0; s < widths.size(); ++s) {
    const AnswerBeam& beam = output.answer_beams[s];
    CHECK(beam.start_top_index.size() == widths[s]);
    CHECK(beam.start_top_log_probs.size() == widths[s]);
    CHECK(beam.end_top_index.size() == widths[s] * widths[s]);
    CHECK(beam.end_top_log_probs.size() == widths[s] * widths[s]);
  }
}

TEST_CASE("Google's head takes 1000 from what can be no answer: type 0 and masked, but for the first token") {
  const Model model = load_google_qa("");
  PackedBatch batch = make_batch(make_sequences({4, 3}));
  batch.token_type_ids = {0, 1, 0, 1, 0, 0, 1};
  Runner runner(model, 1);
  const auto penalised = [&] {
    const Output output = runner.run(batch);
    CHECK(output.answerable_logits.empty());
    CHECK(output.answer_beams.empty());
    std::vector<int> result;
    for (size_t i = 0; i < output.start_logits.size(); ++i) {
      CHECK((output.start_logits[i] < -500) == (output.end_logits[i] < -500));
      result.push_back(output.start_logits[i] < -500);
    }
    return result;
  };
  CHECK(penalised() == std::vector<int>{0, 0, 1, 0, 0, 1, 0});
  batch.attention_mask = {1, 0, 1, 1, 0, 1, 1};
  CHECK(penalised() == std::vector<int>{0, 1, 1, 0, 0, 1, 0});
  batch.attention_mask.clear();
  add_square_mask(batch);
  CHECK(penalised() == std::vector<int>{0, 0, 1, 0, 0, 1, 0});
}

TEST_CASE("nothing in, nothing out of any head") {
  for (const std::string& name : sequence_models) CHECK(Runner(load_golden(name), 2).run(PackedBatch()).logits.empty());
  const Output output = Runner(load_joint_qa(), 2).run(PackedBatch());
  CHECK(output.start_logits.empty());
  CHECK(output.answer_beams.empty());
}

}  // namespace
}  // namespace electra
