#include "model/weight_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "base/aligned_buffer.h"
#include "base/quantise.h"
#include "electra/error.h"
#include "format/float_conversion.h"
#include "format/weight_table.h"
#include "nn/rows.h"

namespace electra::internal {
namespace {

// The generator of Steele et al. 2014 (splitmix64): the same numbers with every standard library.
uint64_t next_random(uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  uint64_t x = state;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

// Uniform in (0, 1).
double uniform(uint64_t& state) { return (static_cast<double>(next_random(state) >> 11U) + 0.5) * 0x1p-53; }

uint64_t hash(std::string_view text) {  // FNV-1a
  uint64_t value = 0xCBF29CE484222325U;
  for (const char c : text) value = (value ^ static_cast<uint8_t>(c)) * 0x100000001B3U;
  return value;
}

// To the nearest numbers of F16.
void round_to_f16(std::span<float> values) {
  std::vector<std::byte> bytes(values.size() * dtype_size(DType::f16));
  convert_floats(values, DType::f16, bytes.data());
  const Tensor rounded{.name = "", .dtype = DType::f16, .shape = {std::ssize(values)}, .data = bytes};
  copy_floats(rounded, 0, std::ssize(values), values.data());
}

}  // namespace

// Each tensor has a generator of its own, so the numbers do not depend on the order of loading.
void WeightSource::draw(const std::string& name, int64_t count, float* out) const {
  if (name.ends_with(".bias")) {
    std::fill_n(out, count, 0.0F);
  } else if (name.find("LayerNorm") != std::string::npos) {
    std::fill_n(out, count, 1.0F);
  } else {
    uint64_t state = *random_head_ ^ hash(name);
    for (int64_t i = 0; i < count; ++i) {  // Box and Muller 1958
      const double radius = std::sqrt(-2.0 * std::log(uniform(state)));
      const double angle = 2.0 * std::numbers::pi * uniform(state);
      out[i] = static_cast<float>(radius * std::cos(angle)) * config_.initializer_range;
    }
  }
}

void WeightSource::check_finite(const Tensor& tensor, int64_t first, std::span<const float> values) {
  const std::optional<int64_t> found = first_non_finite(values);
  if (!found) return;
  const std::lock_guard lock(mutex_);
  warnings_.emplace(tensor.name, non_finite_text(tensor, first + *found, values[static_cast<size_t>(*found)]));
}

void Table::copy_row(int64_t row, int64_t columns, float* out) const {
  copy_floats(tensor, row * columns, columns, out);
  if (is_rounded) round_to_f16({out, static_cast<size_t>(columns)});
}

Table WeightSource::table(const std::string& name, int64_t count) {
  Table table{.tensor = weights_.get(name), .values = nullptr, .is_rounded = false};
  if (!table.tensor.data.empty()) {
    table.is_rounded = precision_ == Precision::int8 && table.tensor.dtype != DType::f16;
    return table;
  }
  table.values = std::make_shared<const std::vector<float>>(floats(name, count));
  table.tensor.dtype = DType::f32;
  table.tensor.data = std::as_bytes(std::span(*table.values));
  return table;
}

void WeightSource::check_mapped(const std::string& name) {
  const Tensor& tensor = weights_.get(name);
  if (tensor.data.empty()) return;   // it was read
  std::vector<float> part(1 << 15);  // stays in the first-level cache
  for (int64_t first = 0; first < tensor.elements(); first += std::ssize(part)) {
    const int64_t count = std::min(std::ssize(part), tensor.elements() - first);
    copy_floats(tensor, first, count, part.data());
    check_finite(tensor, first, std::span(part).first(static_cast<size_t>(count)));
  }
  weights_.release(name);
}

std::vector<std::string> WeightSource::take_warnings() {
  std::vector<std::string> texts;
  for (auto& [name, text] : warnings_) texts.push_back(std::move(text));
  warnings_.clear();
  return texts;
}

void WeightSource::read(const std::string& name, int64_t count, float* out) {
  read_floats(name, count, out);
  if (precision_ == Precision::int8 && name == word_embeddings) round_to_f16({out, static_cast<size_t>(count)});
}

void WeightSource::read_floats(const std::string& name, int64_t count, float* out) {
  const Tensor* tensor = weights_.find(name);
  if (tensor == nullptr && random_head_) return draw(name, count, out);
  weights_.read(name, out);
  check_finite(weights_.get(name), 0, std::span(out, static_cast<size_t>(count)));
  weights_.release(name);
}

std::vector<float> WeightSource::floats(const std::string& name, int64_t count) {
  std::vector<float> values(static_cast<size_t>(count));
  read(name, count, values.data());
  return values;
}

Precision WeightSource::precision_of(std::string_view weight) const {
  return is_quantised_weight(weight) ? precision_ : Precision::f32;
}

// Panels of a weight that is in floats.
std::vector<int8_t> WeightSource::read_int8(const std::string& name, int64_t rows, int64_t columns, float* scales) {
  AlignedBuffer floats(static_cast<size_t>(rows * columns));
  read_floats(name, rows * columns, floats.data());
  std::vector<int8_t> values(static_cast<size_t>(rows * columns));
  quantise_rows(floats.data(), rows, columns, values.data(), scales);
  std::vector<int8_t> panels(int8_panel_bytes(rows, columns));
  pack_int8_panels(values.data(), rows, columns, panels.data());
  return panels;
}

// The panels as they lie in the file.
const int8_t* WeightSource::stored_int8(const Tensor& tensor, float* scales) {
  const int64_t rows = tensor.shape[0];
  const auto* const begin = reinterpret_cast<const int8_t*>(tensor.data.data());
  if (const void* const bad = std::memchr(begin, 0x80, tensor.data.size()); bad != nullptr) {
    const int64_t place = static_cast<const int8_t*>(bad) - begin;
    const int64_t quad = place / (panel_rows * panel_values);
    throw Error(ErrorKind::model,
                fmt::format("{}: {}: -128 at [{}, {}, {}, {}], expected -{} to {}", weights_.source().string(),
                            tensor_label(tensor.name + std::string(int8_suffix)),
                            quad / (tensor.shape[1] / panel_values), quad % (tensor.shape[1] / panel_values),
                            place / panel_values % panel_rows, place % panel_values, int8_limit, int8_limit));
  }
  if (!has_zero_padding(begin, rows, tensor.shape[1])) {
    throw Error(ErrorKind::model,
                fmt::format("{}: {}: has values behind its {} rows, expected zeros", weights_.source().string(),
                            tensor_label(tensor.name + std::string(int8_suffix)), rows));
  }
  std::memcpy(scales, tensor.scales.data(), tensor.scales.size());
  const Tensor scale{.name = tensor.name + std::string(scale_suffix), .dtype = DType::f32, .shape = {rows}, .data = {}};
  check_finite(scale, 0, std::span(scales, static_cast<size_t>(rows)));
  return begin;
}

// What is stored stays in the file where the products can read it there: other processes share it.
Linear WeightSource::int8_of(const std::vector<LinearNames>& parts, int64_t in, int64_t out_each, const float* biases) {
  std::vector<const int8_t*> panels;
  std::vector<std::vector<int8_t>> own;
  std::vector<float> scales(parts.size() * static_cast<size_t>(out_each));
  for (size_t i = 0; i < parts.size(); ++i) {
    float* const part_scales = scales.data() + static_cast<int64_t>(i) * out_each;
    const Tensor* const tensor = weights_.find(parts[i].weight);
    if (tensor != nullptr && !tensor->scales.empty()) {
      panels.push_back(stored_int8(*tensor, part_scales));
    } else {
      panels.push_back(own.emplace_back(read_int8(parts[i].weight, out_each, in, part_scales)).data());
    }
  }
  Linear linear(QuantisedWeights{.in = in,
                                 .out_each = out_each,
                                 .parts = panels,
                                 .scales = scales.data(),
                                 .bias = biases,
                                 .panels_stay = own.empty()},
                &arena_);
  if (own.empty() && uses_int8_panels(in)) return linear;
  for (const LinearNames& part : parts) {
    if (weights_.find(part.weight) != nullptr) weights_.release(part.weight);
  }
  return linear;
}

Linear WeightSource::linear_of(const std::vector<LinearNames>& parts, int64_t in, int64_t out_each) {
  const int64_t out = std::ssize(parts) * out_each;
  std::vector<float> biases(static_cast<size_t>(out));
  for (size_t i = 0; i < parts.size(); ++i) {
    read(parts[i].bias, out_each, biases.data() + static_cast<int64_t>(i) * out_each);
  }
  if (precision_of(parts.front().weight) == Precision::int8) return int8_of(parts, in, out_each, biases.data());
  AlignedBuffer weight(static_cast<size_t>(out * in));
  for (size_t i = 0; i < parts.size(); ++i) {
    read(parts[i].weight, out_each * in, weight.data() + static_cast<int64_t>(i) * out_each * in);
  }
  return Linear({in, out, weight.data(), biases.data()}, precision_of(parts.front().weight), &arena_);
}

Linear WeightSource::linear(const std::string& prefix, int64_t in, int64_t out) { return linear({prefix}, in, out); }

Linear WeightSource::linear_of(const std::string& weight, const std::string& bias, int64_t in, int64_t out) {
  return linear_of({{weight, bias}}, in, out);
}

Linear WeightSource::linear(std::initializer_list<std::string> prefixes, int64_t in, int64_t out_each) {
  std::vector<LinearNames> parts;
  for (const std::string& prefix : prefixes) parts.push_back({prefix + ".weight", prefix + ".bias"});
  return linear_of(parts, in, out_each);
}

LayerNorm WeightSource::layer_norm(const std::string& prefix, int64_t size) {
  return {floats(prefix + ".weight", size), floats(prefix + ".bias", size), config_.layer_norm_eps};
}

}  // namespace electra::internal
