// Batches and requests that contradict themselves are refused before anything is read past its end.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "electra/error.h"
#include "lib/base/error_of.h"
#include "lib/model/batches.h"

namespace electra {
namespace {

PackedBatch five_tokens() {
  PackedBatch batch;
  const Sequence sequence = make_sequence(5, 0);
  batch.add(sequence.ids, sequence.types);
  return batch;
}

std::string fault(const PackedBatch& batch, const Request& request = {}) {
  static const Model model = load_golden("hf/pretraining");
  Runner runner(model, 1);
  try {
    runner.run(batch, request);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  return "";
}

TEST_CASE("vectors of contradictory sizes are refused") {
  CHECK(fault(five_tokens()) == "");
  PackedBatch batch = five_tokens();
  batch.token_type_ids.pop_back();
  CHECK(fault(batch) == "batch: token_type_ids: 4 elements, expected 5");
  batch = five_tokens();
  batch.position_ids.push_back(0);
  CHECK(fault(batch) == "batch: position_ids: 6 elements, expected 5");
  batch = five_tokens();
  batch.token_ids.clear();
  CHECK(fault(batch) == "batch: token_ids: 0 elements, expected 5");
  batch = five_tokens();
  batch.inputs_embeds.resize(5);
  CHECK(fault(batch) == "batch: inputs_embeds: 5 elements, expected 160");
  batch = five_tokens();
  batch.head_mask.resize(3);
  CHECK(fault(batch) == "batch: head_mask: 3 elements, expected 4");
}

TEST_CASE("a head mask cannot name the heads of a pruned model") {
  Runner runner(load_golden("hf/pruned-heads"), 1);
  PackedBatch batch;
  batch.add(std::vector<int32_t>{2, 5, 3}, std::vector<int32_t>{0, 0, 0});
  batch.head_mask.resize(12, 1);
  CHECK(error_of(ErrorKind::usage, [&] { runner.run(batch); }) ==
        "batch: head_mask: the model has pruned heads, expected none");
}

TEST_CASE("an attention mask is per token or per pair of tokens") {
  PackedBatch batch = five_tokens();
  for (const size_t size : {5U, 25U}) {
    batch.attention_mask.assign(size, 1);
    CHECK(fault(batch) == "");
  }
  batch.attention_mask.resize(6);
  CHECK(fault(batch) == "batch: attention_mask: 6 elements, expected 5");
}

TEST_CASE("sequence starts ascend from 0") {
  for (const std::vector<int32_t>& starts : {std::vector<int32_t>{}, {1, 5}, {0, 3, 3, 5}, {0, 4, 2, 5}}) {
    PackedBatch batch = five_tokens();
    batch.sequence_starts = starts;
    CHECK(fault(batch) == "batch: sequence_starts: expected 0 and then larger and larger numbers");
  }
}

TEST_CASE("wanted rows ascend inside the batch") {
  for (const std::vector<int32_t>& rows : {std::vector<int32_t>{5}, {-1}, {2, 1}, {2, 2}}) {
    Request request;
    request.rows = rows;
    CHECK(fault(five_tokens(), request) == "request: rows: expected ascending numbers from 0 to 4");
  }
  Request request;
  request.rows = {1, 4};
  CHECK(fault(five_tokens(), request) == "");
  request.attentions = true;
  CHECK(fault(five_tokens(), request) == "request: rows cannot be combined with hidden_states or attentions");
}

}  // namespace
}  // namespace electra
