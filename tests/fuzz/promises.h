// What fuzzers of several parsers check.
#pragma once

#include <string_view>

#include "base/quote.h"
#include "base/utf8.h"
#include "electra/error.h"
#include "fuzz/fuzz.h"

namespace electra::fuzz {

inline std::string_view text_of(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A message is one line that a terminal can show, and says where the fault is before what it is.
inline void check_message(std::string_view message, std::string_view where = "") {
  FUZZ_CHECK(message.starts_with(where) && message.size() > where.size());
  FUZZ_CHECK(message.size() <= internal::max_message_bytes && internal::escaped(message) == message);
}

}  // namespace electra::fuzz
