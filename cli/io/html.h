// Self-contained HTML pages of marked-up lines, written line by line.
//
// Pages may be concatenated (`cat *.html`): nothing in a page depends on its being the only one. Control characters of
// the text are shown as pictures, so a page does no harm to a terminal either.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace electra::cli {

// Up to the heading. `style`: further CSS rules; marked words are <b>.
void append_page_head(std::string& out, std::string_view title, std::string_view style);
// Around a line of text, with its number.
void append_row_head(std::string& out, uint64_t number);
void append_row_foot(std::string& out);
void append_page_foot(std::string& out);

// Escaped.
void append_html_text(std::string& out, std::string_view text);

}  // namespace electra::cli
