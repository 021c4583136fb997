#include "converters/torch/types.h"

#include <algorithm>
#include <iterator>

namespace electra::converters {

using namespace internal;

namespace {

constexpr TorchType types[] = {
    {"uint8", "", "ByteStorage", 1, DType::u8},
    {"int8", "", "CharStorage", 1, DType::i8},
    {"int16", "short", "ShortStorage", 2, DType::i16},
    {"int32", "int", "IntStorage", 4, DType::i32},
    {"int64", "long", "LongStorage", 8, DType::i64},
    {"float16", "half", "HalfStorage", 2, DType::f16},
    {"bfloat16", "", "BFloat16Storage", 2, DType::bf16},
    {"float32", "float", "FloatStorage", 4, DType::f32},
    {"float64", "double", "DoubleStorage", 8, DType::f64},
    {"bool", "", "BoolStorage", 1, DType::boolean},
    {"uint16", "", "", 2, DType::u16},
    {"uint32", "", "", 4, DType::u32},
    {"uint64", "", "", 8, DType::u64},
    {"complex32", "chalf", "ComplexHalfStorage", 4, std::nullopt},
    {"complex64", "cfloat", "ComplexFloatStorage", 8, std::nullopt},
    {"complex128", "cdouble", "ComplexDoubleStorage", 16, std::nullopt},
    {"quint8", "", "QUInt8Storage", 1, std::nullopt},
    {"qint8", "", "QInt8Storage", 1, std::nullopt},
    {"qint32", "", "QInt32Storage", 4, std::nullopt},
    {"float8_e4m3fn", "", "", 1, std::nullopt},
    {"float8_e4m3fnuz", "", "", 1, std::nullopt},
    {"float8_e5m2", "", "", 1, std::nullopt},
    {"float8_e5m2fnuz", "", "", 1, std::nullopt},
    {"float8_e8m0fnu", "", "", 1, std::nullopt},
};

// The name behind one of the modules, or empty.
std::string_view behind(std::string_view name, std::initializer_list<std::string_view> modules) {
  for (const std::string_view module : modules) {
    if (name.starts_with(module) && name.find('.', module.size()) == name.npos) return name.substr(module.size());
  }
  return {};
}

template <typename Matches>
const TorchType* find_type(Matches&& matches) {
  const auto* found = std::ranges::find_if(types, matches);
  return found == std::end(types) ? nullptr : found;
}

}  // namespace

const TorchType* torch_type_by_name(std::string_view name) {
  const std::string_view own = behind(name, {"torch."});
  if (own.empty()) return nullptr;
  return find_type([&](const TorchType& type) { return type.name == own || type.alias == own; });
}

const TorchType* torch_type_by_storage(std::string_view name) {
  const std::string_view own = behind(name, {"torch.storage.", "torch.cuda.", "torch."});
  if (own.empty()) return nullptr;
  if (own == "UntypedStorage") return torch_byte_type();
  return find_type([&](const TorchType& type) { return type.storage == own; });
}

const TorchType* torch_byte_type() { return std::begin(types); }

}  // namespace electra::converters
