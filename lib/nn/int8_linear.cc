#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/quantise.h"
#include "nn/int8_product.h"
#include "nn/packed_linear.h"
#include "nn/panel_product.h"

namespace electra::internal {
namespace {

class Int8Linear : public PackedLinear {
 public:
  Int8Linear(const QuantisedWeights& weights, Arena* arena)
      : in_(weights.in),
        out_(weights.out),
        levels_(row_levels(weights.values, out_, in_)),
        layout_(has_onednn_products(ProductTypes::u8_s8_s32)
                    ? std::make_optional<OneDnnLayout>(ProductTypes::u8_s8_s32, in_, out_)
                    : std::nullopt),
        memory_(arena, weight_bytes() + 3 * column_bytes()) {
    if (layout_) {
      layout_->pack(weights.values, memory_.data());
    } else {
      pack_int8_panels(weights.values, in_, out_, reinterpret_cast<int8_t*>(memory_.data()));
    }
    std::byte* const columns = memory_.data() + weight_bytes();
    columns_.scales = pack_bias(weights.scales, out_, columns);
    columns_.bias = pack_bias(weights.bias, out_, columns + column_bytes());
    auto* const sums = reinterpret_cast<int32_t*>(columns + 2 * column_bytes());
    columns_.sums = sums;
    std::fill_n(sums, padded_columns(out_), 0);
    for (int64_t column = 0; column < out_; ++column) {
      const int8_t* const values = weights.values + column * in_;
      for (int64_t k = 0; k < in_; ++k) sums[column] += values[k];
    }
  }

  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const override {
    const int64_t stride = layout_ ? in_ : padded_depth(in_);
    auto* const values = ProductCache::reserve<uint8_t>(cache.rows, padded_rows(rows) * stride);
    auto* const row_scales = ProductCache::reserve<RowScale>(cache.row_scales, rows);
    quantise_to_levels(src.data, rows, in_, levels_, values, stride, row_scales);
    if (!layout_) {
      return multiply({.values = values,
                       .row_scales = row_scales,
                       .rows = rows,
                       .in = in_,
                       .panels = reinterpret_cast<const int8_t*>(memory_.data()),
                       .columns = columns_,
                       .out = out_,
                       .dst = dst,
                       .epilogue = epilogue});
    }
    auto* const sums = ProductCache::reserve<int32_t>(cache.sums, padded_rows(rows) * out_);
    cache.onednn->run({*layout_, memory_.data()}, values, sums, rows);
    finish_sums(sums, row_scales, columns_, rows, out_, dst, epilogue);
  }

 private:
  size_t weight_bytes() const { return layout_ ? layout_->bytes() : int8_panel_bytes(in_, out_); }
  size_t column_bytes() const { return static_cast<size_t>(padded_columns(out_)) * sizeof(float); }

  int64_t in_;
  int64_t out_;
  int32_t levels_;
  std::optional<OneDnnLayout> layout_;  // nothing: panels of our own
  PackedMemory memory_;
  ColumnScales columns_;
};

}  // namespace

std::unique_ptr<PackedLinear> pack_int8(const QuantisedWeights& weights, Arena* arena) {
  if (weights.in <= most_int8_depth) return std::make_unique<Int8Linear>(weights, arena);
  std::vector<float> floats(static_cast<size_t>(weights.in * weights.out));
  for (int64_t i = 0; i < std::ssize(floats); ++i) {
    floats[static_cast<size_t>(i)] = static_cast<float>(weights.values[i]) * weights.scales[i / weights.in];
  }
  return pack_f32({weights.in, weights.out, floats.data(), weights.bias}, arena);
}

std::unique_ptr<PackedLinear> pack_int8(const LinearWeights& weights, Arena* arena) {
  std::vector<int8_t> values(static_cast<size_t>(weights.in * weights.out));
  std::vector<float> scales(static_cast<size_t>(weights.out));
  quantise_rows(weights.weight, weights.out, weights.in, values.data(), scales.data());
  return pack_int8(QuantisedWeights{weights.in, weights.out, values.data(), scales.data(), weights.bias}, arena);
}

}  // namespace electra::internal
