// A sequence's numbers belong to it alone: not to its neighbours, its batch, the threads or the rows asked for.
#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <numeric>

#include "electra/error.h"
#include "lib/base/error_of.h"
#include "lib/model/batches.h"
#include "lib/nn/compare.h"

namespace electra {
namespace {

// One of each kind: width, heads, embeddings' projection, relative positions, head.
const std::vector<std::string> models = {"hf/model",     "hf/model-relu-1head", "hf/pretraining",
                                         "hf/maskedlm",  "hf/relative-key",     "hf/relative-key-query",
                                         "hf/arguments", "hf/arguments-wide",   "hf/tokencls"};

// Short and long ones, more than one block of rows together.
const std::vector<int32_t> lengths = {1, 40, 3, 17, 64, 2, 33, 8, 9, 50};

// The rows of each sequence of a batch.
std::vector<std::vector<float>> by_sequence(const PackedBatch& batch, const Output& output) {
  std::vector<std::vector<float>> parts;
  for (size_t s = 0; s + 1 < batch.sequence_starts.size(); ++s) {
    parts.push_back(
        cut_rows(values_of(output), batch.tokens(), batch.sequence_starts[s], batch.sequence_starts[s + 1]));
  }
  return parts;
}

// Every sequence in a batch of its own.
std::vector<std::vector<float>> run_alone(const Model& model, const std::vector<Sequence>& sequences) {
  Runner runner(model, 1);
  std::vector<std::vector<float>> parts;
  for (const Sequence& sequence : sequences) parts.push_back(values_of(runner.run(make_batch({sequence}))));
  return parts;
}

void check_same(const std::vector<std::vector<float>>& got, const std::vector<std::vector<float>>& expected) {
  REQUIRE(got.size() == expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CHECK(first_bit_difference(got[i], expected[i]) == "");
  }
}

TEST_CASE("a sequence's numbers do not depend on its neighbours or their order") {
  for (const std::string& name : models) {
    CAPTURE(name);
    const Model model = load_golden(name);
    std::vector<Sequence> sequences = make_sequences(lengths);
    std::vector<std::vector<float>> alone = run_alone(model, sequences);
    Runner runner(model, 1);
    PackedBatch batch = make_batch(sequences);
    check_same(by_sequence(batch, runner.run(batch)), alone);

    std::ranges::reverse(sequences);
    std::ranges::reverse(alone);
    batch = make_batch(sequences);
    check_same(by_sequence(batch, runner.run(batch)), alone);
  }
}

TEST_CASE("threads that share one batch do not change its numbers") {
  for (const std::string& name : models) {
    CAPTURE(name);
    const Model model = load_golden(name);
    const PackedBatch batch = make_batch(make_sequences(lengths));
    const Request all = {.hidden_states = true, .attentions = true, .rows = std::nullopt};
    const Output expected = Runner(model, 1).run(batch, all);
    for (const int threads : {2, 3}) {
      CAPTURE(threads);
      Runner runner(model, threads);
      CHECK(runner.threads() == threads);
      const Output output = runner.run(batch, all);
      CHECK(first_bit_difference(values_of(output), values_of(expected)) == "");
      check_same(output.hidden_states, expected.hidden_states);
      check_same(output.attentions, expected.attentions);
    }
  }
}

TEST_CASE("threads that run batches of their own do not change the numbers") {
  const Model model = load_golden("hf/maskedlm");
  const std::vector<Sequence> sequences = make_sequences(lengths);
  const std::vector<std::vector<float>> alone = run_alone(model, sequences);
  std::vector<PackedBatch> batches;
  for (const Sequence& sequence : sequences) batches.push_back(make_batch({sequence}));
  const Request all;
  for (const int threads : {1, 2, 3, 20}) {  // 20: fewer batches than threads
    CAPTURE(threads);
    Runner runner(model, threads);
    std::vector<std::vector<float>> results(batches.size());
    runner.run(batches, std::span(&all, 1),
               [&](size_t batch, const Output& output) { results[batch] = output.logits; });
    check_same(results, alone);
  }
}

TEST_CASE("a runner's scratch memory of a large batch does not show in a small one") {
  const Model model = load_golden("hf/pretraining");
  Runner runner(model, 2);
  runner.run(make_batch(make_sequences(lengths)));
  const PackedBatch small = make_batch({make_sequence(5, 3)});
  CHECK(first_bit_difference(runner.run(small).logits, Runner(model, 1).run(small).logits) == "");
}

TEST_CASE("hidden states and attentions have their shapes, and their last is the result") {
  const Model model = load_golden("hf/model");
  const PackedBatch batch = make_batch(make_sequences({3, 5}));
  const Output output = Runner(model, 1).run(batch, {.hidden_states = true, .attentions = true, .rows = std::nullopt});
  REQUIRE(output.hidden_states.size() == 3);
  REQUIRE(output.attentions.size() == 2);
  for (const std::vector<float>& states : output.hidden_states) CHECK(states.size() == 8 * 32);
  for (const std::vector<float>& attention : output.attentions) CHECK(attention.size() == 4 * (9 + 25));
  CHECK(output.hidden_states.back() == output.last_hidden_state);
  CHECK(output.logits.empty());
}

TEST_CASE("nothing in, nothing out") {
  for (const std::string& name : models) {
    const Model model = load_golden(name);
    Runner runner(model, 2);
    const Output output = runner.run(PackedBatch());
    CHECK(output.logits.empty());
    CHECK(output.last_hidden_state.empty());
    const Request all;
    runner.run({}, std::span(&all, 1), [](size_t, const Output&) { FAIL("no batch has no output"); });
  }
}

TEST_CASE("ids, types and positions outside the tables are refused") {
  const Model model = load_golden("hf/pretraining");
  Runner runner(model, 2);
  const auto refusal = [&](auto&& change) {
    PackedBatch batch = make_batch(make_sequences({3, 4}));
    change(batch);
    return error_of(ErrorKind::input, [&] { runner.run(batch); });
  };
  CHECK(refusal([](PackedBatch& batch) { batch.token_ids[4] = 328; }) ==
        "token 4 of the batch: id 328, expected 0 to 327 (vocab_size 328)");
  CHECK(refusal([](PackedBatch& batch) { batch.token_ids[0] = -1; }) ==
        "token 0 of the batch: id -1, expected 0 to 327 (vocab_size 328)");
  CHECK(refusal([](PackedBatch& batch) { batch.token_type_ids[6] = 2; }) ==
        "token 6 of the batch: token type 2, expected 0 to 1 (type_vocab_size 2)");
  CHECK(refusal([](PackedBatch& batch) { batch.position_ids[2] = 64; }) ==
        "token 2 of the batch: position 64, expected 0 to 63 (max_position_embeddings 64)");
  CHECK(refusal([](PackedBatch& batch) { batch = make_batch(make_sequences({65})); }) ==
        "token 64 of the batch: position 64, expected 0 to 63 (max_position_embeddings 64)");
  CHECK(refusal([](PackedBatch&) {}) == "no error");
}

TEST_CASE("ids count for nothing where embeddings stand in for them") {
  const Model model = load_golden("hf/model");
  PackedBatch batch = make_batch(make_sequences({3}));
  batch.inputs_embeds = random_floats(3 * 16, 1);
  Runner runner(model, 1);
  const Output expected = runner.run(batch);
  batch.token_ids = {-1, 328, 1 << 30};
  CHECK(first_bit_difference(runner.run(batch).last_hidden_state, expected.last_hidden_state) == "");
}

TEST_CASE("with relative positions the length is limited, and position ids count for nothing") {
  const Model model = load_golden("hf/relative-key");
  Runner runner(model, 1);
  CHECK(error_of(ErrorKind::input, [&] {
          runner.run(make_batch(make_sequences({3, 65})));
        }) == "sequence of 65 tokens, expected at most 64 (max_position_embeddings)");
  PackedBatch batch = make_batch(make_sequences({3, 64}));
  const Output expected = runner.run(batch);
  std::ranges::fill(batch.position_ids, 1000);
  CHECK(first_bit_difference(runner.run(batch).logits, expected.logits) == "");
}

TEST_CASE("one bad batch of many stops the run before it starts, and the runner is usable afterwards") {
  const Model model = load_golden("hf/pretraining");
  Runner runner(model, 2);
  std::vector<PackedBatch> batches(3, make_batch(make_sequences({3})));
  batches.back().token_ids[1] = 328;
  const Request all;
  const auto run = [&] { runner.run(batches, std::span(&all, 1), [](size_t, const Output&) { FAIL("ran"); }); };
  CHECK(error_of(ErrorKind::input, run) == "token 1 of the batch: id 328, expected 0 to 327 (vocab_size 328)");
  CHECK(runner.run(batches.front()).logits.size() == 3);
}

TEST_CASE("an exception of the consumer reaches the caller") {
  const Model model = load_golden("hf/pretraining");
  const std::vector<PackedBatch> batches(4, make_batch(make_sequences({3})));
  const Request all;
  for (const int threads : {1, 2, 9}) {
    Runner runner(model, threads);
    const auto consume = [](size_t, const Output&) { throw Error(ErrorKind::io, "disk full"); };
    CHECK(error_of(ErrorKind::io, [&] { runner.run(batches, std::span(&all, 1), consume); }) == "disk full");
    CHECK(runner.run(batches.front()).logits.size() == 3);
  }
}

TEST_CASE("a runner counts the tokens of its batches as they are run, and none of batches that are refused") {
  Runner runner(load_golden("hf/pretraining"), 1);
  const std::vector<PackedBatch> batches(3, make_batch(make_sequences({3, 4})));
  CHECK(runner.tokens() == 0);
  static_cast<void>(runner.run(batches.front()));
  CHECK(runner.tokens() == 7);
  const Request all;
  std::vector<int64_t> seen;
  runner.run(batches, std::span(&all, 1), [&](size_t, const Output&) { seen.push_back(runner.tokens()); });
  CHECK(seen == std::vector<int64_t>{14, 21, 28});
  std::vector<PackedBatch> bad = batches;
  bad.back().token_ids.front() = -1;
  CHECK_THROWS_AS(runner.run(bad, std::span(&all, 1), [](size_t, const Output&) {}), Error);
  CHECK(runner.tokens() == 28);
}

}  // namespace
}  // namespace electra
