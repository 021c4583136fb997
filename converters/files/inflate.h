// Unpacks deflated bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace electra::converters {

// Bytes that a packed byte can unpack to, at most: deflate reaches 1032.
inline constexpr uint64_t max_deflate_ratio = 1100;

// Hands what a raw deflate stream unpacks to over to `use`, piece by piece; stops as soon as it is more than `size`
// bytes. Throws Error(model) naming `label` where that is no such stream or not of that size, or what `use` throws.
// Thread-safe.
void inflate_bytes(std::string_view packed, uint64_t size, const std::string& label,
                   const std::function<void(std::string_view)>& use);

}  // namespace electra::converters
