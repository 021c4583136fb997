// Request::rows: the wanted rows alone have the numbers that they have among all.
#include <doctest/doctest.h>

#include <numeric>

#include "electra/model.h"
#include "lib/base/temporary_directory.h"
#include "lib/model/batches.h"
#include "lib/nn/compare.h"

namespace electra {
namespace {

using Rows = std::vector<int32_t>;

std::vector<float> run_rows(Runner& runner, const PackedBatch& batch, const Rows& rows) {
  return values_of(runner.run(batch, {.hidden_states = false, .attentions = false, .rows = rows}));
}

void check_rows(const Model& model, const PackedBatch& batch) {
  Rows every(static_cast<size_t>(batch.tokens()));
  std::iota(every.begin(), every.end(), 0);
  const Rows firsts(batch.sequence_starts.begin(), batch.sequence_starts.end() - 1);
  Rows some;
  for (int32_t row = 0; row < batch.tokens(); row += 1 + row % 5) some.push_back(row);

  const std::vector<float> all = values_of(Runner(model, 1).run(batch));
  for (const int threads : {1, 3}) {
    Runner runner(model, threads);
    for (const Rows& rows : {every, firsts, some, Rows{0}, Rows{batch.tokens() > 1 ? every.back() : 0}}) {
      CAPTURE(rows.size());
      std::vector<float> expected;
      for (const int32_t row : rows) {
        const std::vector<float> part = cut_rows(all, batch.tokens(), row, row + 1);
        expected.insert(expected.end(), part.begin(), part.end());
      }
      CHECK(first_bit_difference(run_rows(runner, batch, rows), expected) == "");
    }
  }
}

const std::vector<int32_t> lengths = {1, 40, 3, 17, 64, 2, 33};

TEST_CASE("some rows have the bits that they have among all") {
  for (const char* name : {"hf/model", "hf/model-relu-1head", "hf/pretraining", "hf/maskedlm", "hf/relative-key",
                           "hf/relative-key-query", "hf/arguments-wide", "hf/tokencls"}) {
    CAPTURE(name);
    const Model model = load_golden(name);
    for (const bool mask : {false, true}) {
      CAPTURE(mask);
      PackedBatch batch = make_batch(make_sequences(lengths));
      if (mask) add_mask(batch);
      check_rows(model, batch);
    }
    PackedBatch batch = make_batch(make_sequences(lengths));
    add_square_mask(batch);
    const Config& config = model.config();
    batch.head_mask = random_floats(config.num_hidden_layers * config.num_attention_heads, 1);
    check_rows(model, batch);
  }
}

TEST_CASE("a model with one layer keeps some rows alone from the embeddings on") {
  const TemporaryDirectory folder;
  const std::filesystem::path source = std::filesystem::path(ELECTRA_GOLDEN) / "hf/pretraining";
  std::string config = read_file(source / "config.json");
  const std::string two = "\"num_hidden_layers\": 2";
  REQUIRE(config.find(two) != std::string::npos);
  folder.file("config.json", config.replace(config.find(two), two.size(), "\"num_hidden_layers\": 1"));
  std::filesystem::copy_file(source / "model.safetensors", folder / "model.safetensors");
  const Model model = Model::load(folder.path());
  REQUIRE(model.config().num_hidden_layers == 1);
  PackedBatch batch = make_batch(make_sequences(lengths));
  check_rows(model, batch);
  add_mask(batch);
  check_rows(model, batch);
}

TEST_CASE("so have those of models whose layers differ, and of decoders") {
  for (const char* name : {"hf/pruned-heads", "hf/causal-lm", "hf/decoder"}) {
    CAPTURE(name);
    const Model model = load_golden(name);
    PackedBatch batch = make_batch(make_sequences({1, 24, 3, 17, 2}));
    for (int32_t& id : batch.token_ids) id %= static_cast<int32_t>(model.config().vocab_size);
    check_rows(model, batch);
    add_mask(batch);
    check_rows(model, batch);
  }
}

TEST_CASE("what comes after a token of a decoder does not change it") {
  const Model model = load_golden("hf/causal-lm");
  PackedBatch batch = make_batch({{.ids = {2, 9, 30, 4, 17, 3}, .types = {0, 0, 0, 0, 0, 0}}});
  const std::vector<float> all = values_of(Runner(model, 1).run(batch));
  batch.token_ids[4] = 18;
  const std::vector<float> other = values_of(Runner(model, 1).run(batch));
  CHECK(first_bit_difference(cut_rows(other, 6, 0, 4), cut_rows(all, 6, 0, 4)) == "");
  CHECK(first_bit_difference(cut_rows(other, 6, 4, 5), cut_rows(all, 6, 4, 5)) != "");
  CHECK(first_bit_difference(cut_rows(other, 6, 5, 6), cut_rows(all, 6, 5, 6)) != "");
}

TEST_CASE("no rows give no output") {
  for (const char* name : {"hf/model", "hf/pretraining", "hf/maskedlm"}) {
    const Model model = load_golden(name);
    Runner runner(model, 2);
    CHECK(run_rows(runner, make_batch(make_sequences({3, 4})), {}).empty());
  }
}

TEST_CASE("rows of some sequences and none of others are told apart") {
  const Model model = load_golden("hf/relative-key");
  Runner runner(model, 1);
  const PackedBatch batch = make_batch(make_sequences({4, 5, 6}));
  const std::vector<float> all = runner.run(batch).logits;
  CHECK(first_bit_difference(run_rows(runner, batch, {10, 14}), std::vector<float>{all[10], all[14]}) == "");
  CHECK(first_bit_difference(run_rows(runner, batch, {3, 9}), std::vector<float>{all[3], all[9]}) == "");
}

TEST_CASE("a masked token is computed and changes nobody else") {
  const Model model = load_golden("hf/pretraining");
  Runner runner(model, 1);
  const Sequence sequence = make_sequence(12, 1);
  PackedBatch batch = make_batch({sequence});
  batch.attention_mask.assign(12, 1);
  batch.attention_mask[7] = 0;
  const std::vector<float> before = runner.run(batch).logits;
  batch.token_ids[7] += 1;
  const std::vector<float> after = runner.run(batch).logits;
  for (size_t i = 0; i < 12; ++i) CHECK((before[i] == after[i]) == (i != 7));
}

}  // namespace
}  // namespace electra
