// The msgpack format: one value after the other, each with its type and length before it.
// https://github.com/msgpack/msgpack/blob/master/spec.md
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/byte_reader.h"

namespace electra::converters {

enum class MsgpackType { nil, boolean, integer, real, text, binary, array, map, extension };

struct MsgpackValue {
  MsgpackType type = MsgpackType::nil;
  // Of an integer or a boolean its value (those beyond int64 are cut to its largest), of an array its values and of a
  // map its pairs, which follow; of an extension its type.
  int64_t number = 0;
  std::string_view bytes = {};  // of text, binary and extension
};

std::string_view msgpack_type_name(MsgpackType type);  // "a map"

// Takes the next value: of an array or a map its head alone. Nothing where it is cut off or of no known type. A count
// is at most what the bytes that remain can hold.
std::optional<MsgpackValue> take_msgpack(internal::ByteReader& reader);

}  // namespace electra::converters
