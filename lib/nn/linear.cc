#include "nn/linear.h"

#include <omp.h>

#include <algorithm>
#include <cassert>
#include <dnnl.hpp>
#include <map>
#include <unordered_map>

#include "base/aligned_buffer.h"

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

// The bits of a row must not depend on the number of rows. oneDNN's kernels for AVX-512 see to that; below it, its AVX2
// kernel (2.6) sums the last rows of these numbers of rows in another order (found by comparing every multiple of
// row_group up to max_product_rows, for 15 shapes). They are run as two products: so many rows first, then the others.
struct OddRows {
  int64_t rows;
  int64_t first;  // 0: they are too few to be parted
};
constexpr OddRows odd_rows[] = {{8, 0}, {32, 16}, {56, 40}, {88, 72}, {104, 80}};
constexpr int64_t fewest_rows = 16;  // that are not odd
static_assert(row_group == 8);       // for others, and other kernels, find them anew: tests/lib/nn/linear_test.cc

bool sums_depend_on_rows() {
  static const bool depend = dnnl::get_effective_cpu_isa() < dnnl::cpu_isa::avx512_core;
  return depend;
}

// How many of the rows the next product takes; 0: it cannot have so few.
int64_t rows_at_once(int64_t rows) {
  const int64_t count = padded_rows(std::min(rows, max_product_rows));
  if (!sums_depend_on_rows()) return count;
  const OddRows* odd = std::ranges::find(odd_rows, count, &OddRows::rows);
  return odd == std::end(odd_rows) ? count : odd->first;
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
  AlignedBuffer scratchpad;        // shared by all products: they run one after the other
  AlignedBuffer few_src, few_dst;  // of a product of fewer rows than it may have

  Product& get(const ProductShape& shape, const memory::desc& weight);
};

Product& ProductCache::Impl::get(const ProductShape& shape, const memory::desc& weight) {
  if (const auto found = products.find(shape); found != products.end()) return found->second;
  if (products.size() >= max_cached_products) products.clear();
  const auto description = describe(shape, weight);
  scratchpad.reserve(description.scratchpad_desc().get_size() / sizeof(float) + 1);
  const auto unset = [](const memory::desc& desc) { return memory(desc, cpu(), nullptr); };
  Product product{dnnl::matmul(description),
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

ProductCache::ProductCache() : impl_(std::make_unique<Impl>()) {}
ProductCache::~ProductCache() = default;

SingleThreadedProducts::SingleThreadedProducts() : previous_(omp_get_max_threads()) { omp_set_num_threads(1); }
SingleThreadedProducts::~SingleThreadedProducts() { omp_set_num_threads(previous_); }

struct Linear::Packed {
  memory::desc layout;
  float* weight = nullptr;
  float* bias = nullptr;
  AlignedBuffer own;  // holds both if there is no arena
};

Linear::Linear(int64_t in, int64_t out, const float* weight, const float* bias, Arena* arena)
    : in_(in), out_(out), packed_(std::make_unique<Packed>()) {
  // The layout that the largest product prefers serves the smaller ones as well, at the same speed.
  const ProductShape largest{max_product_rows, in, out, Epilogue::none};
  packed_->layout = describe(largest, memory::desc({in, out}, f32, Format::any)).weights_desc();
  const size_t weight_size = packed_->layout.get_size() / sizeof(float);
  const size_t size = weight_size + static_cast<size_t>(out);
  if (arena == nullptr) packed_->own.reserve(size);
  packed_->weight = arena == nullptr ? packed_->own.data() : arena->allocate(size);
  packed_->bias = packed_->weight + weight_size;

  memory source({{in, out}, f32, Format::ba}, cpu(), const_cast<float*>(weight));  // oneDNN only reads it
  memory target(packed_->layout, cpu(), packed_->weight);
  dnnl::stream stream(cpu());
  dnnl::reorder(source, target).execute(stream, source, target);
  stream.wait();
  if (bias != nullptr) {
    std::copy_n(bias, out, packed_->bias);
  } else {
    std::fill_n(packed_->bias, out, 0.0F);
  }
}

Linear::Linear(Linear&&) noexcept = default;
Linear& Linear::operator=(Linear&&) noexcept = default;
Linear::~Linear() = default;

void Linear::apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const {
  assert(omp_get_max_threads() == 1);  // a SingleThreadedProducts must live
  assert(src.stride == in_ && dst.stride == out_);
  for (int64_t row = 0; row < rows;) {
    const int64_t count = rows_at_once(rows - row);
    if (count == 0) {
      apply_few(cache, src.from(row), dst.from(row), epilogue);
      break;
    }
    apply_once(cache, src.from(row), dst.from(row), count, epilogue);
    row += count;
  }
  cache.impl_->stream.wait();
}

void Linear::apply_once(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const {
  ProductCache::Impl& products = *cache.impl_;
  Product& product = products.get({rows, in_, out_, epilogue}, packed_->layout);
  product.src.set_data_handle(const_cast<float*>(src.data));
  product.dst.set_data_handle(dst.data);
  product.bias.set_data_handle(packed_->bias);
  product.weight.set_data_handle(packed_->weight);
  product.scratchpad.set_data_handle(products.scratchpad.data());
  product.primitive.execute(products.stream, product.arguments);
}

// The last row_group rows, by themselves, as the first of fewest_rows.
void Linear::apply_few(ProductCache& cache, ConstRows src, Rows dst, Epilogue epilogue) const {
  ProductCache::Impl& products = *cache.impl_;
  const auto in_size = static_cast<size_t>(row_group * in_), out_size = static_cast<size_t>(row_group * out_);
  products.few_src.reserve(static_cast<size_t>(fewest_rows * in_));
  products.few_dst.reserve(static_cast<size_t>(fewest_rows * out_));
  float* const few_src = products.few_src.data();
  float* const few_dst = products.few_dst.data();
  std::fill(std::copy_n(src.data, in_size, few_src), few_src + fewest_rows * in_, 0.0F);
  if (epilogue == Epilogue::add)
    std::fill(std::copy_n(dst.data, out_size, few_dst), few_dst + fewest_rows * out_, 0.0F);
  apply_once(cache, {few_src, in_}, {few_dst, out_}, fewest_rows, epilogue);
  products.stream.wait();  // before the rows are copied
  std::copy_n(few_dst, out_size, dst.data);
}

}  // namespace electra::internal
