#include "converters/tensorflow/dtypes.h"

#include <algorithm>
#include <iterator>

namespace electra::converters {

using namespace internal;

namespace {

constexpr TfType types[] = {
    {1, "float32", 4, DType::f32},    {2, "float64", 8, DType::f64},        {3, "int32", 4, DType::i32},
    {4, "uint8", 1, DType::u8},       {5, "int16", 2, DType::i16},          {6, "int8", 1, DType::i8},
    {7, "string", 0, std::nullopt},   {8, "complex64", 8, std::nullopt},    {9, "int64", 8, DType::i64},
    {10, "bool", 1, DType::boolean},  {11, "qint8", 1, std::nullopt},       {12, "quint8", 1, std::nullopt},
    {13, "qint32", 4, std::nullopt},  {14, "bfloat16", 2, DType::bf16},     {15, "qint16", 2, std::nullopt},
    {16, "quint16", 2, std::nullopt}, {17, "uint16", 2, DType::u16},        {18, "complex128", 16, std::nullopt},
    {19, "float16", 2, DType::f16},   {21, "variant", 0, std::nullopt},     {22, "uint32", 4, DType::u32},
    {23, "uint64", 8, DType::u64},    {24, "float8_e5m2", 1, std::nullopt}, {25, "float8_e4m3fn", 1, std::nullopt},
    {29, "int4", 1, std::nullopt},    {30, "uint4", 1, std::nullopt},
};

}  // namespace

const TfType* tf_type(int32_t number) {
  const auto* found = std::ranges::find(types, number, &TfType::number);
  return found == std::end(types) ? nullptr : found;
}

}  // namespace electra::converters
