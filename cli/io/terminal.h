// What a terminal can show.
#pragma once

#include <string>
#include <string_view>

namespace electra::cli {

// A terminal that understands escape sequences.
bool is_capable_terminal(int fd);

// When results are coloured. automatic: on a capable terminal, unless $NO_COLOR is set and not empty.
enum class Colour { automatic, always, never };
bool wants_colour(Colour when, bool results_on_terminal);

// Appends `word` in a shade from yellow (0) to red (1).
void append_shaded(std::string& out, std::string_view word, float score);

}  // namespace electra::cli
