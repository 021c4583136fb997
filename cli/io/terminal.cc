#include "cli/io/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace electra::cli {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* name = std::getenv("TERM");
  return name == nullptr || std::string_view(name) == "dumb";
}

}  // namespace

bool is_capable_terminal(int fd) { return ::isatty(fd) == 1 && !is_dumb(); }

bool wants_colour(Colour when, bool results_on_terminal) {
  if (when == Colour::automatic) return results_on_terminal && !is_dumb() && !is_set("NO_COLOR");
  return when == Colour::always;
}

void append_shaded(std::string& out, std::string_view word, float score) {
  // Black on one row of the 256-colour cube: the background carries the score and is legible on dark and light
  // terminals alike.
  constexpr int shades[] = {230, 229, 228, 227, 226, 220, 214, 208, 202, 196};
  const auto index = std::clamp<int>(static_cast<int>(score * std::size(shades)), 0, std::size(shades) - 1);
  fmt::format_to(std::back_inserter(out), "\x1b[38;5;16;48;5;{}m{}\x1b[0m", shades[index], word);
}

}  // namespace electra::cli
