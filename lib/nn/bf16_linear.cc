#include "nn/bf16.h"
#include "nn/bf16_product.h"
#include "nn/packed_linear.h"
#include "nn/panel_product.h"

namespace electra::internal {
namespace {

// Products by tiles.
class TileLinear : public PackedLinear {
 public:
  TileLinear(const LinearWeights& weights, Arena* arena)
      : in_(weights.in), out_(weights.out), panels_(weights, bf16_depth(in_) * padded_columns(out_), arena) {
    pack_bf16_panels_transposed({weights.weight, in_}, out_, in_, panels_.values());
  }

  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const override {
    auto* const rounded = ProductCache::reserve<uint16_t>(cache.rows, padded_to_tiles(rows) * bf16_depth(in_));
    convert_rows_to_bf16(src, rows, in_, rounded);
    multiply(Bf16Product{.a = rounded,
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
  WeightPanels<uint16_t> panels_;
};

// By products in f32.
class RoundedLinear : public PackedLinear {
 public:
  RoundedLinear(const LinearWeights& weights, Arena* arena) : in_(weights.in) {
    AlignedBuffer rounded(static_cast<size_t>(weights.in * weights.out));
    round_to_bf16(weights.weight, rounded.data(), weights.in * weights.out);
    product_ = pack_f32({weights.in, weights.out, rounded.data(), weights.bias}, arena);
  }

  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const override {
    auto* const rounded = ProductCache::reserve<float>(cache.rows, padded_rows(rows) * in_);
    round_to_bf16(src.data, rounded, rows * in_);
    product_->apply(cache, {rounded, in_}, dst, rows, epilogue);
  }

 private:
  int64_t in_;
  std::unique_ptr<PackedLinear> product_;
};

}  // namespace

std::unique_ptr<PackedLinear> pack_bf16(const LinearWeights& weights, Arena* arena) {
  if (has_bf16_products()) return std::make_unique<TileLinear>(weights, arena);
  if (has_onednn_products(ProductTypes::bf16_f32)) return pack_onednn(ProductTypes::bf16_f32, weights, arena);
  return std::make_unique<RoundedLinear>(weights, arena);
}

}  // namespace electra::internal
