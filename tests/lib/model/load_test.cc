// What loading a model says about it, and heads with random weights.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "electra/error.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/model/batches.h"
#include "lib/nn/compare.h"

namespace electra {
namespace {

std::string golden(const std::string& name) { return std::string(ELECTRA_GOLDEN) + "/" + name; }

// Logits of a masked-LM head on a discriminator's encoder.
std::vector<float> random_logits(const Model& model) {
  return Runner(model, 1).run(make_batch({make_sequence(4, 1)})).logits;
}

TEST_CASE("the head is the one that the config names, or the one asked for") {
  CHECK(load_golden("hf/pretraining").head() == Head::pretraining);
  CHECK(load_golden("hf/maskedlm").head() == Head::masked_lm);
  CHECK(load_golden("hf/model").head() == Head::model);
  CHECK(load_golden("hf/pretraining", {.head = Head::model, .random_head = {}, .threads = 1}).head() == Head::model);
}

TEST_CASE("a head that the file lacks is refused") {
  CHECK(error_of(ErrorKind::model, [] {
          load_golden("hf/pretraining", {.head = Head::masked_lm, .random_head = {}, .threads = 1});
        }) == golden("hf/pretraining") + ": has a replaced-token head; fill-mask needs a masked-LM head");
}

TEST_CASE("a random head is drawn from its seed, and a warning says so") {
  const auto load = [](uint64_t seed) {
    return load_golden("hf/pretraining", {.head = Head::masked_lm, .random_head = seed, .threads = 1});
  };
  const Model model = load(1);
  CHECK(model.warnings() ==
        std::vector<std::string>{golden("hf/pretraining") +
                                 ": has no masked-LM head; its weights are random, and so are its answers"});
  const std::vector<float> logits = random_logits(model);
  CHECK(logits.size() == 4 * 328);
  CHECK(std::set<float>(logits.begin(), logits.end()).size() > 1000);
  CHECK(first_bit_difference(random_logits(load(1)), logits) == "");
  CHECK(first_bit_difference(random_logits(load(2)), logits) != "");
}

TEST_CASE("a seed changes nothing where the head is there") {
  const PackedBatch batch = make_batch({make_sequence(9, 1)});
  const Model plain = load_golden("hf/pretraining");
  const Model seeded = load_golden("hf/pretraining", {.head = {}, .random_head = 7, .threads = 1});
  CHECK(seeded.warnings().empty());
  CHECK(first_bit_difference(Runner(seeded, 1).run(batch).logits, Runner(plain, 1).run(batch).logits) == "");
}

TEST_CASE("a weight that is no number is named once, with its place") {
  CHECK(load_golden("bad/st-nan").warnings() ==
        std::vector<std::string>{golden("bad/st-nan") +
                                 ": tensor 'electra.embeddings.word_embeddings.weight': NaN at [0, 3]"});
  CHECK(load_golden("bad/st-inf").warnings() ==
        std::vector<std::string>{golden("bad/st-inf") +
                                 ": tensor 'electra.embeddings.word_embeddings.weight': infinity at [0, 3]"});
  CHECK(load_golden("bad/st-good").warnings().empty());
}

TEST_CASE("a NaN weight shows in the numbers of what reads it") {
  const Model model = load_golden("bad/st-nan");
  const std::vector<int32_t> types = {0, 0, 0};
  PackedBatch batch;
  batch.add(std::vector<int32_t>{2, 0, 3}, types);  // the NaN belongs to id 0
  batch.add(std::vector<int32_t>{2, 5, 3}, types);
  const std::vector<float> logits = Runner(model, 1).run(batch).logits;
  REQUIRE(logits.size() == 6);
  for (size_t i = 0; i < 6; ++i) CHECK(std::isnan(logits[i]) == (i < 3));
}

TEST_CASE("threads that pack the weights do not change them") {
  const PackedBatch batch = make_batch(make_sequences({9, 20}));
  for (const char* name : {"hf/model", "hf/maskedlm", "hf/maskedlm-untied", "bad/st-nan"}) {
    const Model one = load_golden(name);
    const Model three = load_golden(name, {.head = {}, .random_head = {}, .threads = 3});
    CHECK(three.warnings() == one.warnings());
    if (one.config().vocab_size < 328) continue;
    CHECK(first_bit_difference(values_of(Runner(three, 1).run(batch)), values_of(Runner(one, 1).run(batch))) == "");
  }
}

TEST_CASE("a loaded model does not need its files any more than open") {
  const TemporaryDirectory folder;
  std::filesystem::copy(golden("hf/pretraining"), folder / "model");
  const Model model = Model::load(folder / "model");
  std::filesystem::remove_all(folder / "model");
  const PackedBatch batch = make_batch({make_sequence(9, 1)});
  const Model kept = load_golden("hf/pretraining");
  CHECK(first_bit_difference(Runner(model, 1).run(batch).logits, Runner(kept, 1).run(batch).logits) == "");
}

TEST_CASE("a model moves") {
  Model a = load_golden("hf/pretraining");
  const Model b = std::move(a);
  CHECK(b.head() == Head::pretraining);
  CHECK(Runner(b, 1).run(make_batch({make_sequence(9, 1)})).logits.size() == 9);
}

}  // namespace
}  // namespace electra
