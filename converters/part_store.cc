#include "converters/part_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "converters/transform.h"
#include "electra/error.h"
#include "format/model_names.h"

namespace electra::converters {

using namespace internal;

namespace {

bool has_type(const NamedTensor& tensor) {
  return std::ranges::all_of(tensor.sources, [](const Variable* variable) { return variable->dtype.has_value(); });
}

// Where the elements of the tensor lie as they are wanted; empty: nowhere.
std::span<const std::byte> mapped_data(const Source& source, const NamedTensor& tensor) {
  const bool as_stored = tensor.sources.size() == 1 && tensor.transform == Transform::none;
  return as_stored ? source.mapped(*tensor.sources.front()) : std::span<const std::byte>();
}

}  // namespace

PartStore::PartStore(std::unique_ptr<Source> source, const Part& part)
    : source_(std::move(source)), path_(source_->label()) {
  if (!part.prefix.empty()) {
    warnings_.push_back(fmt::format("{}: {}", source_->label(), prefix_text(part.prefix)));
  }
  for (const NamedTensor& tensor : part.tensors) {
    if (has_type(tensor)) {
      named_.push_back(tensor);
    } else if (tensor.name.starts_with("electra.")) {
      throw Error(ErrorKind::model, fmt::format("{}: {}: dtype {}, expected a floating-point type", source_->label(),
                                                tensor.label(), tensor.sources.front()->dtype_name));
    }
  }
  std::ranges::sort(named_, {}, &NamedTensor::name);
  for (const NamedTensor& tensor : named_) {
    tensors_.push_back({.name = tensor.name,
                        .dtype = *tensor.sources.front()->dtype,
                        .shape = tensor.shape(),
                        .data = mapped_data(*source_, tensor)});
  }
}

void PartStore::read(const Tensor& tensor, float* out) const {
  if (!tensor.data.empty()) return copy_floats(tensor, 0, tensor.elements(), out);
  const NamedTensor& from = named(tensor);
  for (const Variable* variable : from.sources) {
    source_->read(*variable, [&](std::span<const std::byte> data) {
      const Tensor stored{.name = variable->name, .dtype = *variable->dtype, .shape = variable->shape, .data = data};
      read_transformed(from.transform, stored,
                       [&](std::span<const float> values) { out = std::copy_n(values.data(), values.size(), out); });
    });
  }
}

void PartStore::release(const Tensor& tensor) const {
  if (!tensor.data.empty()) source_->release(*named(tensor).sources.front());
}

}  // namespace electra::converters
