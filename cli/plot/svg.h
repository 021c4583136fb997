// Elements of an SVG picture. Lengths are in the picture's units, which are pixels at its natural size; y goes down.
#pragma once

#include <string>
#include <string_view>

namespace electra::cli {

enum class Anchor { start, middle, end };

// How much room a text takes, about, in letters of usual width: ideographs count two.
size_t letters_of(std::string_view text);
// The text, or its beginning and "…", in at most this many letters.
std::string shortened(std::string_view text, size_t letters);

class Svg {
 public:
  // Opens a group that a screen reader takes for one picture.
  void begin_picture(double y, std::string_view title, std::string_view about);
  void end_group() { out_ += "</g>\n"; }

  // `style`: the class that says colours and line styles.
  void text(double x, double y, Anchor anchor, std::string_view style, std::string_view text);
  // Turned by `degrees` around its start or middle.
  void turned_text(double x, double y, double degrees, Anchor anchor, std::string_view style, std::string_view text);
  void line(double x1, double y1, double x2, double y2, std::string_view style);
  void path(std::string_view commands, std::string_view style);
  // With what a pointer shows over it. opacity: 0 to 1.
  void box(double x, double y, double width, double height, std::string_view style, std::string_view title = "",
           double opacity = 1.0);
  void dot(double x, double y, double radius, std::string_view style, std::string_view title);

  const std::string& elements() const { return out_; }

 private:
  void end_with_title(std::string_view name, std::string_view title);

  std::string out_;
};

// Text between tags: escaped, without what XML cannot hold.
void append_xml_text(std::string& out, std::string_view text);

// A coordinate of a path, with a decimal.
void append_coordinate(std::string& out, double value);

}  // namespace electra::cli
