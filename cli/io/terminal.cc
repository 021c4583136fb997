#include "cli/io/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>

#include "base/quote.h"
#include "cli/io/numbers.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr std::string_view background_begin = "\x1b[38;5;16;48;5;";

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* name = std::getenv("TERM");
  return name == nullptr || std::string_view(name) == "dumb";
}

// Of the sequence for a colour that the text begins with; 0: none.
size_t colour_size(std::string_view text) {
  for (const std::string_view known : {faint_begin, colour_end}) {
    if (text.starts_with(known)) return known.size();
  }
  if (!text.starts_with(background_begin)) return 0;
  size_t size = background_begin.size();
  while (size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
  return size < text.size() && text[size] == 'm' ? size + 1 : 0;
}

}  // namespace

std::string colour_begin(int background) { return fmt::format("{}{}m", background_begin, background); }

bool is_capable_terminal(int fd) { return ::isatty(fd) == 1 && !is_dumb(); }

size_t terminal_columns(int fd) {
  winsize size = {};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

size_t prose_columns(int fd) {
  const char* told = std::getenv("COLUMNS");
  std::optional<size_t> columns;
  if (told != nullptr) columns = parse_number<size_t>(told);
  return std::clamp(columns ? *columns : terminal_columns(fd), least_prose_columns, most_prose_columns);
}

bool wants_colour(Colour when, bool results_on_terminal) {
  if (when == Colour::automatic) return results_on_terminal && !is_dumb() && !is_set("NO_COLOR");
  return when == Colour::always;
}

void append_shaded(std::string& out, std::string_view word, float score) {
  // Black on one row of the 256-colour cube: the background carries the score and is legible on dark and light
  // terminals alike.
  constexpr int shades[] = {230, 229, 228, 227, 226, 220, 214, 208, 202, 196};
  const auto index = std::clamp<int>(static_cast<int>(score * std::size(shades)), 0, std::size(shades) - 1);
  fmt::format_to(std::back_inserter(out), "{}{}{}", colour_begin(shades[index]), word, colour_end);
}

std::string beside_colours(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\x1b' ? escaped("\x1b") : std::string(1, c);
  return out;
}

void append_part(std::string& out, std::string_view text, bool has_colours) {
  if (has_colours) {
    out += beside_colours(text);
  } else {
    out += text;
  }
}

std::string shown_on_terminal(std::string_view results, bool with_colours) {
  std::string out;
  while (!results.empty()) {
    const size_t text = std::min(results.find('\x1b'), results.size());
    out += escaped(results.substr(0, text), "\t\n");
    results.remove_prefix(text);
    if (results.empty()) break;
    const size_t colour = with_colours ? colour_size(results) : 0;
    out += colour > 0 ? std::string(results.substr(0, colour)) : escaped(results.substr(0, 1));
    results.remove_prefix(std::max<size_t>(colour, 1));
  }
  return out;
}

}  // namespace electra::cli
