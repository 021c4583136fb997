// Containers and encodings that are no text, by the bytes that they begin with. Thread-safe.
#pragma once

#include <string_view>

#include "cli/io/first_lines.h"

namespace electra::cli {

struct Container {
  std::string_view bytes;  // '?': any
  std::string_view name;
  // What makes text of it: a command that is followed by the name of the file, or else words; empty: nothing.
  std::string_view filter = "";
  std::string_view advice = "";
};

struct ContainerLook {
  Verdict verdict = Verdict::no;
  const Container* container = nullptr;  // where the verdict is yes
};
ContainerLook look_for_container(Beginning beginning);

// Of a file with NUL bytes, which is no text: what it is, or null.
const Container* container_with_nul(std::string_view bytes);

// Whether they begin as the pattern says, where '?' is any byte.
Verdict begins_with(Beginning beginning, std::string_view pattern);

}  // namespace electra::cli
