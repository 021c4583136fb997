// The WordPiece matcher: finds the longest piece of a vocabulary at a place in a word.
//
// One open-addressing hash table holds all pieces; those of up to 8 bytes are compared as one integer, without a look
// at their text. Which lengths are worth a look-up is told by bit masks that the first bytes of the place select, so a
// longest match takes a few look-ups, and a word of limited length limited time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/ascii.h"
#include "text/vocabulary.h"

namespace electra::internal {

// Which pieces may match: those that begin a word, or those with "##", without these two characters.
enum class Place : uint8_t { start, inside };

// How pieces are written.
struct PieceForm {
  std::string continuation = "##";  // stands before those inside of a word (continuing_subword_prefix); not empty
  // Whether a word may begin with it, as where nothing splits at "#": then it can be one of those pieces, too.
  bool begins_words = false;
};

// Immutable after construction.
class WordPieces {
 public:
  // Keeps a reference to the vocabulary, which must outlive it and not move.
  explicit WordPieces(const Vocabulary& vocabulary, PieceForm form = {});

  struct Match {
    int32_t id = -1;  // -1: no piece matches
    uint32_t length = 0;
  };

  // The longest piece that is a prefix of the `size` bytes at `bytes`.
  // REQUIRES: size >= 1 and 8 readable bytes behind the last one.
  Match longest(Place place, const char* bytes, size_t size) const;

  // The id of exactly these bytes, or -1. REQUIRES: size >= 1 and 8 readable bytes behind the last one.
  int32_t find(Place place, const char* bytes, size_t size) const;

  // The id of exactly `size` lower bytes of block, the others being 0, or -1. REQUIRES: 1 <= size <= 8.
  int32_t find_short(Place place, uint64_t block, size_t size) const { return look_up(place, block, size); }

  // The id of a vocabulary entry as it is written there ("##ing"), or -1.
  int32_t id(std::string_view token) const;

  // A later line with the token of an earlier one: the earlier id cannot be reached.
  struct Duplicate {
    int32_t id;
    int32_t earlier;
  };
  const std::vector<Duplicate>& duplicates() const { return duplicates_; }

 private:
  static constexpr size_t short_length = 8;
  static constexpr unsigned mask_bits = 12;

  struct Slot {
    uint64_t key;     // the bytes themselves up to short_length, else their hash
    uint32_t length;  // with place_bit for pieces inside a word
    int32_t id;       // -1: free
  };
  static constexpr uint32_t place_bit = 1U << 31;

  // Lengths in bytes of the pieces that begin with the same bytes (or others of the same hash).
  struct Lengths {
    std::array<uint32_t, size_t{1} << mask_bits> by_four{};  // bit n: 4 <= n <= 30; bit 31: longer ones
    std::array<uint8_t, size_t{1} << mask_bits> by_two{};    // bit n: n is 2 or 3
  };

  static uint32_t tag(Place place, size_t size) {
    return static_cast<uint32_t>(size) | (place == Place::inside ? place_bit : 0);
  }
  static uint64_t key_of(const char* bytes, size_t size);
  static size_t mask_index(uint64_t bytes) { return static_cast<size_t>(bytes * multiplier >> (64 - mask_bits)); }
  static constexpr uint64_t multiplier = 0x9E3779B97F4A7C15;

  size_t slot_index(uint64_t key, uint32_t slot_tag) const {
    return static_cast<size_t>((key ^ uint64_t{slot_tag} << 32) * multiplier >> shift_);
  }
  int32_t look_up(Place place, uint64_t key, size_t size) const {
    const uint32_t wanted = tag(place, size);
    for (size_t i = slot_index(key, wanted);; i = (i + 1) & slot_mask_) {
      const Slot& slot = slots_[i];
      if ((slot.key == key && slot.length == wanted) || slot.id < 0) return slot.id;
    }
  }

  int32_t find_long(Place place, const char* bytes, size_t size) const;
  Place place_of(std::string_view token) const;
  void add(int32_t id, Place place);
  std::string_view text_of(int32_t id, Place place) const;

  const Vocabulary& vocabulary_;
  PieceForm form_;
  std::vector<Slot> slots_;  // a power of two, at most half of them used
  size_t slot_mask_ = 0;
  unsigned shift_ = 0;
  std::array<Lengths, 2> lengths_;
  std::array<std::array<int32_t, 256>, 2> single_bytes_;
  size_t longest_ = 0;  // piece, in bytes
  std::vector<Duplicate> duplicates_;
};

}  // namespace electra::internal
