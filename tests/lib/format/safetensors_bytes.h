// Bytes of safetensors files made by hand, for tests.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace electra {

// Header length, header and data, whatever they say.
inline std::string safetensors_bytes(std::string_view header, std::string_view data) {
  std::string bytes;
  for (size_t i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> (8 * i));
  bytes += header;
  bytes += data;
  return bytes;
}

inline std::span<const std::byte> as_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

}  // namespace electra
