// The five special tokens.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace electra::internal {

// In the order of special_token_keys and default_special_tokens.
enum class SpecialToken : uint8_t { pad, unk, cls, sep, mask };

inline constexpr size_t num_special_tokens = 5;
inline constexpr std::array<const char*, num_special_tokens> special_token_keys = {
    "pad_token", "unk_token", "cls_token", "sep_token", "mask_token"};
inline constexpr std::array<const char*, num_special_tokens> default_special_tokens = {"[PAD]", "[UNK]", "[CLS]",
                                                                                       "[SEP]", "[MASK]"};

// Those that no text can be encoded without.
inline constexpr std::array required_special_tokens = {SpecialToken::unk, SpecialToken::cls, SpecialToken::sep};

}  // namespace electra::internal
