// The heat-map page of detect-replaced.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/io/reader.h"
#include "electra/tasks.h"

namespace electra::cli {

void append_html_head(std::string& out, double threshold);
void append_html_row(std::string& out, const Record& record, std::string_view text, std::span<const ScoredWord> words,
                     float threshold);

}  // namespace electra::cli
