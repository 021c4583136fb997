#include "nn/attention.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "lib/nn/compare.h"
#include "nn/bf16_product.h"

namespace electra {

using namespace internal;

namespace {

constexpr int64_t extra = 5;  // floats between the end of a row and the next: the other heads
constexpr float untouched = 77.0F;

// One head over one sequence, every token a query.
struct Case {
  Case(int64_t case_length, int64_t case_size) : length(case_length), size(case_size) {
    head.num_queries = head.num_keys = length;
    head.head_size = size;
    head.queries = {queries.data(), size + extra};
    head.keys = {keys.data(), size + extra};
    head.values = {values.data(), size + extra};
  }
  void hide(std::vector<uint8_t> key_mask) {
    mask = std::move(key_mask);
    head.mask = mask.data();
    head.mask_per_query = std::ssize(mask) != length;
  }
  void add_distances(bool to_keys) {
    head.max_positions = length + 3;
    distances = random_floats((2 * head.max_positions - 1) * size, 14);
    head.distance_embedding = distances.data();
    head.distance_to_keys = to_keys;
  }

  int64_t length, size;
  // Twice as large as a trained model's: some probabilities are near 1, some near 0.
  std::vector<float> queries = doubled(random_floats(length * (size + extra), 11));
  std::vector<float> keys = doubled(random_floats(length * (size + extra), 12));
  std::vector<float> values = random_floats(length * (size + extra), 13);
  std::vector<float> distances = {};
  std::vector<uint8_t> mask = {};
  AttentionHead head;

 private:
  static std::vector<float> doubled(std::vector<float> numbers) {
    for (float& number : numbers) number *= 2.0F;
    return numbers;
  }
};

struct Result {
  std::vector<float> context;        // [queries, size]
  std::vector<float> probabilities;  // [queries, keys]
};

Result run(const Case& c, AttentionHead head) {
  Result result;
  std::vector<float> context(static_cast<size_t>(head.num_queries * (c.size + extra)), untouched);
  result.probabilities.resize(static_cast<size_t>(head.num_queries * c.length));
  head.context = {context.data(), c.size + extra};
  head.probabilities = result.probabilities.data();
  AttentionScratch scratch;
  attend(head, scratch);
  int64_t overwritten = 0;
  for (int64_t i = 0; i < std::ssize(context); ++i) {
    const float value = context[static_cast<size_t>(i)];
    if (i % (c.size + extra) < c.size) {
      result.context.push_back(value);
    } else {
      overwritten += value != untouched;
    }
  }
  CHECK(overwritten == 0);
  return result;
}

Result run(const Case& c) { return run(c, c.head); }

struct Expected {
  std::vector<Bounded> context;
  std::vector<Bounded> probabilities;
};

// The sum of a . b, and of its magnitudes.
struct Product {
  double sum = 0.0;
  double magnitude = 0.0;
  void add(const float* a, const float* b, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      sum += double{a[i]} * b[i];
      magnitude += std::abs(double{a[i]} * b[i]);
    }
  }
};

bool hidden(const AttentionHead& head, int64_t query, int64_t key) {
  if (head.causal && key > query) return true;
  return head.mask != nullptr && head.mask[(head.mask_per_query ? query * head.num_keys : 0) + key] == 0;
}

bool is_rounded(const AttentionHead& head) { return head.precision != Precision::f32 && has_bf16_products(); }

// Of a product's terms: both numbers may be rounded to bf16, each by up to 2^-8.
double term_error(const AttentionHead& head) { return is_rounded(head) ? std::ldexp(1.0, -7) * 1.01 : 0.0; }

// The scores of one query, and the largest error of one: a product of n terms is off by at most n roundings of its
// magnitude; the two terms of the distances and the factor are a few more.
std::vector<double> scores(const AttentionHead& head, int64_t query, double& error) {
  const double factor = 1.0 / std::sqrt(static_cast<double>(head.head_size));
  std::vector<double> result;
  for (int64_t key = 0; key < head.num_keys; ++key) {
    Product product;
    product.add(head.queries.from(query).data, head.keys.from(key).data, head.head_size);
    if (head.distance_embedding != nullptr) {
      const float* distance = head.distance_embedding + (query - key + head.max_positions - 1) * head.head_size;
      product.add(head.queries.from(query).data, distance, head.head_size);
      if (head.distance_to_keys) product.add(head.keys.from(key).data, distance, head.head_size);
    }
    const double relative = static_cast<double>(head.head_size + 6) * float_epsilon + term_error(head);
    error = std::max(error, relative * product.magnitude * factor);
    result.push_back(hidden(head, query, key) ? double{std::numeric_limits<float>::lowest()} : product.sum * factor);
  }
  return result;
}

// An error e of the scores changes a probability by a factor e^(2e); the exponentials are good to 2e-7, twice, and the
// sums of `num_keys` terms to as many roundings. Below the smallest normal number nothing counts.
Expected oracle(const AttentionHead& head) {
  Expected expected;
  for (int64_t query = 0; query < head.num_queries; ++query) {
    double error = 0.0;
    std::vector<double> row = scores(head, query, error);
    const double highest = std::ranges::max(row);
    for (double& score : row) score = std::exp(score - highest);
    const double total = std::accumulate(row.begin(), row.end(), 0.0);
    const double sum_error = static_cast<double>(head.num_keys + 4) * float_epsilon;
    const double relative = std::expm1(2.0 * error) + 4e-7 + sum_error;
    for (double& probability : row) {
      probability *= head.scale / total;
      expected.probabilities.push_back({probability, relative * probability + 1e-37});
    }
    for (int64_t column = 0; column < head.head_size; ++column) {
      double sum = 0.0;
      double magnitude = 0.0;
      for (int64_t key = 0; key < head.num_keys; ++key) {
        const double term = row[static_cast<size_t>(key)] * head.values.from(key).data[column];
        sum += term;
        magnitude += std::abs(term);
      }
      expected.context.push_back({sum, (relative + sum_error + term_error(head)) * magnitude + 1e-37});
    }
  }
  return expected;
}

void check(Case& c) {
  for (const Precision precision : {Precision::f32, Precision::int8}) {
    CAPTURE(precision_name(precision));
    c.head.precision = precision;
    const Result result = run(c);
    const Expected expected = oracle(c.head);
    CHECK(first_difference(result.probabilities, expected.probabilities) == "");
    CHECK(first_difference(result.context, expected.context) == "");
  }
}

void check(Case&& c) { check(c); }

std::vector<uint8_t> random_mask(int64_t count, uint32_t seed) {
  std::vector<uint8_t> mask;
  for (const float value : random_floats(count, seed)) mask.push_back(value < 0.3F);
  return mask;
}

constexpr int64_t head_sizes[] = {1, 9, 16, 40, 64, 80};

TEST_CASE("attention over every length and head size is right") {
  for (const int64_t size : head_sizes) {
    for (int64_t length = 1; length <= 70; ++length) {
      CAPTURE(size);
      CAPTURE(length);
      check(Case(length, size));
    }
  }
  check(Case(512, 16));
}

TEST_CASE("attention is right where every number lies half way between two of bf16") {
  constexpr float half_way = 1.0F + 0x1p-8F;  // rounded to 1
  Case c(2, 1);
  for (std::vector<float>* numbers : {&c.queries, &c.keys, &c.values}) std::ranges::fill(*numbers, half_way);
  c.keys[1 + extra] = -half_way;
  check(c);
}

TEST_CASE("hidden keys are not attended to") {
  for (const int64_t size : head_sizes) {
    for (const int64_t length : {1, 2, 15, 16, 17, 64, 65}) {
      CAPTURE(size);
      CAPTURE(length);
      Case c(length, size);
      c.hide(random_mask(length, 21));
      c.mask.front() = 1;
      check(c);
      c.hide(random_mask(length * length, 22));
      check(c);
    }
  }
}

TEST_CASE("a hidden key gets no probability, and its value is not read into the sum") {
  Case c(20, 16);
  c.hide(std::vector<uint8_t>(20, 1));
  c.mask[7] = 0;
  std::fill_n(c.values.begin() + 7 * (c.size + extra), c.size, 1e30F);
  const Result result = run(c);
  for (size_t query = 0; query < 20; ++query) CHECK(result.probabilities[query * 20 + 7] == 0.0F);
  CHECK(std::ranges::max(result.context) < 2.0F);
}

TEST_CASE("a causal head hides what comes after the query") {
  for (const int64_t size : head_sizes) {
    for (const int64_t length : {1, 2, 12, 13, 16, 17, 65}) {
      CAPTURE(size);
      CAPTURE(length);
      Case c(length, size);
      c.head.causal = true;
      check(c);
      c.add_distances(true);
      check(c);
      c.hide(random_mask(length, 25));
      c.mask.front() = 1;
      check(c);
    }
  }
}

TEST_CASE("where all keys are hidden, attention is even") {
  for (const int64_t length : {1, 3, 16, 40}) {
    Case c(length, 9);
    c.hide(std::vector<uint8_t>(static_cast<size_t>(length), 0));
    const float even = 1.0F / static_cast<float>(length);
    CHECK(run(c).probabilities == std::vector<float>(static_cast<size_t>(length * length), even));
    check(c);
  }
}

TEST_CASE("distances between query and key count") {
  for (const bool to_keys : {false, true}) {
    for (const int64_t size : {1, 9, 16, 40}) {
      for (const int64_t length : {1, 2, 13, 16, 33}) {
        CAPTURE(to_keys);
        CAPTURE(size);
        CAPTURE(length);
        Case c(length, size);
        c.add_distances(to_keys);
        check(c);
        c.hide(random_mask(length * length, 23));
        check(c);
      }
    }
  }
}

TEST_CASE("a head's scale is the sum of its probabilities") {
  for (const float scale : {0.0F, 0.5F, 1.0F, 2.0F}) {
    Case c(33, 16);
    c.head.scale = scale;
    check(c);
    const Result result = run(c);
    for (auto row = result.probabilities.begin(); row != result.probabilities.end(); row += 33) {
      CHECK(std::abs(std::accumulate(row, row + 33, 0.0) - scale) <= 33 * float_epsilon * scale);
    }
  }
}

// Some queries alone, with their positions: the bits of the same rows of a full run.
void check_subset(const Case& c, const std::vector<int32_t>& positions) {
  std::vector<float> queries;
  for (const int32_t position : positions) {
    const float* row = c.head.queries.from(position).data;
    queries.insert(queries.end(), row, row + c.size);
  }
  AttentionHead head = c.head;
  head.queries = {queries.data(), c.size};
  head.num_queries = std::ssize(positions);
  head.query_positions = positions.data();
  const Result subset = run(c, head);
  const Result all = run(c);
  for (size_t i = 0; i < positions.size(); ++i) {
    const auto row = [&](const std::vector<float>& values, size_t index, int64_t columns) {
      return std::span(values).subspan(index * static_cast<size_t>(columns), static_cast<size_t>(columns));
    };
    const auto position = static_cast<size_t>(positions[i]);
    CHECK(first_bit_difference(row(subset.context, i, c.size), row(all.context, position, c.size)) == "");
    CHECK(first_bit_difference(row(subset.probabilities, i, c.length), row(all.probabilities, position, c.length)) ==
          "");
  }
}

TEST_CASE("some of the queries get the bits that they get among all") {
  for (const std::vector<int32_t>& positions :
       {std::vector<int32_t>{0}, {39}, {3, 4, 17, 30}, {1, 2, 3, 5, 8, 11, 12, 13, 14, 21, 22, 23, 34, 38}}) {
    for (const Precision precision : {Precision::f32, Precision::bf16}) {
      CAPTURE(precision_name(precision));
      Case c(40, 16);
      c.head.precision = precision;
      check_subset(c, positions);
      c.head.causal = true;
      check_subset(c, positions);
      c.head.causal = false;
      c.hide(random_mask(40 * 40, 24));
      check_subset(c, positions);
      c.add_distances(true);
      check_subset(c, positions);
    }
  }
}

TEST_CASE("scratch memory of a longer sequence does not show in a shorter one") {
  for (const Precision precision : {Precision::f32, Precision::bf16}) {
    CAPTURE(precision_name(precision));
    AttentionScratch scratch;
    Case longer(100, 80);
    std::vector<float> context(100 * (80 + extra));
    longer.head.precision = precision;
    longer.head.context = {context.data(), 80 + extra};
    attend(longer.head, scratch);
    Case shorter(17, 9);
    std::vector<float> reused(17 * 9);
    shorter.head.precision = precision;
    shorter.head.context = {reused.data(), 9};
    attend(shorter.head, scratch);
    CHECK(first_bit_difference(reused, run(shorter).context) == "");
  }
}

TEST_CASE("attention is rounded with its layer, where the CPU has products of bf16") {
  Case c(40, 64);
  const Result exact = run(c);
  c.head.precision = Precision::bf16;
  CHECK((run(c).context == exact.context) == !has_bf16_products());
}

}  // namespace
}  // namespace electra
