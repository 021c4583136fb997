// oneDNN's products, C = A W, without its headers: compiled for a small set of row counts, cached for each thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace electra::internal {

// The types of A, W and C. Those of u8 are exact, and have no bias and add to nothing.
enum class ProductTypes { f32, bf16_f32, u8_s8_s32 };  // bf16_f32: A and W in bf16, C in f32

// Whether oneDNN has products of these types for this CPU that are fast and keep a row's bits whatever the number of
// rows. Those of f32 that it has without AVX-512 do not.
bool has_onednn_products(ProductTypes types);

// They run on groups of this many rows: the last group is filled up with whatever lies behind it.
inline constexpr int64_t row_group = 8;
constexpr int64_t padded_rows(int64_t rows) { return (rows + row_group - 1) / row_group * row_group; }

// The layout of a weight [in, out] that the products want.
class OneDnnLayout {
 public:
  OneDnnLayout(ProductTypes types, int64_t in, int64_t out);  // throws std::bad_alloc
  OneDnnLayout(OneDnnLayout&&) noexcept;
  ~OneDnnLayout();

  size_t bytes() const;  // whole cache lines
  // `weight` [out, in] is of float, or of int8_t for u8_s8_s32.
  void pack(const void* weight, void* packed) const;

 private:
  friend class OneDnnProducts;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct OneDnnProduct {
  const OneDnnLayout& layout;
  const void* weight = nullptr;  // packed
  const float* bias = nullptr;   // [out]
  bool adds = false;             // to what dst holds
};

// The compiled products of one thread, and their scratch memory. Not thread-safe.
class OneDnnProducts {
 public:
  OneDnnProducts();
  ~OneDnnProducts();

  // src [rows, in], dst [rows, out], both without gaps and with room for padded_rows(rows) rows. Throws std::bad_alloc.
  void run(const OneDnnProduct& product, const void* src, void* dst, int64_t rows);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace electra::internal
