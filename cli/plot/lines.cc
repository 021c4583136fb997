// Lines and points over a plane with axes.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>

#include "cli/plot/charts.h"

namespace electra::cli {
namespace {

constexpr double left = 56.0, side = 320.0, below = 44.0;

// Where values are in the picture.
struct Plane {
  const PlotAxis& horizontal;
  const PlotAxis& vertical;
  double top = 0.0;

  double bottom() const { return top + side; }
  double x(double value) const { return left + side * share(horizontal, value); }
  double y(double value) const { return bottom() - side * share(vertical, value); }
  // Of the axis, from 0 to 1; values outside are at its ends.
  static double share(const PlotAxis& axis, double value) {
    return axis.most > axis.least ? std::clamp((value - axis.least) / (axis.most - axis.least), 0.0, 1.0) : 0.5;
  }
};

// Round numbers on an axis: 1, 2 or 5 times a power of ten apart.
std::vector<double> ticks_of(const PlotAxis& axis) {
  const double range = axis.most - axis.least;
  if (range <= 0.0) return {axis.least};
  double step = std::pow(10.0, std::floor(std::log10(range)));
  if (range / step < 2.0) step /= 5.0;
  if (range / step < 5.0) step /= 2.0;
  std::vector<double> ticks;
  const double first = std::ceil(axis.least / step - 1e-9);
  for (double i = 0.0; (first + i) * step <= axis.most + step * 1e-9 && i < 20.0; ++i) {
    const double tick = (first + i) * step;
    ticks.push_back(std::abs(tick) < step * 1e-9 ? 0.0 : tick);
  }
  return ticks;
}

void draw_plane(Svg& svg, const Plane& plane, bool has_diagonal) {
  const double bottom = plane.bottom();
  for (const double tick : ticks_of(plane.horizontal)) {
    svg.line(plane.x(tick), plane.top, plane.x(tick), bottom, "grid");
    svg.text(plane.x(tick), bottom + 14.0, Anchor::middle, "small", fmt::format("{:.6g}", tick));
  }
  for (const double tick : ticks_of(plane.vertical)) {
    svg.line(left, plane.y(tick), left + side, plane.y(tick), "grid");
    svg.text(left - 5.0, plane.y(tick) + 3.5, Anchor::end, "small", fmt::format("{:.6g}", tick));
  }
  if (has_diagonal) svg.line(left, bottom, left + side, plane.top, "guide");
  svg.box(left, plane.top, side, side, "frame");
  svg.text(left + side / 2.0, bottom + 30.0, Anchor::middle, "dim", plane.horizontal.title);
  svg.turned_text(16.0, plane.top + side / 2.0, -90.0, Anchor::middle, "dim", plane.vertical.title);
}

// A path through points; those that would fall onto the last one are left out.
class LinePath {
 public:
  void add(double x, double y) {
    std::string next;
    append_coordinate(next, x);
    next += ' ';
    append_coordinate(next, y);
    if (next == last_) return;
    commands_ += commands_.empty() ? 'M' : 'L';
    commands_ += next;
    last_ = std::move(next);
  }
  const std::string& commands() const { return commands_; }

 private:
  std::string commands_, last_;
};

std::string commands_of(const PlotLine& line, const Plane& plane) {
  LinePath path;
  for (size_t i = 0; i < line.points.size(); ++i) {
    const double x = plane.x(line.points[i].x), y = plane.y(line.points[i].y);
    if (i > 0 && line.shape == LineShape::rise_first) path.add(plane.x(line.points[i - 1].x), y);
    if (i > 0 && line.shape == LineShape::level_first) path.add(x, plane.y(line.points[i - 1].y));
    path.add(x, y);
  }
  return path.commands();
}

void draw_dots(Svg& svg, const PlotLine& line, const Plane& plane, std::string_view style) {
  for (size_t i = 0; i < line.dot_sizes.size(); ++i) {
    const PlotPoint& point = line.points[i];
    svg.dot(plane.x(point.x), plane.y(point.y), 3.0 + 6.0 * std::sqrt(line.dot_sizes[i]), style,
            fmt::format("{}: {:.3f}, {}: {:.3f}", plane.horizontal.title, point.x, plane.vertical.title, point.y));
  }
}

// Returns the y below it.
double draw_legend(Svg& svg, const std::vector<PlotLine>& lines, double y) {
  double x = left;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].name.empty()) continue;
    svg.line(x, y - 4.0, x + 26.0, y - 4.0, fmt::format("s{}", i));
    svg.text(x + 32.0, y, Anchor::start, "small", lines[i].name);
    x += 50.0 + 6.0 * static_cast<double>(letters_of(lines[i].name));
  }
  return x > left ? y + 10.0 : y - 8.0;
}

}  // namespace

double draw(Svg& svg, const LineChart& chart) {
  const double legend = draw_heading(svg, chart.title, chart.about) + 12.0;
  const Plane plane = {chart.x, chart.y, draw_legend(svg, chart.lines, legend)};
  draw_plane(svg, plane, chart.has_diagonal);
  for (const double mark : chart.marks) svg.line(plane.x(mark), plane.top, plane.x(mark), plane.bottom(), "guide");
  for (size_t i = 0; i < chart.lines.size(); ++i) {
    svg.path(commands_of(chart.lines[i], plane), fmt::format("s{}", i));
    draw_dots(svg, chart.lines[i], plane, fmt::format("f{}", i));
  }
  return plane.bottom() + below;
}

double draw(Svg& svg, const PointChart& chart) {
  const Plane plane = {chart.x, chart.y, draw_heading(svg, chart.title, chart.about) + 4.0};
  draw_plane(svg, plane, true);
  // Of the points on one spot, of two units, one is drawn, the stronger the more there are.
  std::map<std::pair<int, int>, unsigned> spots;
  for (const PlotPoint& point : chart.points) {
    ++spots[{static_cast<int>(plane.x(point.x) / 2.0), static_cast<int>(plane.y(point.y) / 2.0)}];
  }
  constexpr size_t levels = 4;  // 1, 2, 4, 8 or more points
  std::vector<std::string> commands(levels);
  for (const auto& [spot, count] : spots) {
    commands[std::min<size_t>(static_cast<size_t>(std::bit_width(count)), levels) - 1] +=
        fmt::format("M{} {}h0", 2 * spot.first + 1, 2 * spot.second + 1);
  }
  for (size_t level = 0; level < commands.size(); ++level) {
    if (commands[level].empty()) continue;
    svg.path(commands[level], fmt::format("p p{}", level));
  }
  return plane.bottom() + below;
}

}  // namespace electra::cli
