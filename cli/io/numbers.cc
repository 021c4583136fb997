#include "cli/io/numbers.h"

#include <fmt/format.h>

#include <iterator>

namespace electra::cli {

std::string_view with_commas(uint64_t number, char (&room)[longest_number]) {
  char* begin = std::end(room);
  for (int i = 0; i == 0 || number > 0; ++i, number /= 10) {
    if (i > 0 && i % 3 == 0) *--begin = ',';
    *--begin = static_cast<char>('0' + number % 10);
  }
  return {begin, std::end(room)};
}

std::string with_commas(uint64_t number) {
  char room[longest_number];
  return std::string(with_commas(number, room));
}

std::string counted(uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", with_commas(number), noun, number == 1 ? "" : "s");
}

}  // namespace electra::cli
