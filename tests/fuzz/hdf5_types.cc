#include "fuzz/hdf5_types.h"

#include <array>
#include <utility>

namespace electra::fuzz {

using converters::Hdf5Id;

namespace {

Hdf5Id copy(hid_t type) { return {H5Tcopy(type), H5Tclose}; }

// H5T_STD_I8LE and the like are variables, so this is no constant.
Hdf5Id integer(size_t choice) {
  const std::array types{H5T_STD_I8LE,  H5T_STD_U8LE,  H5T_STD_I16LE, H5T_STD_U16LE,
                         H5T_STD_I32LE, H5T_STD_U32LE, H5T_STD_I64LE, H5T_STD_U64LE};
  return copy(types[choice]);
}

struct FloatBits {
  size_t bytes, exponent_at, exponent_bits, bias;
};

// With its sign in front and its mantissa behind, as IEEE 754 has them.
Hdf5Id floating(const FloatBits& bits) {
  Hdf5Id type = copy(H5T_IEEE_F64LE);
  H5Tset_fields(type.get(), 8 * bits.bytes - 1, bits.exponent_at, bits.exponent_bits, 0, bits.exponent_at);
  H5Tset_precision(type.get(), 8 * bits.bytes);
  H5Tset_size(type.get(), bits.bytes);
  H5Tset_ebias(type.get(), bits.bias);
  return type;
}

Hdf5Id compound() {
  Hdf5Id type(H5Tcreate(H5T_COMPOUND, 16), H5Tclose);
  H5Tinsert(type.get(), "r", 0, H5T_IEEE_F32LE);
  H5Tinsert(type.get(), "i", 8, H5T_IEEE_F32LE);
  return type;
}

Hdf5Id enumeration() {
  Hdf5Id type(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
  const int8_t value = 1;
  H5Tenum_insert(type.get(), "TRUE", &value);
  return type;
}

Hdf5Id string(size_t size) {
  Hdf5Id type = copy(H5T_C_S1);
  H5Tset_size(type.get(), size);
  return type;
}

Hdf5Id array() {
  const hsize_t size = 3;
  return {H5Tarray_create2(H5T_IEEE_F32LE, 1, &size), H5Tclose};
}

Hdf5Id with_precision(hid_t of, size_t bits) {
  Hdf5Id type = copy(of);
  H5Tset_precision(type.get(), bits);
  return type;
}

constexpr std::array integer_names{"int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"};

constexpr std::array<std::pair<FloatBits, const char*>, 5> floats{{{{2, 10, 5, 15}, "float16"},
                                                                   {{2, 7, 8, 127}, "bfloat16"},
                                                                   {{4, 23, 8, 127}, "float32"},
                                                                   {{8, 52, 11, 1023}, "float64"},
                                                                   {{4, 23, 8, 126}, ""}}};

Hdf5Id other(size_t choice) {
  switch (choice) {
    case 0:
      return compound();
    case 1:
      return enumeration();
    case 2:
      return string(5);
    case 3:
      return string(H5T_VARIABLE);
    case 4:
      return array();
    case 5:
      return with_precision(H5T_STD_I32LE, 12);
    case 6:
      return {H5Tvlen_create(H5T_IEEE_F32LE), H5Tclose};
    case 7:
      return {H5Tcreate(H5T_OPAQUE, 4), H5Tclose};
    case 8:
      return copy(H5T_STD_REF_OBJ);
    default:
      return copy(H5T_STD_B16LE);
  }
}

}  // namespace

Hdf5TypeOnFile make_hdf5_type(uint8_t choice) {
  const bool is_big_endian = choice % 2 == 1;
  const size_t kind = choice / 2 % 23;
  Hdf5TypeOnFile type;
  if (kind < floats.size()) {
    type = {floating(floats[kind].first), floats[kind].second};
  } else if (kind - floats.size() < integer_names.size()) {
    type = {integer(kind - floats.size()), integer_names[kind - floats.size()]};
  } else {
    return {other(kind - floats.size() - integer_names.size())};
  }
  if (is_big_endian) H5Tset_order(type.id.get(), H5T_ORDER_BE);
  return type;
}

}  // namespace electra::fuzz
