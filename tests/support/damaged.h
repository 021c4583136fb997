// What a parser has to survive: every beginning of a file, and every bit of it turned.
#pragma once

#include <cstddef>
#include <string>

namespace electra {

template <class Read>
void for_each_damaged(const std::string& file, const Read& read) {
  for (size_t size = 0; size < file.size(); ++size) read(file.substr(0, size));
  for (size_t i = 0; i < file.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = file;
      flipped[i] = static_cast<char>(flipped[i] ^ 1 << bit);
      read(flipped);
    }
  }
}

}  // namespace electra
