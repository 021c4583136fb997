#include "nn/linear.h"

#include <omp.h>

#include <algorithm>
#include <cassert>
#include <dnnl.hpp>
#include <map>
#include <unordered_map>

#include "base/aligned_buffer.h"

namespace electra {
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

}  // namespace electra
