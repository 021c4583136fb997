// What is refused by its first bytes alone, of which no source makes records, and what is unpacked first.
#pragma once

#include <string>
#include <string_view>

#include "cli/io/decoders.h"
#include "cli/io/first_bytes.h"
#include "electra/error.h"
#include "fuzz/promises.h"

namespace electra::fuzz {

// "": taken for what it is to be read as.
inline std::string refusal_of(std::string_view text, const cli::ReadAs& read_as) {
  if (cli::has_decoder(text)) return "packed";
  try {
    FUZZ_CHECK(cli::check_beginning(text, true, read_as, "f"));
    return "";
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input || error.kind() == ErrorKind::usage);
    check_message(error.what(), "f: ");
    return error.what();
  }
}

}  // namespace electra::fuzz
