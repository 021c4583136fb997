#include "converters/part.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/quote.h"

namespace electra::converters {

using namespace internal;

std::vector<int64_t> NamedTensor::shape() const {
  std::vector<int64_t> shape = transformed_shape(transform, sources.front()->shape);
  for (const Variable* below : std::span(sources).subspan(1)) {
    const std::vector<int64_t> more = transformed_shape(transform, below->shape);
    const bool fits =
        !shape.empty() && more.size() == shape.size() && std::equal(more.begin() + 1, more.end(), shape.begin() + 1);
    if (fits) shape.front() += more.front();
  }
  return shape;
}

bool NamedTensor::is_float() const {
  return std::ranges::all_of(sources, [](const Variable* variable) {
    return variable->dtype.has_value() && is_float_dtype(*variable->dtype);
  });
}

std::string NamedTensor::label() const {
  std::vector<std::string> names;
  for (const Variable* variable : sources) names.push_back(quote(variable->name));
  return fmt::format("{} ({} {})", tensor_label(name), names.size() == 1 ? "variable" : "variables", listed(names));
}

const NamedTensor* Part::find(std::string_view tensor) const {
  const auto found = std::ranges::find(tensors, tensor, &NamedTensor::name);
  return found == tensors.end() ? nullptr : &*found;
}

int64_t Part::parameters() const {
  int64_t count = 0;
  for (const NamedTensor& tensor : tensors) count += elements_of(tensor.shape());
  return count;
}

}  // namespace electra::converters
