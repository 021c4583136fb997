#include "cli/plot/svg.h"

#include <fmt/format.h>

#include <iterator>

#include "base/utf8.h"
#include "cli/io/html.h"

namespace electra::cli {

using namespace internal;

namespace {

// From here on most scripts are written in letters of double width.
constexpr char32_t first_wide = 0x1100;

size_t letters_of(char32_t c) { return c >= first_wide && !(c >= 0x1E00 && c < 0x2E80) ? 2 : 1; }

std::string_view name_of(Anchor anchor) {
  if (anchor == Anchor::start) return "start";
  return anchor == Anchor::middle ? "middle" : "end";
}

}  // namespace

size_t letters_of(std::string_view text) {
  size_t letters = 0;
  for (size_t i = 0; i < text.size();) {
    const DecodedCodePoint next = decode_utf8(text, i);
    letters += letters_of(next.code_point);
    i += next.length;
  }
  return letters;
}

std::string shortened(std::string_view text, size_t letters) {
  if (letters_of(text) <= letters) return std::string(text);
  // The end as well, in which names of one kind differ.
  size_t used = 1;  // for the dots
  size_t first = 0;
  while (first < text.size()) {
    const DecodedCodePoint next = decode_utf8(text, first);
    if (used + letters_of(next.code_point) > letters - letters / 3) break;
    used += letters_of(next.code_point);
    first += next.length;
  }
  size_t last = text.size();
  for (size_t at = last; at > first;) {
    do {
      --at;
    } while (at > first && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    used += letters_of(decode_utf8(text, at).code_point);
    if (used > letters) break;
    last = at;
  }
  return fmt::format("{}…{}", text.substr(0, first), text.substr(last));
}

void append_xml_text(std::string& out, std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const DecodedCodePoint next = decode_utf8(text, i);
    const bool is_xml = next.valid && next.code_point != 0xFFFE && next.code_point != 0xFFFF;
    if (is_xml) {
      append_html_text(out, text.substr(i, next.length));
    } else {
      append_utf8(out, replacement_character);
    }
    i += next.length;
  }
}

void append_coordinate(std::string& out, double value) { fmt::format_to(std::back_inserter(out), "{:.1f}", value); }

void Svg::begin_picture(double y, std::string_view title, std::string_view about) {
  fmt::format_to(std::back_inserter(out_), "<g role=\"img\" transform=\"translate(0 {:.1f})\">\n<title>", y);
  append_xml_text(out_, title);
  out_ += "</title>\n<desc>";
  append_xml_text(out_, about);
  out_ += "</desc>\n";
}

void Svg::text(double x, double y, Anchor anchor, std::string_view style, std::string_view text) {
  fmt::format_to(std::back_inserter(out_), "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">", x, y,
                 name_of(anchor), style);
  append_xml_text(out_, text);
  out_ += "</text>\n";
}

void Svg::turned_text(double x, double y, double degrees, Anchor anchor, std::string_view style,
                      std::string_view text) {
  fmt::format_to(std::back_inserter(out_),
                 "<text transform=\"translate({:.1f} {:.1f}) rotate({:.0f})\" text-anchor=\"{}\" class=\"{}\">", x, y,
                 degrees, name_of(anchor), style);
  append_xml_text(out_, text);
  out_ += "</text>\n";
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view style) {
  fmt::format_to(std::back_inserter(out_),
                 "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1, x2, y2,
                 style);
}

void Svg::path(std::string_view commands, std::string_view style) {
  fmt::format_to(std::back_inserter(out_), "<path d=\"{}\" class=\"{}\"/>\n", commands, style);
}

void Svg::box(double x, double y, double width, double height, std::string_view style, std::string_view title,
              double opacity) {
  fmt::format_to(std::back_inserter(out_),
                 "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"", x, y, width, height,
                 style);
  if (opacity < 1.0) fmt::format_to(std::back_inserter(out_), " fill-opacity=\"{:.3f}\"", opacity);
  end_with_title("rect", title);
}

void Svg::dot(double x, double y, double radius, std::string_view style, std::string_view title) {
  fmt::format_to(std::back_inserter(out_), "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" class=\"{}\"", x, y,
                 radius, style);
  end_with_title("circle", title);
}

void Svg::end_with_title(std::string_view name, std::string_view title) {
  if (title.empty()) {
    out_ += "/>\n";
    return;
  }
  out_ += "><title>";
  append_xml_text(out_, title);
  fmt::format_to(std::back_inserter(out_), "</title></{}>\n", name);
}

}  // namespace electra::cli
