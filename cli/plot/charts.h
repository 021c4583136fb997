// Each kind of chart as elements, from y = 0 down. Each returns its height.
#pragma once

#include "cli/plot/plot.h"
#include "cli/plot/svg.h"

namespace electra::cli {

inline constexpr double picture_width = 400.0;

double draw(Svg& svg, const LineChart& chart);    // lines.cc
double draw(Svg& svg, const PointChart& chart);   // lines.cc
double draw(Svg& svg, const BarChart& chart);     // bars.cc
double draw(Svg& svg, const MatrixChart& chart);  // matrix.cc

// Title and about above a chart. Returns the y below them.
double draw_heading(Svg& svg, const std::string& title, const std::string& about);

}  // namespace electra::cli
