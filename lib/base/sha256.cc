#include "base/sha256.h"

#include <algorithm>
#include <bit>

namespace electra::internal {
namespace {

// The first 32 bits of the fractions of the cube roots of the first 64 primes.
constexpr std::array<uint32_t, 64> constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

uint32_t word_at(const std::byte* bytes) {
  uint32_t word = 0;
  for (size_t i = 0; i < 4; ++i) word = word << 8 | static_cast<uint32_t>(bytes[i]);
  return word;
}

uint32_t small_sigma(uint32_t x, int a, int b, int shift) { return std::rotr(x, a) ^ std::rotr(x, b) ^ x >> shift; }
uint32_t large_sigma(uint32_t x, int a, int b, int c) { return std::rotr(x, a) ^ std::rotr(x, b) ^ std::rotr(x, c); }

}  // namespace

void Sha256::take_block(const std::byte* block) {
  std::array<uint32_t, 64> schedule;
  for (size_t t = 0; t < 16; ++t) schedule[t] = word_at(block + 4 * t);
  for (size_t t = 16; t < 64; ++t) {
    schedule[t] = small_sigma(schedule[t - 2], 17, 19, 10) + schedule[t - 7] + small_sigma(schedule[t - 15], 7, 18, 3) +
                  schedule[t - 16];
  }
  auto [a, b, c, d, e, f, g, h] = state_;
  for (size_t t = 0; t < 64; ++t) {
    const uint32_t choice = (e & f) ^ (~e & g);
    const uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
    const uint32_t first = h + large_sigma(e, 6, 11, 25) + choice + constants[t] + schedule[t];
    const uint32_t second = large_sigma(a, 2, 13, 22) + majority;
    h = g, g = f, f = e, e = d + first;
    d = c, c = b, b = a, a = first + second;
  }
  const std::array<uint32_t, 8> added = {a, b, c, d, e, f, g, h};
  for (size_t i = 0; i < added.size(); ++i) state_[i] += added[i];
}

void Sha256::add(std::span<const std::byte> bytes) {
  const size_t held = size_ % block_size;
  size_ += bytes.size();
  const size_t fill = held == 0 ? 0 : std::min(block_size - held, bytes.size());
  std::ranges::copy(bytes.first(fill), rest_.begin() + static_cast<std::ptrdiff_t>(held));
  if (held + fill == block_size) take_block(rest_.data());
  bytes = bytes.subspan(fill);
  for (; bytes.size() >= block_size; bytes = bytes.subspan(block_size)) take_block(bytes.data());
  if (fill == 0 || !bytes.empty()) std::ranges::copy(bytes, rest_.begin());
}

// A bit of 1, zeros, and the size in bits as 64 bits fill the last block.
std::string Sha256::finish() {
  const uint64_t bits = size_ * 8;
  std::array<std::byte, 2 * block_size> padding = {std::byte{0x80}};
  const size_t held = size_ % block_size;
  const size_t zeros_end = (held < block_size - 8 ? block_size : 2 * block_size) - 8 - held;
  for (size_t i = 0; i < 8; ++i) padding[zeros_end + i] = static_cast<std::byte>(bits >> (56 - 8 * i));
  add(std::span(padding).first(zeros_end + 8));
  std::string digits;
  for (const uint32_t word : state_) {
    for (int shift = 28; shift >= 0; shift -= 4) digits += "0123456789abcdef"[word >> shift & 15];
  }
  return digits;
}

}  // namespace electra::internal
