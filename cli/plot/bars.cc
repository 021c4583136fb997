// Bars from left to right.
#include <fmt/format.h>

#include <algorithm>

#include "cli/plot/charts.h"

namespace electra::cli {
namespace {

constexpr double left = 112.0, whole = 170.0, thickness = 10.0, pitch = 13.0, between = 12.0;
constexpr size_t letters_of_a_name = 13;

}  // namespace

double draw(Svg& svg, const BarChart& chart) {
  double y = draw_heading(svg, chart.title, chart.about) + 6.0;
  for (const BarRow& row : chart.rows) {
    svg.text(left - 8.0, y + 9.0, Anchor::end, "name", shortened(row.name, letters_of_a_name));
    // A lone bar has no room below its name.
    if (!row.note.empty() && row.values.size() > 1) svg.text(left - 8.0, y + 22.0, Anchor::end, "small dim", row.note);
    for (size_t i = 0; i < row.values.size(); ++i) {
      const double share = chart.most > 0.0 ? std::clamp(row.values[i] / chart.most, 0.0, 1.0) : 0.0;
      const std::string text = fmt::format("{} {:.{}f}", chart.series[i], row.values[i], chart.most > 1.0 ? 2 : 3);
      svg.line(left, y + thickness / 2.0, left + whole, y + thickness / 2.0, "grid");
      svg.box(left, y, whole * share, thickness, fmt::format("f{}", i), fmt::format("{}: {}", row.name, text));
      svg.text(left + whole + 8.0, y + 9.0, Anchor::start, "small", text);
      y += pitch;
    }
    y += between;
  }
  return y + 8.0;
}

}  // namespace electra::cli
