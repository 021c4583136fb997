#include "nn/linear.h"

#include <omp.h>
#include <sys/mman.h>

#include <algorithm>
#include <cassert>
#include <dnnl.hpp>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <unordered_map>

#include "base/aligned_buffer.h"
#include "electra/error.h"
#include "nn/cpu.h"
#include "nn/panel_product.h"

namespace electra::internal {
namespace {

using dnnl::memory;
using Format = memory::format_tag;
constexpr auto f32 = memory::data_type::f32;

// More rows than this gain nothing (measured: 16 rows already reach 98 % of the peak) and the number of different
// products stays small.
constexpr int64_t max_product_rows = 128;
constexpr size_t max_cached_products = 1024;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::primitive_attr attributes(Epilogue epilogue) {
  dnnl::post_ops ops;
#if DNNL_VERSION_MAJOR >= 3
  if (epilogue == Epilogue::gelu) ops.append_eltwise(dnnl::algorithm::eltwise_gelu_erf, 0.0F, 0.0F);
#else
  if (epilogue == Epilogue::gelu) ops.append_eltwise(1.0F, dnnl::algorithm::eltwise_gelu_erf, 0.0F, 0.0F);
#endif
  if (epilogue == Epilogue::add) ops.append_sum(1.0F);
  dnnl::primitive_attr attr;
  attr.set_post_ops(ops);
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attr;
}

bool uses_onednn() { return products_isa() == Isa::avx512; }

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
  int64_t rows, in, out;
  Epilogue epilogue;
  auto operator<=>(const ProductShape&) const = default;
};

dnnl::matmul::primitive_desc describe(const ProductShape& shape, const memory::desc& weight) {
  const memory::desc src({shape.rows, shape.in}, f32, Format::ab);
  const memory::desc dst({shape.rows, shape.out}, f32, Format::ab);
  const memory::desc bias({1, shape.out}, f32, Format::ab);
#if DNNL_VERSION_MAJOR >= 3
  return {cpu(), src, weight, bias, dst, attributes(shape.epilogue)};
#else
  return {dnnl::matmul::desc(src, weight, bias, dst), attributes(shape.epilogue), cpu()};
#endif
}

struct Product {
  dnnl::matmul primitive;
  memory src, dst, bias, weight, scratchpad;
  std::unordered_map<int, memory> arguments;
};

}  // namespace

struct ProductCache::Impl {
  dnnl::stream stream{cpu()};
  std::map<ProductShape, Product> products;
  AlignedBuffer scratchpad;  // shared by all products: they run one after the other

  Product& get(const ProductShape& shape, const memory::desc& weight);
};

Product& ProductCache::Impl::get(const ProductShape& shape, const memory::desc& weight) {
  if (const auto found = products.find(shape); found != products.end()) return found->second;
  if (products.size() >= max_cached_products) products.clear();
  const auto description = guarded([&] { return describe(shape, weight); });
  scratchpad.reserve(description.scratchpad_desc().get_size() / sizeof(float) + 1);
  const auto unset = [](const memory::desc& desc) { return memory(desc, cpu(), nullptr); };
  Product product{guarded([&] { return dnnl::matmul(description); }),
                  unset(description.src_desc()),
                  unset(description.dst_desc()),
                  unset(description.bias_desc()),
                  unset(description.weights_desc()),
                  unset(description.scratchpad_desc()),
                  {}};
  product.arguments = {{DNNL_ARG_SRC, product.src},
                       {DNNL_ARG_DST, product.dst},
                       {DNNL_ARG_BIAS, product.bias},
                       {DNNL_ARG_WEIGHTS, product.weight},
                       {DNNL_ARG_SCRATCHPAD, product.scratchpad}};
  return products.emplace(shape, std::move(product)).first->second;
}

ProductCache::ProductCache() {
  if (uses_onednn()) impl_ = guarded([] { return std::make_unique<Impl>(); });
}
ProductCache::~ProductCache() = default;

SingleThreadedProducts::SingleThreadedProducts() : previous_(omp_get_max_threads()) { omp_set_num_threads(1); }
SingleThreadedProducts::~SingleThreadedProducts() { omp_set_num_threads(previous_); }

struct Linear::Packed {
  memory::desc layout;  // oneDNN's; empty if the weight lies in panels
  float* weight = nullptr;
  float* bias = nullptr;  // [padded_columns(out)]
  AlignedBuffer own;      // holds both if there is no arena
};

namespace {

// The layout that the largest product prefers serves the smaller ones as well, at the same speed.
memory::desc best_layout(int64_t in, int64_t out) {
  const ProductShape largest{max_product_rows, in, out, Epilogue::none};
  return describe(largest, memory::desc({in, out}, f32, Format::any)).weights_desc();
}

void reorder(const float* weight, int64_t in, int64_t out, const memory::desc& layout, float* packed) {
  memory source({{in, out}, f32, Format::ba}, cpu(), const_cast<float*>(weight));  // oneDNN only reads it
  memory target(layout, cpu(), packed);
  dnnl::stream stream(cpu());
  guarded([&] { return dnnl::reorder(source, target); }).execute(stream, source, target);
  stream.wait();
}

}  // namespace

Linear::Linear(int64_t in, int64_t out, const float* weight, const float* bias, Arena* arena)
    : in_(in), out_(out), packed_(std::make_unique<Packed>()) {
  if (uses_onednn()) packed_->layout = guarded([&] { return best_layout(in, out); });
  const auto bias_size = static_cast<size_t>(padded_columns(out));
  const size_t weight_size =
      uses_onednn() ? packed_->layout.get_size() / sizeof(float) : static_cast<size_t>(in) * bias_size;
  if (arena == nullptr) packed_->own.reserve(weight_size + bias_size);
  packed_->weight = arena == nullptr ? packed_->own.data() : arena->allocate(weight_size + bias_size);
  packed_->bias = packed_->weight + weight_size;

  if (uses_onednn()) {
    reorder(weight, in, out, packed_->layout, packed_->weight);
  } else {
    pack_panels_transposed({weight, in}, out, in, packed_->weight);
  }
  std::fill_n(packed_->bias, bias_size, 0.0F);
  if (bias != nullptr) std::copy_n(bias, out, packed_->bias);
}

Linear::Linear(Linear&&) noexcept = default;
Linear& Linear::operator=(Linear&&) noexcept = default;
Linear::~Linear() = default;

void Linear::apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const {
  assert(omp_get_max_threads() == 1);  // a SingleThreadedProducts must live
  assert(src.stride == in_ && dst.stride == out_);
  if (uses_onednn()) return apply_onednn(cache, src, dst, rows, epilogue);
  multiply({.a = src,
            .rows = rows,
            .depth = in_,
            .panels = packed_->weight,
            .columns = out_,
            .c = dst,
            .bias = packed_->bias,
            .epilogue = epilogue});
}

void Linear::apply_onednn(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const {
  ProductCache::Impl& products = *cache.impl_;
  for (int64_t row = 0; row < rows; row += max_product_rows) {
    const int64_t count = padded_rows(std::min(rows - row, max_product_rows));
    Product& product = products.get({count, in_, out_, epilogue}, packed_->layout);
    product.src.set_data_handle(const_cast<float*>(src.from(row).data));
    product.dst.set_data_handle(dst.from(row).data);
    product.bias.set_data_handle(packed_->bias);
    product.weight.set_data_handle(packed_->weight);
    product.scratchpad.set_data_handle(products.scratchpad.data());
    product.primitive.execute(products.stream, product.arguments);
  }
  products.stream.wait();
}

}  // namespace electra::internal
