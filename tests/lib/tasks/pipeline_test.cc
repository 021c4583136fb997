// The front door: a directory in, results out.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "electra/electra.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

std::string golden(const std::string& name) { return std::string(ELECTRA_GOLDEN) + "/hf/" + name; }

Pipeline load(const std::string& name, const PipelineOptions& options = {}) {
  return Pipeline::load(golden(name), options);
}

TEST_CASE("one text gives what it gives among many, and what the parts give") {
  Pipeline pipeline = load("pretraining", {.threads = 2});
  const std::vector<std::string_view> texts = {"my school is down the long way", "back", ""};
  const std::vector<JudgedText> many = pipeline.detect_replaced(texts);
  REQUIRE(many.size() == 3);
  GoldenModel parts("pretraining");
  const std::vector<JudgedText> by_parts = detect_replaced(parts.runner, parts.tokenizer, texts, {});
  for (size_t i = 0; i < texts.size(); ++i) {
    CHECK(pipeline.detect_replaced(texts[i]).logits == many[i].logits);
    CHECK(by_parts[i].logits == many[i].logits);
  }
  CHECK(many[0].words[1].bytes.of(texts[0]) == "school");
  CHECK(many[2].words.empty());
}

TEST_CASE("lists in braces and lists of strings are several texts") {
  Pipeline pipeline = load("pretraining");
  const std::vector<std::string> strings = {"my school", "back"};
  const std::vector<JudgedText> expected = {pipeline.detect_replaced(strings[0]), pipeline.detect_replaced(strings[1])};
  const auto same = [&](const std::vector<JudgedText>& results) {
    return results.size() == 2 && results[0].logits == expected[0].logits && results[1].logits == expected[1].logits;
  };
  CHECK(same(pipeline.detect_replaced({"my school", "back"})));
  CHECK(same(pipeline.detect_replaced(strings)));
  CHECK(load("tokencls").find_spans({"my school", "back"}, Aggregation::none).size() == 2);
  CHECK(load("tokencls").find_spans(strings, Aggregation::none).size() == 2);
  Pipeline classifier = load("seqcls-multilabel");
  CHECK(classifier.classify({{"my school"}, {"back"}}).size() == 2);
  CHECK(classifier.classify({"my school", "back"}).logits != classifier.classify({"my school"}).logits);
  CHECK(load("model").embed({{"my school"}, {"back"}}).size() == 2);
}

TEST_CASE("options that cannot work are refused, not run") {
  Pipeline pipeline = load("pretraining");
  CHECK(error_of(ErrorKind::usage, [&] { pipeline.detect_replaced("my", {.overlap = -1}); }) ==
        "overlap: -1, expected at least 0");
  Pipeline masked = load("maskedlm");
  CHECK(error_of(ErrorKind::usage, [&] { masked.fill_mask({"[MASK]"}, {.top_k = 0}); }) ==
        "top_k: 0, expected at least 1");
  const int32_t beyond = static_cast<int32_t>(masked.model().config().vocab_size);
  const std::string last = std::to_string(beyond - 1);
  CHECK(error_of(ErrorKind::usage, [&] { masked.fill_mask({"[MASK]"}, {.targets = {beyond}}); }) ==
        "targets: " + std::to_string(beyond) + ", expected ids from 0 to " + last);
  CHECK(error_of(ErrorKind::usage, [&] {
          masked.fill_mask({"[MASK]", {-2}});
        }) == "originals: -2, expected ids from -1 to " + last);
  Pipeline qa = load("qa");
  const auto refused = [&](const AnswerOptions& options) {
    return error_of(ErrorKind::usage, [&] { qa.answer({"my", "school"}, options); });
  };
  CHECK(refused({.doc_stride = -1}) == "doc_stride: -1, expected at least 1");
  CHECK(refused({.max_query_length = -1}) == "max_query_length: -1, expected at least 1");
  CHECK(refused({.max_answer_length = -1}) == "max_answer_length: -1, expected at least 1");
  CHECK(refused({.n_best = -1}) == "n_best: -1, expected at least 1");
  CHECK(refused({.beam_size = 0}) == "beam_size: 0, expected at least 1");
  CHECK(error_of(ErrorKind::usage, [] { load("qa", {.threads = -1}); }) == "threads: -1, expected at least 0");
}

TEST_CASE("every task has a call") {
  const Text text = {"my school is down"};
  CHECK(load("maskedlm").fill_mask({"my [MASK] is down"}).masks.size() == 1);
  CHECK(load("seqcls-3").classify(text).logits.size() > 1);
  CHECK(load("multiplechoice-first").choose({"my school", {"is down", "the long way"}}).probabilities.size() == 2);
  CHECK(!load("qa").answer({"my school is", "down the long way back to the city"}).n_best.empty());
  CHECK(load("tokencls").tag_words({"my", "school"}).size() == 2);
  CHECK(load("tokencls").find_spans("my school", Aggregation::none).size() <= 2);
  Pipeline model = load("model");
  CHECK(std::ssize(model.embed(text).values) == model.model().config().hidden_size);
}

TEST_CASE("a model of another head is refused by every task, in one wording") {
  Pipeline pipeline = load("pretraining");
  const auto refused = [&](const char* needs) {
    return golden("pretraining") + ": has a replaced-token head; " + needs;
  };
  CHECK(error_of(ErrorKind::model, [&] { pipeline.classify({"my school"}); }) ==
        refused("classify needs a sequence-classification head"));
  CHECK(error_of(ErrorKind::model, [&] { pipeline.fill_mask({"[MASK]"}); }) ==
        refused("fill-mask needs a masked-LM head"));
  CHECK(error_of(ErrorKind::model, [&] {
          pipeline.choose({"my", {"school"}});
        }) == refused("choose needs a multiple-choice head"));
  CHECK(error_of(ErrorKind::model, [&] {
          pipeline.answer({"my", "school"});
        }) == refused("qa needs a question-answering head"));
  CHECK(error_of(ErrorKind::model, [&] { pipeline.tag_words({"my"}); }) ==
        refused("tag needs a token-classification head"));
  CHECK(error_of(ErrorKind::model, [&] { pipeline.find_spans("my", Aggregation::none); }) ==
        refused("tag needs a token-classification head"));
  CHECK(error_of(ErrorKind::model, [&] { pipeline.embed({"my"}); }) == refused("embed needs a bare encoder"));
  CHECK(error_of(ErrorKind::model, [] { load("seqcls-3").detect_replaced("my school"); }) ==
        golden("seqcls-3") + ": has a sequence-classification head; detect-replaced needs a replaced-token head");
}

TEST_CASE("a head that is missing and a directory that is none are one error each") {
  CHECK(error_of(ErrorKind::model, [] { load("pretraining", {.head = Head::masked_lm}); }) ==
        golden("pretraining") + ": has a replaced-token head; fill-mask needs a masked-LM head");
  CHECK(error_of(ErrorKind::io, [] { load("no-such"); }) ==
        golden("no-such") + "/config.json: cannot open: no such file or directory");
  const TemporaryDirectory scratch;
  std::filesystem::copy(golden("pretraining") + "/config.json", scratch.path());
  std::filesystem::copy(golden("pretraining") + "/vocab.txt", scratch.path());
  CHECK(error_of(ErrorKind::model, [&] { Pipeline::load(scratch.path()); }).starts_with(scratch.path().string()));
}

TEST_CASE("by default a text is as long as positions and tokenizer allow, and a question has the script's windows") {
  Pipeline pipeline = load("qa");
  CHECK(pipeline.max_length() == longest_input(pipeline.model(), pipeline.tokenizer()));
  CHECK(pipeline.max_length() <= pipeline.model().config().max_position_embeddings);
  // The golden model has fewer positions than the script's 384.
  const std::string context = plain_text(2000);
  CHECK_NOTHROW(pipeline.answer({"my school", context}));
}

TEST_CASE("a runner and a pipeline can be moved, and keep the weights that they share") {
  PackedBatch batch;
  batch.add(load("pretraining").tokenizer().encode("my school"));
  const auto runner_alone = [] {
    const Model model = Model::load(golden("pretraining"));
    Runner runner(model, 1);
    return runner;
  };
  Runner first = runner_alone();
  const std::vector<float> logits = first.run(batch).logits;
  Runner second = std::move(first);
  CHECK(second.run(batch).logits == logits);

  Pipeline pipeline = load("pretraining");
  Runner another(pipeline.model(), 2);
  CHECK(another.run(batch).logits == logits);
  Pipeline moved = std::move(pipeline);
  CHECK(moved.runner().run(batch).logits == logits);
}

}  // namespace
}  // namespace electra
