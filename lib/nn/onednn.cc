#include "nn/onednn.h"

#include <sys/mman.h>

#include <algorithm>
#include <dnnl.hpp>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <unordered_map>

#include "base/aligned_buffer.h"
#include "electra/error.h"
#include "nn/cpu.h"

namespace electra::internal {
namespace {

using dnnl::memory;
using Format = memory::format_tag;
using Type = memory::data_type;

// More rows than this gain nothing (measured: 16 rows already reach 98 % of the peak) and the number of different
// products stays small.
constexpr int64_t max_product_rows = 128;
constexpr size_t max_cached_products = 1024;

struct Types {
  Type src, weight, dst;
};

Types types_of(ProductTypes types) {
  switch (types) {
    case ProductTypes::bf16_f32:
      return {Type::bf16, Type::bf16, Type::f32};
    case ProductTypes::u8_s8_s32:
      return {Type::u8, Type::s8, Type::s32};
    default:
      return {Type::f32, Type::f32, Type::f32};
  }
}

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::primitive_attr attributes(bool adds) {
  dnnl::post_ops ops;
  if (adds) ops.append_sum(1.0F);
  dnnl::primitive_attr attr;
  attr.set_post_ops(ops);
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attr;
}

// Calls what makes something of oneDNN's. Where it generates code it does not look whether it got the memory for that
// (2.6), and would write to address 0: so each call first makes sure, with the others kept out, that far more is there
// than it takes.
template <typename Make>
auto guarded(const Make& make) {
  constexpr size_t enough = size_t{32} << 20;  // a product of brgemm has at most 32 kernels of 256 KiB
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  void* const room = mmap(nullptr, enough, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  munmap(room, enough);
  try {
    return make();
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    throw Error(ErrorKind::io, std::string("oneDNN: ") + error.what());
  }
}

struct ProductShape {
  ProductTypes types;
  int64_t rows, in, out;
  bool adds;
  auto operator<=>(const ProductShape&) const = default;
};

dnnl::matmul::primitive_desc describe(const ProductShape& shape, const memory::desc& weight) {
  const Types types = types_of(shape.types);
  const memory::desc src({shape.rows, shape.in}, types.src, Format::ab);
  const memory::desc dst({shape.rows, shape.out}, types.dst, Format::ab);
  const bool has_bias = types.dst == Type::f32;
  const memory::desc bias = has_bias ? memory::desc({1, shape.out}, Type::f32, Format::ab) : memory::desc();
#if DNNL_VERSION_MAJOR >= 3
  if (!has_bias) return {cpu(), src, weight, dst, attributes(shape.adds)};
  return {cpu(), src, weight, bias, dst, attributes(shape.adds)};
#else
  return {dnnl::matmul::desc(src, weight, bias, dst), attributes(shape.adds), cpu()};
#endif
}

struct Compiled {
  dnnl::matmul primitive;
  memory src, dst, bias, weight, scratchpad;
  std::unordered_map<int, memory> arguments;
};

}  // namespace

bool has_onednn_products(ProductTypes types) {
  if (types == ProductTypes::bf16_f32) return products_features().bf16;
  return products_isa() == Isa::avx512;
}

struct OneDnnLayout::Impl {
  ProductTypes types;
  int64_t in, out;
  memory::desc weight;
};

// The layout that the largest product prefers serves the smaller ones as well, at the same speed.
OneDnnLayout::OneDnnLayout(ProductTypes types, int64_t in, int64_t out) : impl_(std::make_unique<Impl>()) {
  const memory::desc any({in, out}, types_of(types).weight, Format::any);
  const ProductShape largest{types, max_product_rows, in, out, false};
  *impl_ = {types, in, out, guarded([&] { return describe(largest, any).weights_desc(); })};
}

OneDnnLayout::OneDnnLayout(OneDnnLayout&&) noexcept = default;
OneDnnLayout::~OneDnnLayout() = default;

size_t OneDnnLayout::bytes() const {
  constexpr size_t line = 64;
  return (impl_->weight.get_size() + line - 1) / line * line;
}

void OneDnnLayout::pack(const void* weight, void* packed) const {
  const Type given = impl_->types == ProductTypes::u8_s8_s32 ? Type::s8 : Type::f32;
  // oneDNN only reads it.
  memory source({{impl_->in, impl_->out}, given, Format::ba}, cpu(), const_cast<void*>(weight));
  memory target(impl_->weight, cpu(), packed);
  dnnl::stream stream(cpu());
  guarded([&] { return dnnl::reorder(source, target); }).execute(stream, source, target);
  stream.wait();
}

struct OneDnnProducts::Impl {
  dnnl::stream stream{cpu()};
  std::map<ProductShape, Compiled> products;
  AlignedBuffer scratchpad;  // shared by all products: they run one after the other

  Compiled& get(const ProductShape& shape, const memory::desc& weight);
};

Compiled& OneDnnProducts::Impl::get(const ProductShape& shape, const memory::desc& weight) {
  if (const auto found = products.find(shape); found != products.end()) return found->second;
  if (products.size() >= max_cached_products) products.clear();
  const auto description = guarded([&] { return describe(shape, weight); });
  scratchpad.reserve(description.scratchpad_desc().get_size() / sizeof(float) + 1);
  const auto unset = [](const memory::desc& desc) { return memory(desc, cpu(), nullptr); };
  Compiled product{guarded([&] { return dnnl::matmul(description); }),
                   unset(description.src_desc()),
                   unset(description.dst_desc()),
                   unset(description.bias_desc()),
                   unset(description.weights_desc()),
                   unset(description.scratchpad_desc()),
                   {}};
  product.arguments = {{DNNL_ARG_SRC, product.src},
                       {DNNL_ARG_DST, product.dst},
                       {DNNL_ARG_WEIGHTS, product.weight},
                       {DNNL_ARG_SCRATCHPAD, product.scratchpad}};
  if (shape.types != ProductTypes::u8_s8_s32) product.arguments.emplace(DNNL_ARG_BIAS, product.bias);
  return products.emplace(shape, std::move(product)).first->second;
}

OneDnnProducts::OneDnnProducts() : impl_(guarded([] { return std::make_unique<Impl>(); })) {}
OneDnnProducts::~OneDnnProducts() = default;

void OneDnnProducts::run(const OneDnnProduct& product, const void* src, void* dst, int64_t rows) {
  const OneDnnLayout::Impl& layout = *product.layout.impl_;
  const Types types = types_of(layout.types);
  const auto row_bytes = [](int64_t columns, Type type) {
    return static_cast<size_t>(columns) * memory::data_type_size(type);
  };
  for (int64_t row = 0; row < rows; row += max_product_rows) {
    const int64_t count = padded_rows(std::min(rows - row, max_product_rows));
    Compiled& compiled = impl_->get({layout.types, count, layout.in, layout.out, product.adds}, layout.weight);
    const auto first = static_cast<size_t>(row);
    // oneDNN only reads src, weight and bias.
    auto* const source = static_cast<std::byte*>(const_cast<void*>(src));
    compiled.src.set_data_handle(source + first * row_bytes(layout.in, types.src));
    compiled.dst.set_data_handle(static_cast<std::byte*>(dst) + first * row_bytes(layout.out, types.dst));
    compiled.weight.set_data_handle(const_cast<void*>(product.weight));
    if (product.bias != nullptr) compiled.bias.set_data_handle(const_cast<float*>(product.bias));
    compiled.scratchpad.set_data_handle(impl_->scratchpad.data());
    compiled.primitive.execute(impl_->stream, compiled.arguments);
  }
  impl_->stream.wait();
}

}  // namespace electra::internal
