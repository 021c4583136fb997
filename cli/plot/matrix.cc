// A confusion matrix.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "cli/plot/charts.h"

namespace electra::cli {
namespace {

constexpr double left = 112.0, width = 254.0, largest_cell = 62.0;
constexpr size_t letters_of_a_name = 14;
constexpr size_t most_classes = 12;  // more are one class, "others"

struct Matrix {
  std::vector<std::string> names;
  std::vector<std::vector<int64_t>> rows;
};

// The classes that are drawn: all, or those with the most items, in their order.
std::vector<size_t> drawn_classes(const MatrixChart& chart) {
  std::vector<int64_t> items(chart.names.size(), 0);
  for (const auto& [pair, count] : chart.counts) {
    items[static_cast<size_t>(pair.first)] += count;
    items[static_cast<size_t>(pair.second)] += count;
  }
  std::vector<size_t> classes(chart.names.size());
  std::iota(classes.begin(), classes.end(), size_t{0});
  if (classes.size() <= most_classes) return classes;
  std::ranges::stable_sort(classes, std::ranges::greater(), [&](size_t i) { return items[i]; });
  classes.resize(most_classes - 1);
  std::ranges::sort(classes);
  return classes;
}

Matrix matrix_of(const MatrixChart& chart) {
  const std::vector<size_t> classes = drawn_classes(chart);
  Matrix matrix;
  std::vector<size_t> place(chart.names.size(), classes.size());
  for (size_t i = 0; i < classes.size(); ++i) {
    place[classes[i]] = i;
    matrix.names.push_back(chart.names[classes[i]]);
  }
  const size_t others = chart.names.size() - classes.size();
  if (others > 0) matrix.names.push_back(fmt::format("{} others", others));
  matrix.rows.assign(matrix.names.size(), std::vector<int64_t>(matrix.names.size(), 0));
  for (const auto& [pair, count] : chart.counts) {
    matrix.rows[place[static_cast<size_t>(pair.first)]][place[static_cast<size_t>(pair.second)]] += count;
  }
  return matrix;
}

// In the room of a cell.
std::string short_count(int64_t count) {
  if (count < 10'000) return fmt::format("{}", count);
  if (count < 1'000'000) return fmt::format("{}k", count / 1000);
  return fmt::format("{}M", count / 1'000'000);
}

void draw_cell(Svg& svg, const Matrix& matrix, size_t gold, size_t predicted, double x, double y, double size) {
  const std::vector<int64_t>& row = matrix.rows[gold];
  const int64_t count = row[predicted];
  const int64_t all = std::accumulate(row.begin(), row.end(), int64_t{0});
  const double share = all == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(all);
  svg.box(x, y, size, size, "cell edge",
          fmt::format("gold {}, predicted {}: {} of {}", matrix.names[gold], matrix.names[predicted], count, all),
          0.9 * share);
  const std::string text = short_count(count);
  const bool fits = 7.0 * static_cast<double>(text.size()) < size;
  if (count > 0) svg.text(x + size / 2.0, y + size / 2.0 + 4.0, Anchor::middle, fits ? "count" : "tiny", text);
}

}  // namespace

double draw(Svg& svg, const MatrixChart& chart) {
  const Matrix matrix = matrix_of(chart);
  const size_t classes = matrix.names.size();
  size_t longest = 0;
  for (const std::string& name : matrix.names) longest = std::max(longest, letters_of(name));
  const double above = 16.0 + 5.6 * static_cast<double>(std::min(longest, letters_of_a_name));
  const double top = draw_heading(svg, chart.title, chart.about) + above;
  const double size = std::min(largest_cell, width / static_cast<double>(std::max<size_t>(classes, 1)));
  svg.text(left - 8.0, top - 20.0, Anchor::end, "dim", "predicted →");
  svg.text(left - 8.0, top - 6.0, Anchor::end, "dim", "gold ↓");
  for (size_t i = 0; i < classes; ++i) {
    const double place = static_cast<double>(i) * size;
    svg.turned_text(left + place + size / 2.0 + 3.0, top - 6.0, -70.0, Anchor::start, "small",
                    shortened(matrix.names[i], letters_of_a_name));
    svg.text(left - 8.0, top + place + size / 2.0 + 4.0, Anchor::end, "small",
             shortened(matrix.names[i], letters_of_a_name));
  }
  for (size_t gold = 0; gold < classes; ++gold) {
    for (size_t predicted = 0; predicted < classes; ++predicted) {
      draw_cell(svg, matrix, gold, predicted, left + static_cast<double>(predicted) * size,
                top + static_cast<double>(gold) * size, size);
    }
  }
  // The outlines of the right ones stand above those of their neighbours.
  for (size_t i = 0; i < classes; ++i) {
    const double place = static_cast<double>(i) * size;
    svg.box(left + place, top + place, size, size, "frame right");
  }
  return top + size * static_cast<double>(classes) + 16.0;
}

}  // namespace electra::cli
