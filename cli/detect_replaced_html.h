// The heat-map page of detect-replaced: one self-contained HTML file, written line by line.
//
// Pages may be concatenated (`cat *.html`): nothing in a page depends on its being the only one. Control characters of
// the text are shown as pictures, so a page does no harm to a terminal either.
#pragma once

#include <span>
#include <string>

#include "cli/reader.h"
#include "electra/tasks.h"

namespace electra::cli {

void append_html_head(std::string& out, double threshold);
void append_html_row(std::string& out, const Record& record, std::span<const ScoredWord> words, float threshold);
void append_html_foot(std::string& out);

}  // namespace electra::cli
