#include "cli/io/npy.h"

#include <fmt/format.h>

#include <bit>

namespace electra::cli {

std::string npy_head(uint64_t rows, uint64_t columns) {
  constexpr size_t length = 128;  // a multiple of 64, and enough for any two numbers
  constexpr size_t preamble = 10;
  static_assert(std::endian::native == std::endian::little, "rows are written as they are in memory");
  std::string head("\x93NUMPY\x01\x00", 8);
  head += static_cast<char>(length - preamble);
  head += '\0';
  head += fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  head.resize(length - 1, ' ');
  return head + '\n';
}

}  // namespace electra::cli
