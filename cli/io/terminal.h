// What a terminal can show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace electra::cli {

// A terminal that understands escape sequences.
bool is_capable_terminal(int fd);
// Its width at the moment; 80 if it does not say.
size_t terminal_columns(int fd);

// How long lines of prose are: $COLUMNS, else the width of a terminal, else 80; within bounds that can be read.
inline constexpr size_t least_prose_columns = 40;
inline constexpr size_t most_prose_columns = 100;
size_t prose_columns(int fd);

// When results are coloured. automatic: on a capable terminal, unless $NO_COLOR is set and not empty.
enum class Colour { automatic, always, never };
bool wants_colour(Colour when, bool results_on_terminal);

// The beginning of black text on a colour of the 256, faint text, and the end of both.
std::string colour_begin(int background);
inline constexpr std::string_view faint_begin = "\x1b[2m";
inline constexpr std::string_view colour_end = "\x1b[0m";

// Appends `word` in a shade from yellow (0) to red (1). REQUIRES: beside_colours(word).
void append_shaded(std::string& out, std::string_view word, float score);

// A part of a text that stands among colours: with the beginnings of escape sequences of its own written out.
std::string beside_colours(std::string_view text);
// Appends a part of a text so, or as it is where there are no colours.
void append_part(std::string& out, std::string_view text, bool has_colours);

// Results as a terminal gets them: what it would act on written out (base/quote.h), but for TABs and line ends, and,
// `with_colours`, for the colours above.
std::string shown_on_terminal(std::string_view results, bool with_colours);

}  // namespace electra::cli
