// What --plot draws: charts under one heading, as data. svg_of makes a picture of them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace electra::cli {

struct PlotPoint {
  double x = 0.0;
  double y = 0.0;
};

struct PlotAxis {
  std::string title;
  double least = 0.0;  // REQUIRES: both finite
  double most = 1.0;
};

// How a line goes from one point to the next.
enum class LineShape {
  straight,
  rise_first,   // to the height of the next point, then there: a value that ends at its point
  level_first,  // the other way round: a value that begins at its point
};

struct PlotLine {
  std::string name;  // empty: no legend
  std::vector<PlotPoint> points;
  LineShape shape = LineShape::straight;
  std::vector<double> dot_sizes = {};  // of each point, 0 to 1; empty: no dots
};

// Lines over a plane.
struct LineChart {
  std::string title;
  std::string about;  // what there is to know without the picture
  PlotAxis x, y;
  std::vector<PlotLine> lines;
  bool has_diagonal = false;       // from the lower left to the upper right corner
  std::vector<double> marks = {};  // upright lines at these x
};

// Points over a plane: many may share a place.
struct PointChart {
  std::string title;
  std::string about;
  PlotAxis x, y;  // with a diagonal, where both are the same
  std::vector<PlotPoint> points;
};

struct BarRow {
  std::string name;
  std::string note;            // under the name; may be empty
  std::vector<double> values;  // one per series
};

// Bars from left to right, a group for each row.
struct BarChart {
  std::string title;
  std::string about;
  double most = 1.0;  // value of a whole bar
  std::vector<std::string> series;
  std::vector<BarRow> rows;
};

// How many items have two classes: gold, which is a row, and predicted, which is a column.
struct MatrixChart {
  std::string title;
  std::string about;
  std::vector<std::string> names;  // of the classes
  std::map<std::pair<int64_t, int64_t>, int64_t> counts;
};

using Chart = std::variant<LineChart, PointChart, BarChart, MatrixChart>;

struct Plot {
  std::string title;
  std::string about;
  std::vector<Chart> charts;  // one below the other; none: there was nothing to draw
};

// A whole SVG file: without script, fonts or anything else from outside; light or dark as the reader likes it. Texts
// may be any; what XML cannot hold is replaced. Its size does not grow with the number of points beyond what can be
// seen.
std::string svg_of(const Plot& plot);

}  // namespace electra::cli
