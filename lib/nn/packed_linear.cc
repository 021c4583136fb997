#include "nn/packed_linear.h"

#include <algorithm>

#include "nn/bf16.h"
#include "nn/math.h"
#include "nn/panel_product.h"

namespace electra::internal {

ProductCache::ProductCache() {
  if (has_onednn_products(ProductTypes::f32)) onednn = std::make_unique<OneDnnProducts>();
}

PackedMemory::PackedMemory(Arena* arena, size_t bytes) {
  const size_t floats = (bytes + sizeof(float) - 1) / sizeof(float);
  if (arena == nullptr) own_.reserve(floats);
  data_ = reinterpret_cast<std::byte*>(arena == nullptr ? own_.data() : arena->allocate(floats));
}

float* pack_bias(const float* bias, int64_t out, std::byte* memory) {
  auto* const packed = reinterpret_cast<float*>(memory);
  std::fill_n(packed, padded_columns(out), 0.0F);
  if (bias != nullptr) std::copy_n(bias, out, packed);
  return packed;
}

size_t bias_bytes(int64_t out) { return static_cast<size_t>(padded_columns(out)) * sizeof(float); }

namespace {

ELECTRA_MULTIVERSION
void apply_gelu(float* values, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) values[i] = gelu_approx(values[i]);
}

// Products of oneDNN's in f32 or bf16.
class OneDnnLinear : public PackedLinear {
 public:
  OneDnnLinear(ProductTypes types, const LinearWeights& weights, Arena* arena)
      : types_(types),
        in_(weights.in),
        layout_(types, weights.in, weights.out),
        memory_(arena, layout_.bytes() + bias_bytes(weights.out)),
        bias_(pack_bias(weights.bias, weights.out, memory_.data() + layout_.bytes())) {
    layout_.pack(weights.weight, memory_.data());
  }

  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const override {
    const void* source = src.data;
    if (types_ == ProductTypes::bf16_f32) {
      auto* const rounded = ProductCache::reserve<uint16_t>(cache.rows, padded_rows(rows) * in_);
      convert_to_bf16(src.data, rounded, rows * in_);
      source = rounded;
    }
    cache.onednn->run({layout_, memory_.data(), bias_, epilogue == Epilogue::add}, source, dst.data, rows);
    // Ours takes less time than oneDNN's, whose place is in the product.
    if (epilogue == Epilogue::gelu) apply_gelu(dst.data, rows * dst.stride);
  }

 private:
  ProductTypes types_;
  int64_t in_;
  OneDnnLayout layout_;
  PackedMemory memory_;
  const float* bias_;
};

// Our own products in f32.
class PanelLinear : public PackedLinear {
 public:
  PanelLinear(const LinearWeights& weights, Arena* arena)
      : in_(weights.in), out_(weights.out), panels_(weights, in_ * padded_columns(out_), arena) {
    pack_panels_transposed({weights.weight, in_}, out_, in_, panels_.values());
  }

  void apply(ProductCache&, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const override {
    multiply({.a = src,
              .rows = rows,
              .depth = in_,
              .panels = panels_.values(),
              .columns = out_,
              .c = dst,
              .bias = panels_.bias(),
              .epilogue = epilogue});
  }

 private:
  int64_t in_;
  int64_t out_;
  WeightPanels<float> panels_;
};

}  // namespace

std::unique_ptr<PackedLinear> pack_onednn(ProductTypes types, const LinearWeights& weights, Arena* arena) {
  return std::make_unique<OneDnnLinear>(types, weights, arena);
}

std::unique_ptr<PackedLinear> pack_f32(const LinearWeights& weights, Arena* arena) {
  if (has_onednn_products(ProductTypes::f32)) return pack_onednn(ProductTypes::f32, weights, arena);
  return std::make_unique<PanelLinear>(weights, arena);
}

}  // namespace electra::internal
