// The five special tokens, and where their names stand in a text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace electra {

// In the order of special_token_keys and default_special_tokens.
enum class SpecialToken : uint8_t { pad, unk, cls, sep, mask };

inline constexpr size_t num_special_tokens = 5;
inline constexpr std::array<const char*, num_special_tokens> special_token_keys = {
    "pad_token", "unk_token", "cls_token", "sep_token", "mask_token"};
inline constexpr std::array<const char*, num_special_tokens> default_special_tokens = {"[PAD]", "[UNK]", "[CLS]",
                                                                                       "[SEP]", "[MASK]"};

using SpecialTokenNames = std::array<std::string, num_special_tokens>;

// Finds names in raw text, before any normalisation, as Transformers finds its added tokens. Immutable.
class SpecialTokenFinder {
 public:
  // Names whose id is -1 or that are empty are never found.
  SpecialTokenFinder(const SpecialTokenNames& names, const std::array<int32_t, num_special_tokens>& ids);

  struct Found {
    size_t begin;  // text.size() if there is none
    size_t end;
    int32_t id;
  };
  // The first name at or after `from`; of several at one place the longest.
  Found find(std::string_view text, size_t from) const;

 private:
  struct Name {
    std::string text;
    int32_t id;
  };
  std::vector<Name> names_;  // longest first
  std::array<bool, 256> is_first_byte_{};
  bool one_first_byte_ = false;
};

}  // namespace electra
