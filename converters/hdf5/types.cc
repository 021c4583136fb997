#include "converters/hdf5/types.h"

#include <algorithm>
#include <iterator>

namespace electra::converters {

using namespace internal;

namespace {

// Bits counted from the least significant one.
struct FloatFormat {
  size_t size;  // bytes
  size_t sign;
  size_t exponent_at;
  size_t exponent_bits;
  size_t mantissa_at;
  size_t mantissa_bits;
  size_t bias;
  bool operator==(const FloatFormat&) const = default;
};

struct FloatType {
  FloatFormat format;
  std::string_view name;
  DType dtype;
};

constexpr FloatType floats[] = {
    {{2, 15, 10, 5, 0, 10, 15}, "float16", DType::f16},
    {{2, 15, 7, 8, 0, 7, 127}, "bfloat16", DType::bf16},
    {{4, 31, 23, 8, 0, 23, 127}, "float32", DType::f32},
    {{8, 63, 52, 11, 0, 52, 1023}, "float64", DType::f64},
};

struct IntegerType {
  size_t size;
  bool is_signed;
  std::string_view name;
  DType dtype;
};

constexpr IntegerType integers[] = {
    {1, true, "int8", DType::i8},     {1, false, "uint8", DType::u8},   {2, true, "int16", DType::i16},
    {2, false, "uint16", DType::u16}, {4, true, "int32", DType::i32},   {4, false, "uint32", DType::u32},
    {8, true, "int64", DType::i64},   {8, false, "uint64", DType::u64},
};

std::string_view class_name(H5T_class_t type_class) {
  switch (type_class) {
    case H5T_INTEGER:
      return "integer";
    case H5T_FLOAT:
      return "float";
    case H5T_TIME:
      return "time";
    case H5T_STRING:
      return "string";
    case H5T_BITFIELD:
      return "bitfield";
    case H5T_OPAQUE:
      return "opaque";
    case H5T_COMPOUND:
      return "compound";
    case H5T_REFERENCE:
      return "reference";
    case H5T_ENUM:
      return "enum";
    case H5T_VLEN:
      return "sequence";
    case H5T_ARRAY:
      return "array";
    default:
      return "unknown";
  }
}

Hdf5Type read_float(const Hdf5Session& hdf5, hid_t type, bool is_big_endian) {
  FloatFormat format{};
  format.size = hdf5->H5Tget_size(type);
  format.bias = hdf5->H5Tget_ebias(type);
  const herr_t result = hdf5->H5Tget_fields(type, &format.sign, &format.exponent_at, &format.exponent_bits,
                                            &format.mantissa_at, &format.mantissa_bits);
  const auto* found = std::ranges::find(floats, format, &FloatType::format);
  if (result < 0 || found == std::end(floats) || hdf5->H5Tget_norm(type) != H5T_NORM_IMPLIED) return {"float", {}};
  return {found->name, found->dtype, is_big_endian};
}

Hdf5Type read_integer(const Hdf5Session& hdf5, hid_t type, bool is_big_endian) {
  const size_t size = hdf5->H5Tget_size(type);
  const bool is_signed = hdf5->H5Tget_sign(type) == H5T_SGN_2;
  const auto* found = std::ranges::find_if(
      integers, [&](const IntegerType& each) { return each.size == size && each.is_signed == is_signed; });
  if (found == std::end(integers)) return {"integer", {}};
  return {found->name, found->dtype, is_big_endian};
}

}  // namespace

Hdf5Type read_hdf5_type(const Hdf5Session& hdf5, hid_t type) {
  const H5T_class_t type_class = hdf5->H5Tget_class(type);
  const Hdf5Type other{class_name(type_class), {}};
  if (type_class != H5T_FLOAT && type_class != H5T_INTEGER) return other;
  const H5T_order_t order = hdf5->H5Tget_order(type);
  const bool fills_its_bytes =
      hdf5->H5Tget_precision(type) == 8 * hdf5->H5Tget_size(type) && hdf5->H5Tget_offset(type) == 0;
  if (!fills_its_bytes || (order != H5T_ORDER_LE && order != H5T_ORDER_BE)) return other;
  return type_class == H5T_FLOAT ? read_float(hdf5, type, order == H5T_ORDER_BE)
                                 : read_integer(hdf5, type, order == H5T_ORDER_BE);
}

}  // namespace electra::converters
