// The names that a PyTorch state dict calls, and what they make. Nothing is executed: a name is a row of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "converters/torch/objects.h"

namespace electra::converters {

// Values that a pickle may make, so that a small file cannot ask for much memory or time: some 100 MB of them.
// A tensor takes about 30.
inline constexpr size_t max_pickled_values = size_t{1} << 20;

// Used by one thread. Throws Error(model): "LABEL: what: got, expected".
class TorchBuilder {
 public:
  // REQUIRES: both outlive it.
  TorchBuilder(PickledObjects& objects, const std::string& label) : objects_(objects), label_(label) {}

  // Counts `count` more values, and throws where they are too many.
  void spend(size_t count);
  PickledContainer make(ContainerKind kind, PickledItems items);
  // What a call of a name makes of its arguments. A name that is not in the table is refused.
  PickledValue call(const PickledName& name, const PickledItems& arguments);
  // What a persistent id stands for: a storage of the container, or the class of a pickled module.
  PickledValue persistent(const PickledValue& id);
  // Says that a name is not known here, and what to do about it.
  [[noreturn]] void refuse(const PickledName& name) const;

 private:
  enum class Make : uint8_t;
  struct Known;
  static const Known known_names[];

  static const Known* find(const PickledName& name);
  [[noreturn]] void fail(std::string_view fault) const;
  const PickledValue& argument(const PickledItems& arguments, size_t index) const;
  int64_t integer(const PickledValue& value, std::string_view what) const;
  std::vector<int64_t> integers(const PickledValue& value, std::string_view what);
  const PickledItems& tuple(const PickledValue& value, std::string_view what) const;
  PickledValue make(Make what, const PickledItems& arguments);
  PickledValue make_ordered_dict(const PickledItems& arguments);
  PickledValue make_tensor(Make what, const PickledItems& arguments);
  PickledValue make_from_type(const PickledItems& arguments);
  void refuse_lazy_bits(const PickledItems& arguments, size_t index);
  PickledValue make_view(const PickledItems& id);
  uint32_t storage(std::string_view key, const TorchType& type, uint64_t elements);

  PickledObjects& objects_;
  const std::string& label_;
};

}  // namespace electra::converters
