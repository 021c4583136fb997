// How a Linear holds its weights and multiplies with them: a class for each kind of numbers and maker of products.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/aligned_buffer.h"
#include "base/arena.h"
#include "nn/epilogue.h"
#include "nn/onednn.h"
#include "nn/rows.h"

namespace electra::internal {

// What the products of one thread need beside their operands. Grows to what the largest of them needs. Not thread-safe.
struct ProductCache {
  ProductCache();

  std::unique_ptr<OneDnnProducts> onednn;  // null where no product is oneDNN's
  AlignedBuffer rows;                      // src in the type of the product
  AlignedBuffer row_scales;
  AlignedBuffer sums;

  template <typename Value>
  static Value* reserve(AlignedBuffer& buffer, int64_t values) {
    buffer.reserve((static_cast<size_t>(values) * sizeof(Value) + sizeof(float) - 1) / sizeof(float));
    return reinterpret_cast<Value*>(buffer.data());
  }
};

class PackedLinear {
 public:
  virtual ~PackedLinear() = default;
  // As Linear::apply.
  virtual void apply(ProductCache& cache, ConstRows src, Rows dst, int64_t rows, Epilogue epilogue) const = 0;
};

// A weight [out, in] and its bias [out], null for none, as they come from a file.
struct LinearWeights {
  int64_t in = 0;
  int64_t out = 0;
  const float* weight = nullptr;
  const float* bias = nullptr;
};

// Weights [out_each, in] whose outputs lie side by side, as quantise_rows and pack_int8_panels make them.
struct QuantisedWeights {
  int64_t in = 0;
  int64_t out_each = 0;
  std::span<const int8_t* const> parts;  // the panels of each
  const float* scales = nullptr;         // [out], of all parts, like the bias
  const float* bias = nullptr;           // null for none
  bool panels_stay = false;              // as long as the layer lives: not copied if uses_int8_panels(in)

  int64_t out() const { return std::ssize(parts) * out_each; }
};

// Whether the products of int8 on this CPU take the panels of rows so long as they are.
bool uses_int8_panels(int64_t in);

// Memory for packed weights: of the arena, or its own if there is none.
class PackedMemory {
 public:
  PackedMemory(Arena* arena, size_t bytes);
  std::byte* data() const { return data_; }

 private:
  AlignedBuffer own_;
  std::byte* data_;
};

// The bias with zeros behind it, or zeros where the layer has none: [padded_columns(out)], at `memory`, where it takes
// bias_bytes(out).
size_t bias_bytes(int64_t out);
float* pack_bias(const float* bias, int64_t out, std::byte* memory);

// A weight in panels of so many values, which whoever makes this packs, and its bias behind them.
template <typename Value>
class WeightPanels {
 public:
  WeightPanels(const LinearWeights& weights, int64_t values, Arena* arena)
      : memory_(arena, static_cast<size_t>(values) * sizeof(Value) + bias_bytes(weights.out)),
        bias_(pack_bias(weights.bias, weights.out, memory_.data() + static_cast<size_t>(values) * sizeof(Value))) {}

  Value* values() const { return reinterpret_cast<Value*>(memory_.data()); }
  const float* bias() const { return bias_; }

 private:
  PackedMemory memory_;
  const float* bias_;
};

// Products of oneDNN's in f32 or bf16.
std::unique_ptr<PackedLinear> pack_onednn(ProductTypes types, const LinearWeights& weights, Arena* arena);
std::unique_ptr<PackedLinear> pack_f32(const LinearWeights& weights, Arena* arena);
// Rounded to nearest, ties to even, as the rows that it is multiplied with are. Products of two such numbers are exact
// in f32: where the CPU has none of bf16 they are made in f32.
std::unique_ptr<PackedLinear> pack_bf16(const LinearWeights& weights, Arena* arena);
// The weight by quantise_rows; a row of src to whole levels between its lowest and highest value, 255 or fewer
// (int8_product.h). Beyond most_int8_depth rows stay as they are, and products are those of f32.
std::unique_ptr<PackedLinear> pack_int8(const LinearWeights& weights, Arena* arena);
std::unique_ptr<PackedLinear> pack_int8(const QuantisedWeights& weights, Arena* arena);

}  // namespace electra::internal
