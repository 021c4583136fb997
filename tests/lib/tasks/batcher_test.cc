#include "tasks/batcher.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace electra {

using namespace internal;

namespace {

// A sequence of `length` tokens, all with the same id.
Encoding encoding_of(int64_t length, int32_t id) {
  Encoding encoding;
  encoding.ids.assign(static_cast<size_t>(length), id);
  encoding.token_type_ids.assign(static_cast<size_t>(length), id % 2);
  encoding.word_ids.assign(static_cast<size_t>(length), 0);
  encoding.spans.resize(static_cast<size_t>(length));
  return encoding;
}

// The n-th sequence has id n.
std::vector<Encoding> encodings_of(const std::vector<int64_t>& lengths) {
  std::vector<Encoding> encodings;
  for (const int64_t length : lengths) encodings.push_back(encoding_of(length, static_cast<int32_t>(encodings.size())));
  return encodings;
}

using Members = std::vector<std::vector<size_t>>;

TEST_CASE("batches are filled with the longest sequences first") {
  CHECK(make_batches(encodings_of({3, 9, 1, 4, 2}), 10).members == Members{{1}, {3, 0, 4, 2}});
  CHECK(make_batches(encodings_of({5, 5, 5}), 10).members == Members{{0, 1}, {2}});
}

TEST_CASE("a sequence over the budget is a batch of its own") {
  CHECK(make_batches(encodings_of({3, 11, 7, 12}), 10).members == Members{{3}, {1}, {2, 0}});
  CHECK(make_batches(encodings_of({3, 1}), 1).members == Members{{0}, {1}});
}

TEST_CASE("no sequences make no batches") {
  CHECK(make_batches({}, 10).batches.empty());
  CHECK(make_batches({}, 10).members.empty());
}

void check_batch(const PackedBatch& batch, const std::vector<size_t>& members, const std::vector<Encoding>& sequences) {
  REQUIRE(batch.sequences() == std::ssize(members));
  for (size_t i = 0; i < members.size(); ++i) {
    const Encoding& sequence = sequences[members[i]];
    const auto begin = static_cast<size_t>(batch.sequence_starts[i]);
    REQUIRE(batch.sequence_starts[i + 1] - batch.sequence_starts[i] == std::ssize(sequence.ids));
    for (size_t token = 0; token < sequence.size(); ++token) {
      REQUIRE(batch.token_ids[begin + token] == sequence.ids[token]);
      REQUIRE(batch.token_type_ids[begin + token] == sequence.token_type_ids[token]);
      REQUIRE(batch.position_ids[begin + token] == static_cast<int32_t>(token));
    }
  }
}

TEST_CASE("any sequences are packed once each, whole, within the budget") {
  std::mt19937 generator(1);
  for (int round = 0; round < 100; ++round) {
    std::vector<int64_t> lengths(1 + generator() % 60);
    for (int64_t& length : lengths) length = 1 + static_cast<int64_t>(generator() % 70);
    const std::vector<Encoding> sequences = encodings_of(lengths);
    for (const int64_t budget : {1, 40, 64, 1024}) {
      CAPTURE(round);
      CAPTURE(budget);
      const Batches work = make_batches(sequences, budget);
      REQUIRE(work.members.size() == work.batches.size());
      std::vector<size_t> seen;
      for (size_t i = 0; i < work.batches.size(); ++i) {
        CHECK((work.batches[i].tokens() <= budget || work.batches[i].sequences() == 1));
        check_batch(work.batches[i], work.members[i], sequences);
        seen.insert(seen.end(), work.members[i].begin(), work.members[i].end());
      }
      std::ranges::sort(seen);
      REQUIRE(seen.size() == sequences.size());
      for (size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == i);
    }
  }
}

}  // namespace
}  // namespace electra
