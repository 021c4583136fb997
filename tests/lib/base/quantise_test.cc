#include "base/quantise.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace electra::internal {
namespace {

struct Quantised {
  std::vector<int8_t> values;
  std::vector<float> scales;
};

Quantised quantised(const std::vector<float>& weight, int64_t rows) {
  const auto columns = static_cast<int64_t>(weight.size()) / rows;
  Quantised out{std::vector<int8_t>(weight.size(), 99), std::vector<float>(static_cast<size_t>(rows))};
  quantise_rows(weight.data(), rows, columns, out.values.data(), out.scales.data());
  return out;
}

TEST_CASE("every row has a scale of its own; halves go to the even number") {
  const Quantised q = quantised({127.0F, -127.0F, 0.5F, 1.5F, 2.5F, -0.5F, 1.0F, 0.0F, -0.5F, 0.25F, 0.0F, 0.0F}, 2);
  CHECK(q.scales == std::vector<float>{1.0F, 1.0F / 127.0F});
  CHECK(q.values == std::vector<int8_t>{127, -127, 0, 2, 2, 0, 127, 0, -64, 32, 0, 0});
}

TEST_CASE("panels have 16 rows, four values of a row side by side, and give the rows back") {
  for (const auto& [rows, columns] : {std::pair{1, 1}, {16, 4}, {17, 6}, {40, 9}}) {
    CAPTURE(rows);
    CAPTURE(columns);
    std::vector<int8_t> values(static_cast<size_t>(rows * columns));
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int8_t>(i % 127 + 1);
    std::vector<int8_t> panels(int8_panel_bytes(rows, columns), 99);
    pack_int8_panels(values.data(), rows, columns, panels.data());
    const int64_t quads = (columns + 3) / 4;
    CHECK(std::ssize(panels) == (rows + 15) / 16 * quads * 64);
    for (int64_t row = 0; row < (rows + 15) / 16 * 16; ++row) {
      for (int64_t column = 0; column < 4 * quads; ++column) {
        const int64_t place = ((row / 16 * quads + column / 4) * 16 + row % 16) * 4 + column % 4;
        const bool is_there = row < rows && column < columns;
        CHECK(panels[static_cast<size_t>(place)] ==
              (is_there ? values[static_cast<size_t>(row * columns + column)] : 0));
      }
    }
    CHECK(has_zero_padding(panels.data(), rows, columns));
    if (rows % 16 != 0) {
      panels.back() = 1;
      CHECK(!has_zero_padding(panels.data(), rows, columns));
    }
    std::vector<int8_t> back(values.size());
    unpack_int8_panels(panels.data(), rows, columns, back.data());
    CHECK(back == values);
  }
}

TEST_CASE("what was quantised before gives the same whole numbers") {
  std::vector<float> weight(64);
  for (size_t i = 0; i < weight.size(); ++i) weight[i] = std::sin(static_cast<float>(i)) * 0.03F;
  const Quantised once = quantised(weight, 4);
  std::vector<float> back(weight.size());
  for (size_t i = 0; i < back.size(); ++i) back[i] = once.values[i] * once.scales[i / 16];
  CHECK(quantised(back, 4).values == once.values);
}

TEST_CASE("rows of zeros, of almost nothing, and with what is no number") {
  constexpr float tiny = 1e-40F;
  const Quantised none = quantised({0.0F, 0.0F, tiny, -tiny}, 2);
  CHECK(none.values == std::vector<int8_t>{0, 0, 0, 0});
  CHECK(none.scales == std::vector<float>{0.0F, 0.0F});
  for (const float fault : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()}) {
    const Quantised q = quantised({1.0F, fault, 2.0F, 4.0F}, 2);
    CHECK(std::isnan(q.scales[0]));
    CHECK(q.scales[1] == 4.0F / 127.0F);
    CHECK(q.values[3] == 127);
  }
}

}  // namespace
}  // namespace electra::internal
