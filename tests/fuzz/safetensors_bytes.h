// Safetensors files around headers that a fuzzer makes up: as long as they say, with data up to the last offset.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace electra::fuzz {

inline size_t last_offset(const nlohmann::json& header) {
  constexpr size_t most = 4096;
  size_t last = 0;
  for (const auto& tensor : header) {
    if (!tensor.is_object() || !tensor.contains("data_offsets") || !tensor["data_offsets"].is_array()) continue;
    for (const auto& offset : tensor["data_offsets"]) {
      if (offset.is_number_unsigned()) last = std::max(last, std::min(offset.get<size_t>(), most));
    }
  }
  return last;
}

inline std::string safetensors_bytes(std::string_view header) {
  std::string file;
  for (size_t i = 0; i < 8; ++i) file += static_cast<char>(header.size() >> (8 * i));
  file += header;
  const nlohmann::json parsed = nlohmann::json::parse(header, nullptr, false);
  const size_t data = parsed.is_object() ? last_offset(parsed) : 0;
  for (size_t i = 0; i < data; ++i) file += static_cast<char>(i % 16 == 1 ? 0 : i % 5);
  return file;
}

}  // namespace electra::fuzz
