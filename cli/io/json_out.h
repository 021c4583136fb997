// JSON and cells written straight into an output buffer: results are many and flat.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace electra::cli {

// `text` in quotes. REQUIRES: text is well-formed UTF-8.
void append_json_string(std::string& out, std::string_view text);

// Six significant digits; null for what JSON has no number for.
void append_json_score(std::string& out, float score);

// Six significant digits, for every other format.
void append_score(std::string& out, float score);

// Text for a cell of tsv, or for a line: a blank for every TAB and line end.
std::string on_one_line(std::string text);
// The same of line ends alone, in what was written since `begin`: a line of input has none, but other texts may.
void keep_on_one_line(std::string& out, size_t begin);

void append_integer(std::string& out, int64_t number);

}  // namespace electra::cli
