// Numbers out of text, all of it, and numbers for people. Thread-safe.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace electra::cli {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

// "12,345", at the end of `room`. Async-signal-safe.
inline constexpr size_t longest_number = 32;
std::string_view with_commas(uint64_t number, char (&room)[longest_number]);
std::string with_commas(uint64_t number);

// "1 text", "12,345 texts". REQUIRES: a noun whose plural is made with an s.
std::string counted(uint64_t number, std::string_view noun);

}  // namespace electra::cli
