#include "cli/plot/plot.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/plot/charts.h"

namespace electra::cli {
namespace {

// Colours are named twice, and not as variables: some programs that show SVG know neither those nor @media, and then
// have the light ones. Series differ in their dashes, too.
constexpr std::string_view style = R"css(
svg{width:100%;max-width:560px;height:auto;margin:0 auto;background:#fff;font-family:system-ui,sans-serif}
text{fill:#1a1a1a;font-size:11px}
.page{fill:#fff}.h1{font-size:17px;font-weight:600}.h2{font-size:14px;font-weight:600}
.dim{fill:#5f5f5f}.small{font-size:10px}.tiny{font-size:8px}
.frame{fill:none;stroke:#8a8a8a}.grid{stroke:#e4e4e4}.guide{stroke:#8a8a8a;stroke-dasharray:2 3}
.cell{fill:#6aa6ff}.right{stroke:#1a1a1a}.edge{stroke:#e4e4e4}
.s0,.s1,.s2{fill:none;stroke-width:2;stroke-linejoin:round}
.s0{stroke:#0b57d0}.s1{stroke:#b02a00;stroke-dasharray:7 3}.s2{stroke:#1b6e3c;stroke-dasharray:2 2}
.f0{fill:#0b57d0}.f1{fill:#b02a00}.f2{fill:#1b6e3c}
.p{stroke:#0b57d0;stroke-linecap:round;stroke-width:4;fill:none}
.p0{stroke-opacity:.4}.p1{stroke-opacity:.6}.p2{stroke-opacity:.8}
@media (prefers-color-scheme:dark){
svg{background:#15171a}text{fill:#e8e6e3}
.page{fill:#15171a}.dim{fill:#a3a3a3}
.frame{stroke:#7a7a7a}.grid{stroke:#2c2f33}.guide{stroke:#8a8a8a}
.cell{fill:#2f6fd0}.right{stroke:#e8e6e3}.edge{stroke:#2c2f33}
.s0{stroke:#7fb2ff}.s1{stroke:#ffb38a}.s2{stroke:#7fd6a0}
.f0{fill:#7fb2ff}.f1{fill:#ffb38a}.f2{fill:#7fd6a0}
.p{stroke:#7fb2ff}
}
)css";

constexpr double margin = 12.0;
constexpr size_t letters_of_a_line = 62;

// Below each other, broken at blanks.
double draw_lines(Svg& svg, double y, std::string_view text) {
  while (!text.empty()) {
    size_t end = text.size();
    while (letters_of(text.substr(0, end)) > letters_of_a_line) {
      const size_t blank = text.rfind(' ', end - 1);
      if (blank == std::string_view::npos || blank == 0) break;
      end = blank;
    }
    svg.text(margin, y, Anchor::start, "dim", shortened(text.substr(0, end), letters_of_a_line));
    text.remove_prefix(end);
    if (text.starts_with(' ')) text.remove_prefix(1);
    y += 15.0;
  }
  return y;
}

}  // namespace

double draw_heading(Svg& svg, const std::string& title, const std::string& about) {
  svg.text(margin, 18.0, Anchor::start, "h2", title);
  return draw_lines(svg, 34.0, about) - 6.0;
}

std::string svg_of(const Plot& plot) {
  Svg svg;
  svg.text(margin, 28.0, Anchor::start, "h1", plot.title);
  double height = draw_lines(svg, 46.0, plot.about);
  for (const Chart& chart : plot.charts) {
    height += std::visit(
        [&](const auto& one) {
          svg.begin_picture(height, one.title, one.about);
          const double of_chart = draw(svg, one);
          svg.end_group();
          return of_chart;
        },
        chart);
  }
  if (plot.charts.empty()) {
    svg.text(margin, height + 10.0, Anchor::start, "dim", "Nothing to draw.");
    height += 20.0;
  }
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" "
      "width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\">\n<title>",
      picture_width, height);
  append_xml_text(out, plot.title);
  out += "</title>\n<desc>";
  append_xml_text(out, plot.about);
  out += fmt::format("</desc>\n<style>{}</style>\n<rect width=\"100%\" height=\"100%\" class=\"page\"/>\n{}</svg>\n",
                     style, svg.elements());
  return out;
}

}  // namespace electra::cli
