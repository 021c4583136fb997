// The weights as the layers want them: read by name, checked for NaN, packed, and their file pages given back, but for
// those that are used where they lie.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/weights.h"
#include "nn/layer_norm.h"
#include "nn/linear.h"

namespace electra::internal {

// A weight whose rows are looked up one by one.
struct Table {
  Tensor tensor;
  std::shared_ptr<const std::vector<float>> values;  // its elements, where they do not lie in a mapped file
  bool is_rounded = false;                           // its rows are to be quantised

  void copy_row(int64_t row, int64_t columns, float* out) const;
};

// Thread-safe: layers are packed side by side.
class WeightSource {
 public:
  // `random_head` is the seed from which the weights that `weights` lacks are drawn (normal with the config's
  // initializer_range; biases 0, layer norms 1). The weights that is_quantised_weight() names get `precision`, all
  // others f32; with int8 the word embeddings are rounded to F16. REQUIRES: weights.check() was passed.
  WeightSource(const Weights& weights, const Config& config, Arena& arena, Precision precision,
               std::optional<uint64_t> random_head)
      : weights_(weights), config_(config), arena_(arena), precision_(precision), random_head_(random_head) {}

  // All values of "NAME". `count` is its number of elements, for a weight that has to be drawn.
  std::vector<float> floats(const std::string& name, int64_t count);
  // A weight that stays in the mapped file if it lies there row by row. The Weights must outlive it.
  Table table(const std::string& name, int64_t count);
  // "PREFIX.weight" [out, in] and "PREFIX.bias" [out]; of several prefixes side by side, one layer with all their
  // outputs. What is stored in int8 may stay in the mapped file: the Weights must outlive it.
  Linear linear(const std::string& prefix, int64_t in, int64_t out);
  Linear linear(std::initializer_list<std::string> prefixes, int64_t in, int64_t out_each);
  // The same from any two names.
  Linear linear_of(const std::string& weight, const std::string& bias, int64_t in, int64_t out);
  LayerNorm layer_norm(const std::string& prefix, int64_t size);

  const Weights& weights() const { return weights_; }
  // One per tensor with NaN or infinite values, by name.
  std::vector<std::string> take_warnings();
  // Looks for NaN in a weight that stays in the mapped file.
  void check_mapped(const std::string& name);

 private:
  void check_finite(const Tensor& tensor, int64_t first, std::span<const float> values);
  struct LinearNames {
    std::string weight, bias;
  };
  Linear linear_of(const std::vector<LinearNames>& parts, int64_t in, int64_t out_each);
  void read(const std::string& name, int64_t count, float* out);
  void read_floats(const std::string& name, int64_t count, float* out);  // before they are rounded
  Linear int8_of(const std::vector<LinearNames>& parts, int64_t in, int64_t out_each, const float* biases);
  std::vector<int8_t> read_int8(const std::string& name, int64_t rows, int64_t columns, float* scales);
  const int8_t* stored_int8(const Tensor& tensor, float* scales);
  Precision precision_of(std::string_view weight) const;
  void draw(const std::string& name, int64_t count, float* out) const;

  const Weights& weights_;
  const Config& config_;
  Arena& arena_;  // of the packed weights
  Precision precision_;
  std::optional<uint64_t> random_head_;
  std::mutex mutex_;
  std::map<std::string, std::string> warnings_;  // by tensor
};

}  // namespace electra::internal
