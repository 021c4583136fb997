// SHA-256 (FIPS 180-4), by which a report names the weights that it is of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace electra::internal {

class Sha256 {
 public:
  void add(std::span<const std::byte> bytes);
  // 64 hexadecimal digits. Ends the message: nothing may be added then.
  std::string finish();

 private:
  static constexpr size_t block_size = 64;
  void take_block(const std::byte* block);

  std::array<uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, block_size> rest_ = {};  // less than a block
  uint64_t size_ = 0;                            // of all that was added
};

}  // namespace electra::internal
