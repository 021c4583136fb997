#include "converters/torch/pickle_atoms.h"

#include <charconv>

namespace electra::converters {

using namespace internal;

namespace {

using MaybeValue = std::optional<PickledValue>;

MaybeValue text_value(std::optional<std::string_view> text) {
  return text ? MaybeValue(PickledValue(*text)) : std::nullopt;
}

template <typename Number>
MaybeValue number_value(std::optional<Number> number) {
  return number ? MaybeValue(PickledValue(static_cast<int64_t>(*number))) : std::nullopt;
}

template <typename Anything>
MaybeValue opaque_value(std::optional<Anything> bytes) {
  return bytes ? MaybeValue(PickledValue(PickledOpaque{})) : std::nullopt;
}

std::optional<std::string_view> take_counted(ByteReader& reader, std::optional<uint64_t> count) {
  return count ? reader.take(*count) : std::nullopt;
}

MaybeValue with_escapes(std::optional<std::string_view> text) {
  if (text && text->find('\\') != text->npos) return PickledValue(PickledOpaque{});
  return text_value(text);
}

// As Python 2 writes it: in quotes.
MaybeValue quoted(std::optional<std::string_view> text) {
  if (!text || text->size() < 2 || text->front() != text->back()) return std::nullopt;
  if (text->front() != '\'' && text->front() != '"') return std::nullopt;
  return with_escapes(text->substr(1, text->size() - 2));
}

// Of protocol 0, where a bool is "01" or "00".
MaybeValue line_number(std::optional<std::string_view> line) {
  if (line == "01" || line == "00") return PickledValue(line == "01");
  const auto number = line ? decimal(*line) : std::nullopt;
  return number ? number_value(number) : opaque_value(line);
}

// Two's complement, little-endian.
MaybeValue long_number(std::optional<std::string_view> bytes) {
  if (!bytes || bytes->size() > 8) return opaque_value(bytes);
  uint64_t value = !bytes->empty() && static_cast<int8_t>(bytes->back()) < 0 ? ~uint64_t{0} : 0;
  for (size_t i = bytes->size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>((*bytes)[i]);
  return PickledValue(static_cast<int64_t>(value));
}

MaybeValue take_number(uint8_t opcode, ByteReader& reader) {
  switch (opcode) {
    case 'I':  // INT
    case 'L':  // LONG
      return line_number(take_line(reader));
    case 'K':  // BININT1
      return number_value(reader.u8());
    case 'M':  // BININT2
      return number_value(reader.u16());
    case 'J': {  // BININT
      const auto number = reader.u32();
      return number ? number_value(std::optional(static_cast<int32_t>(*number))) : std::nullopt;
    }
    case 0x8A:  // LONG1
      return long_number(take_counted(reader, reader.u8()));
    case 0x8B:  // LONG4
      return long_number(take_counted(reader, reader.u32()));
    case 'F':  // FLOAT
      return opaque_value(take_line(reader));
    default:  // BINFLOAT
      return opaque_value(reader.take(8));
  }
}

MaybeValue take_text(uint8_t opcode, ByteReader& reader) {
  switch (opcode) {
    case 'S':  // STRING
      return quoted(take_line(reader));
    case 'V':  // UNICODE
      return with_escapes(take_line(reader));
    case 'U':   // SHORT_BINSTRING
    case 0x8C:  // SHORT_BINUNICODE
      return text_value(take_counted(reader, reader.u8()));
    case 'T':  // BINSTRING
    case 'X':  // BINUNICODE
      return text_value(take_counted(reader, reader.u32()));
    case 0x8D:  // BINUNICODE8
      return text_value(take_counted(reader, reader.u64()));
    case 'C':  // SHORT_BINBYTES
      return opaque_value(take_counted(reader, reader.u8()));
    case 'B':  // BINBYTES
      return opaque_value(take_counted(reader, reader.u32()));
    default:  // BINBYTES8, BYTEARRAY8
      return opaque_value(take_counted(reader, reader.u64()));
  }
}

PickleAtom atom(MaybeValue value) {
  return value ? PickleAtom{AtomFault::none, *value} : PickleAtom{AtomFault::cut_short};
}

}  // namespace

std::optional<std::string_view> take_line(ByteReader& reader) {
  ByteReader ahead = reader;
  const std::string_view rest = *ahead.take(ahead.left());
  const size_t end = rest.find('\n');
  if (end == rest.npos) return std::nullopt;
  static_cast<void>(reader.take(end + 1));
  return rest.substr(0, end);
}

std::optional<int64_t> decimal(std::string_view text) {
  if (text.ends_with('L')) text.remove_suffix(1);
  int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

PickleAtom take_atom(uint8_t opcode, ByteReader& reader) {
  constexpr std::string_view numbers =
      "ILKMJ\x8A\x8B"
      "FG";
  constexpr std::string_view texts =
      "SVUTX\x8C\x8D"
      "CB\x8E\x96";
  const auto letter = static_cast<char>(opcode);
  if (numbers.find(letter) != numbers.npos) return atom(take_number(opcode, reader));
  if (texts.find(letter) != texts.npos) return atom(take_text(opcode, reader));
  if (opcode == 'N') return {AtomFault::none, PickledValue(PickledNone{})};                      // NONE
  if (opcode == 0x88 || opcode == 0x89) return {AtomFault::none, PickledValue(opcode == 0x88)};  // NEWTRUE
  if (opcode == 0x8F) return {AtomFault::none, PickledValue(PickledOpaque{})};                   // EMPTY_SET
  return {AtomFault::unknown_opcode};
}

}  // namespace electra::converters
