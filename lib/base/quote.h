// How messages show what comes from outside: names, labels and words out of files, paths, and lists of them.
//
// Nothing of it acts on a terminal, makes lines of its own or fills the screen. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace electra::internal {

inline constexpr size_t max_quoted_bytes = 200;
inline constexpr size_t max_message_bytes = 2000;

// `text` with what a terminal would act on written out: control characters and line ends (\x1b, \u009b, \u2028), those
// that turn the direction of text (\u202e), and bytes that are not UTF-8 (\xff). The control characters in `kept` stay.
// The result is valid UTF-8, and escaping it again changes nothing.
std::string escaped(std::string_view text, std::string_view kept = "");

// "'TEXT'", escaped, with at most max_quoted_bytes between the quotes: a longer text ends in "...". A quote inside is
// left as it is.
std::string quote(std::string_view text);

// "a, b, c", or "a, b and 1021 more" where there are many or long ones. The items stand as they are.
std::string listed(const std::vector<std::string>& items, std::string_view separator = ", ");
// The same of names in quotes.
std::string quote_list(const std::vector<std::string>& names);

// A text escaped, and cut at a code point behind at most `most` bytes.
std::string cut_text(std::string_view text, size_t most);

// A whole message, escaped. The middle of one beyond max_message_bytes is left out: the end says what to do.
std::string message_text(std::string_view message);

}  // namespace electra::internal
