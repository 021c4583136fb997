// The Castagnoli CRC that leveldb and TensorFlow put beside their data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace electra::converters {

// The checksum of what `crc` is the checksum of (0: nothing), followed by `bytes`. Thread-safe.
uint32_t extend_crc32c(uint32_t crc, std::span<const std::byte> bytes);
// The same without special instructions.
uint32_t extend_crc32c_portably(uint32_t crc, std::span<const std::byte> bytes);
inline uint32_t crc32c(std::span<const std::byte> bytes) { return extend_crc32c(0, bytes); }

// Checksums are stored rotated and offset, so that the checksum of data that hold checksums stays useful.
inline uint32_t mask_crc32c(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8U; }

}  // namespace electra::converters
