// Hands bytes to the system, all of them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace electra::internal {

// Writes all of it, waiting where a pipe or a terminal is full. 0, or an errno value: then some of it may be written.
int write_all(int fd, std::span<const std::byte> bytes);
inline int write_all(int fd, std::string_view text) { return write_all(fd, std::as_bytes(std::span(text))); }

}  // namespace electra::internal
