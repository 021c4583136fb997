#include "nn/panel_product.h"

#include <doctest/doctest.h>

#include "lib/nn/compare.h"

namespace electra {

using namespace internal;

namespace {

constexpr int64_t extra = 3;  // floats between the end of a row and the next
constexpr int64_t most_rows = 13;
constexpr float untouched = 77.0F;

// c[rows, columns] = a b: the sum of `depth` products is off by at most that many roundings of their magnitudes.
std::vector<Bounded> oracle(ConstRows a, int64_t rows, int64_t depth, ConstRows b, int64_t columns) {
  std::vector<Bounded> c;
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t column = 0; column < columns; ++column) {
      double sum = 0.0;
      double magnitude = 0.0;
      for (int64_t k = 0; k < depth; ++k) {
        const double term = double{a.from(row).data[k]} * b.from(k).data[column];
        sum += term;
        magnitude += std::abs(term);
      }
      c.push_back({sum, static_cast<double>(depth) * float_epsilon * magnitude});
    }
  }
  return c;
}

// c[rows, columns], dense. The columns of the padding have to be 0, and nothing else may be written.
std::vector<float> product_of(ConstRows a, int64_t rows, int64_t depth, const std::vector<float>& panels,
                              int64_t columns) {
  const int64_t padded = padded_columns(columns);
  std::vector<float> c(static_cast<size_t>((rows + 1) * (padded + extra)), untouched);
  multiply({.a = a,
            .rows = rows,
            .depth = depth,
            .panels = panels.data(),
            .columns = padded,
            .c = {c.data(), padded + extra}});
  std::vector<float> dense;
  int64_t wrong = 0;
  for (int64_t i = 0; i < std::ssize(c); ++i) {
    const int64_t column = i % (padded + extra);
    const float value = c[static_cast<size_t>(i)];
    if (i / (padded + extra) == rows || column >= padded) {
      wrong += value != untouched;
    } else if (column >= columns) {
      wrong += value != 0.0F;
    } else {
      dense.push_back(value);
    }
  }
  CHECK(wrong == 0);
  return dense;
}

std::vector<float> packed(ConstRows b, int64_t depth, int64_t columns) {
  std::vector<float> panels(static_cast<size_t>(depth * padded_columns(columns)), untouched);
  pack_panels(b, depth, columns, panels.data());
  return panels;
}

TEST_CASE("products of every size are right") {
  std::vector<int64_t> sizes = {127, 128, 129, 200};
  for (int64_t size = 1; size <= 70; ++size) sizes.push_back(size);
  for (const int64_t columns : sizes) {
    for (const int64_t depth : {1, 2, 15, 16, 17, 33, 64, 65}) {
      CAPTURE(columns);
      CAPTURE(depth);
      const std::vector<float> a = random_floats(most_rows * (depth + extra), 1);
      const std::vector<float> b = random_floats(depth * (columns + extra), 2);
      const ConstRows a_rows(a.data(), depth + extra);
      const ConstRows b_rows(b.data(), columns + extra);
      const std::vector<Bounded> expected = oracle(a_rows, most_rows, depth, b_rows, columns);
      const std::vector<float> panels = packed(b_rows, depth, columns);
      for (int64_t rows = 1; rows <= most_rows; ++rows) {
        CAPTURE(rows);
        const auto part = std::span(expected).first(static_cast<size_t>(rows * columns));
        CHECK(first_difference(product_of(a_rows, rows, depth, panels, columns), part) == "");
      }
    }
  }
}

TEST_CASE("a transposed matrix is packed like the matrix itself") {
  for (int64_t columns = 1; columns <= 140; ++columns) {
    for (const int64_t depth : {1, 9, 16, 17, 64}) {
      const std::vector<float> b = random_floats(depth * columns, 3);
      std::vector<float> transposed(static_cast<size_t>(columns * (depth + extra)), untouched);
      for (int64_t k = 0; k < depth; ++k) {
        for (int64_t column = 0; column < columns; ++column) {
          transposed[static_cast<size_t>(column * (depth + extra) + k)] = b[static_cast<size_t>(k * columns + column)];
        }
      }
      std::vector<float> panels(static_cast<size_t>(depth * padded_columns(columns)), untouched);
      pack_panels_transposed({transposed.data(), depth + extra}, columns, depth, panels.data());
      CHECK(first_bit_difference(panels, packed({b.data(), columns}, depth, columns)) == "");
    }
  }
}

TEST_CASE("a row's bits are the same at every place of a tile") {
  for (const int64_t columns : {1, 16, 40, 65, 130}) {
    const int64_t depth = 37;
    const std::vector<float> row = random_floats(depth, 5);
    const std::vector<float> panels = packed({random_floats(depth * columns, 6).data(), columns}, depth, columns);
    const std::vector<float> alone = product_of({row.data(), depth}, 1, depth, panels, columns);
    for (int64_t rows = 1; rows <= most_rows; ++rows) {
      for (int64_t place = 0; place < rows; ++place) {
        std::vector<float> a = random_floats(rows * depth, 7);
        std::ranges::copy(row, a.begin() + place * depth);
        const std::vector<float> all = product_of({a.data(), depth}, rows, depth, panels, columns);
        const auto found = std::span(all).subspan(static_cast<size_t>(place * columns), static_cast<size_t>(columns));
        CHECK(first_bit_difference(found, alone) == "");
      }
    }
  }
}

}  // namespace
}  // namespace electra
