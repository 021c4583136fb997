// Manual pages as plain text, for `electra help`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace electra::cli {

// A page in lines of `width` columns, without bold and italics. It knows the requests and escapes that man_page.h and
// the prose of man/*.in use; REQUIRES: the page has no others, which a test of every page shows.
std::string roff_text(std::string_view page, size_t width);

}  // namespace electra::cli
