// The values of a pickle that hold no others: numbers, texts and the rest, by their opcodes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/byte_reader.h"
#include "converters/torch/objects.h"

namespace electra::converters {

// The text up to the next line end, which is taken, too; nothing where there is none.
std::optional<std::string_view> take_line(internal::ByteReader& reader);
// A decimal number of 64 bits; Python 2's "L" may follow.
std::optional<int64_t> decimal(std::string_view text);

enum class AtomFault { none, unknown_opcode, cut_short };
struct PickleAtom {
  AtomFault fault = AtomFault::none;
  PickledValue value = {};
};

// Takes what follows the opcode of such a value. Numbers of more than 64 bits, floats, bytes and texts with escapes are
// opaque.
PickleAtom take_atom(uint8_t opcode, internal::ByteReader& reader);

}  // namespace electra::converters
