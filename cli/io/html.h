// Self-contained HTML pages of marked-up lines, written line by line: nothing from elsewhere, no script but where a
// format brings one of its own, and a policy that forbids both.
//
// What is known only at the end, such as how many lines there were, is written at the end and shown at the top. Pages
// may be concatenated (`cat *.html`): nothing in a page depends on its being the only one, but for the anchors of
// lines, which are those of the first. Control characters of the text are shown as pictures, so a page does no harm to
// a terminal either.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/io/item_source.h"

namespace electra::cli {

// Escaped, for text and for attributes in double quotes. Line ends stay.
void append_html_text(std::string& out, std::string_view text);

// What a page was made of.
struct PageSource {
  std::string model;                    // as it was named
  std::string generator = "";           // of suggestions; empty: none
  std::vector<std::string> files = {};  // their names in messages
};

// A line of what a page says of itself.
struct PageFact {
  std::string name;   // "Model"
  std::string value;  // "electra-mini-ner"; both are HTML
};

struct PageHead {
  std::string_view title;
  std::string_view style;            // further CSS
  std::vector<PageFact> facts = {};  // besides model and files
  std::string hint = "";             // how to read the page; HTML
  bool has_script = false;           // of the format's own, which the policy then allows
  std::string_view filter = "";      // of a box that hides lines without marks: "Only …"; empty: there is none
};

// A part of a line that stands out.
struct PageMark {
  std::string_view text;
  std::string classes;          // "s3 f"
  std::string tip;              // what is shown beside it where it is pointed at, focused or touched
  std::string_view label = "";  // that stands behind it
  bool is_stop = true;          // of the TAB key; else only a pointer or a finger reaches it
};

// Where a line stands.
struct PageLine {
  uint64_t ordinal;            // of its record: the anchor is #r7
  uint64_t line;               // in its file, where that is named; 0: not known
  std::string_view file_name;  // empty: files are not named
};

template <class Example>
PageLine page_line(const Item<Example>& item) {
  return {item.ordinal, item.place.line, item.file_name};
}

class Page {
 public:
  explicit Page(PageSource source = {}) : source_(std::move(source)) {}

  void begin(std::string& out, const PageHead& head) const;
  // A heading where a file begins, if files are named. What is of one file needs no other heading.
  void begin_file(std::string& out, std::string_view file_name);
  // A paragraph with its number, up to its text. One that has marks stays where the others are hidden.
  void begin_line(std::string& out, const PageLine& line, bool has_marks);
  // The same in a block (class "block") that the format makes itself.
  static void begin_paragraph(std::string& out, const PageLine& line, bool has_marks);
  static void end_line(std::string& out) { out += "</p>\n"; }
  static void append_mark(std::string& out, const PageMark& mark);
  // What was counted, and the end.
  void end(std::string& out, const std::vector<PageFact>& counts);

 private:
  // Of a block, which a browser lays out as a whole: with 10,000 lines, blocks of a hundred scroll several times as
  // smoothly as single lines do, or as all of them together.
  static constexpr int most_lines = 100;

  void end_block(std::string& out);

  PageSource source_;
  int lines_ = 0;               // of the block that is open; 0: none is
  std::string_view file_name_;  // of the lines at hand
};

}  // namespace electra::cli
