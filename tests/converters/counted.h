// The arrays of golden/hdf5 and golden/flax, whose elements count up: from 0 where they are unsigned, else from -3.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "converters/opened.h"

namespace electra::converters {

template <typename Number>
void append_number(std::string& bytes, Number number) {
  char stored[sizeof number];
  std::memcpy(stored, &number, sizeof number);
  bytes.append(stored, sizeof number);
}

// Of half floats -3 to 0, -1 being the last that the files have.
inline uint16_t small_half(int64_t number) {
  return number == 0 ? 0 : number == -1 ? 0xBC00 : number == -2 ? 0xC000 : 0xC200;
}

inline void append_counted(std::string& bytes, internal::DType dtype, int64_t number) {
  using internal::DType;
  const auto real = static_cast<float>(number);
  if (dtype == DType::f16) return append_number(bytes, small_half(number));
  if (dtype == DType::bf16) return append_number(bytes, static_cast<uint16_t>(std::bit_cast<uint32_t>(real) >> 16));
  if (dtype == DType::f32) return append_number(bytes, real);
  if (dtype == DType::f64) return append_number(bytes, static_cast<double>(number));
  const auto bits = static_cast<uint64_t>(number);
  bytes.append(reinterpret_cast<const char*>(&bits), internal::dtype_size(dtype));
}

// What content_of() has to give for such a variable.
inline std::string counted_content(const Variable& variable) {
  using internal::DType;
  const DType dtype = *variable.dtype;
  const bool is_unsigned = dtype == DType::u8 || dtype == DType::u16 || dtype == DType::u32 || dtype == DType::u64 ||
                           dtype == DType::boolean;
  std::string content = variable.dtype_name + " " + internal::shape_text(variable.shape) + " ";
  for (int64_t i = 0; i < internal::elements_of(variable.shape); ++i) {
    append_counted(content, dtype, is_unsigned ? i : i - 3);
  }
  return content;
}

// "NAME dtype [shape]" of all variables, one a line.
inline std::string listing(const Source& source) {
  std::string lines;
  for (const Variable& variable : source.variables()) {
    lines += variable.name + " " + variable.dtype_name + " " + internal::shape_text(variable.shape) + "\n";
  }
  return lines;
}

}  // namespace electra::converters
