#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "nn/cpu.h"
#include "nn/int8_product.h"
#include "nn/packed_linear.h"
#include "nn/panel_product.h"

namespace electra::internal {
namespace {

// Back in rows, one part below the other: [out, in].
std::vector<int8_t> rows_of(const QuantisedWeights& weights) {
  std::vector<int8_t> values(static_cast<size_t>(weights.out() * weights.in));
  int8_t* row = values.data();
  for (const int8_t* const panels : weights.parts) {
    unpack_int8_panels(panels, weights.out_each, weights.in, row);
    row += weights.out_each * weights.in;
  }
  return values;
}

void add_up_parts(const QuantisedWeights& weights, int32_t* sums) {
  const int64_t panel_bytes = panel_rows * padded_depth(weights.in);
  for (const int8_t* panel : weights.parts) {
    int32_t of_panel[panel_rows];
    for (int64_t first = 0; first < weights.out_each; first += panel_rows, panel += panel_bytes) {
      add_up_columns(panel, weights.in, of_panel);
      sums = std::copy_n(of_panel, std::min(panel_rows, weights.out_each - first), sums);
    }
  }
}

class Int8Linear : public PackedLinear {
 public:
  Int8Linear(const QuantisedWeights& weights, Arena* arena)
      : in_(weights.in),
        out_each_(weights.out_each),
        out_(weights.out()),
        levels_(row_levels(weights.parts, out_each_, in_)),
        layout_(uses_int8_panels(in_) ? std::nullopt
                                      : std::make_optional<OneDnnLayout>(ProductTypes::u8_s8_s32, in_, out_)),
        parts_(weights.parts.begin(), weights.parts.end()),
        weight_bytes_(layout_ ? layout_->bytes() : (weights.panels_stay ? 0 : part_bytes() * parts_.size())),
        memory_(arena, weight_bytes_ + 3 * bias_bytes(out_)) {
    std::byte* const columns = memory_.data() + weight_bytes_;
    columns_.scales = pack_bias(weights.scales, out_, columns);
    columns_.bias = pack_bias(weights.bias, out_, columns + bias_bytes(out_));
    auto* const sums = reinterpret_cast<int32_t*>(columns + 2 * bias_bytes(out_));
    columns_.sums = sums;
    std::fill_n(sums, padded_columns(out_), 0);
    add_up_parts(weights, sums);
    if (layout_) {
      layout_->pack(rows_of(weights).data(), memory_.data());
      parts_.clear();
    } else if (!weights.panels_stay) {
      copy_parts();
    }
  }

  void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const override {
    const int64_t stride = layout_ ? in_ : padded_depth(in_);
    auto* const values = ProductCache::reserve<uint8_t>(cache.rows, padded_to_tiles(rows) * stride);
    auto* const row_scales = ProductCache::reserve<RowScale>(cache.row_scales, rows);
    quantise_to_levels(src.data, rows, in_, levels_, values, stride, row_scales);
    if (layout_) {
      auto* const sums = ProductCache::reserve<int32_t>(cache.sums, padded_rows(rows) * out_);
      cache.onednn->run({*layout_, memory_.data()}, values, sums, rows);
      return finish_sums(sums, row_scales, columns_, rows, out_, dst, epilogue);
    }
    int64_t first = 0;
    for (const int8_t* const panels : parts_) {
      multiply({.values = values,
                .row_scales = row_scales,
                .rows = rows,
                .in = in_,
                .panels = panels,
                .columns = columns_.from(first),
                .out = out_each_,
                .dst = dst.columns(first),
                .epilogue = epilogue});
      first += out_each_;
    }
  }

 private:
  size_t part_bytes() const { return int8_panel_bytes(out_each_, in_); }

  void copy_parts() {
    auto* copy = reinterpret_cast<int8_t*>(memory_.data());
    for (const int8_t*& part : parts_) {
      std::memcpy(copy, part, part_bytes());
      part = copy;
      copy += part_bytes();
    }
  }

  int64_t in_;
  int64_t out_each_;
  int64_t out_;
  int32_t levels_;
  std::optional<OneDnnLayout> layout_;  // nothing: products of our own
  std::vector<const int8_t*> parts_;    // their panels, in memory_ or where they stay
  size_t weight_bytes_;                 // of memory_, before what belongs to the columns
  PackedMemory memory_;
  ColumnScales columns_;
};

}  // namespace

bool uses_int8_panels(int64_t in) {
  return in <= most_int8_depth && (products_features().amx || !has_onednn_products(ProductTypes::u8_s8_s32));
}

std::unique_ptr<PackedLinear> pack_int8(const QuantisedWeights& weights, Arena* arena) {
  if (weights.in <= most_int8_depth) return std::make_unique<Int8Linear>(weights, arena);
  const std::vector<int8_t> values = rows_of(weights);
  std::vector<float> floats(values.size());
  for (int64_t i = 0; i < std::ssize(floats); ++i) {
    floats[static_cast<size_t>(i)] =
        static_cast<float>(values[static_cast<size_t>(i)]) * weights.scales[i / weights.in];
  }
  return pack_f32({weights.in, weights.out(), floats.data(), weights.bias}, arena);
}

std::unique_ptr<PackedLinear> pack_int8(const LinearWeights& weights, Arena* arena) {
  std::vector<int8_t> values(static_cast<size_t>(weights.in * weights.out));
  std::vector<float> scales(static_cast<size_t>(weights.out));
  quantise_rows(weights.weight, weights.out, weights.in, values.data(), scales.data());
  std::vector<int8_t> panels(int8_panel_bytes(weights.out, weights.in));
  pack_int8_panels(values.data(), weights.out, weights.in, panels.data());
  const int8_t* const parts[] = {panels.data()};
  return pack_int8(QuantisedWeights{weights.in, weights.out, parts, scales.data(), weights.bias}, arena);
}

}  // namespace electra::internal
