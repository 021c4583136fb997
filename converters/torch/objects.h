// What the pickle of a PyTorch file builds: values, and the containers, storages and tensors that they point to.
//
// A value is small and copied; what it points to lies in PickledObjects once, however often the pickle names it. Bytes
// of the pickle are only lent, so it has to live as long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "converters/torch/types.h"

namespace electra::converters {

struct PickledNone {};
// Something that no tensor is made of: a float, bytes, a set, a device. Its value is not kept.
struct PickledOpaque {};
// A global of Python, as yet neither called nor looked for.
struct PickledName {
  std::string_view module;
  std::string_view name;

  std::string text() const { return std::string(module) + "." + std::string(name); }
};
enum class ContainerKind : uint8_t { tuple, list, dict, ordered_dict };
struct PickledContainer {
  ContainerKind kind;
  uint32_t index;  // in PickledObjects::containers; the items of a dict are key, value, key, value

  bool is_dict() const { return kind == ContainerKind::dict || kind == ContainerKind::ordered_dict; }
};
struct PickledView {
  uint32_t index;  // in PickledObjects::views
};
struct PickledTensor {
  uint32_t index;  // in PickledObjects::tensors
};
using PickledValue = std::variant<PickledNone, bool, int64_t, std::string_view, PickledOpaque, PickledName,
                                  PickledContainer, PickledView, PickledTensor, const TorchType*>;
using PickledItems = std::vector<PickledValue>;

// For messages: "a list", "a tensor".
std::string_view kind_name(const PickledValue& value);

// A run of elements that the container of the pickle holds under a key.
struct TorchStorage {
  std::string key;
  const TorchType* type = nullptr;
  uint64_t elements = 0;

  uint64_t bytes() const { return elements * type->size; }  // cannot overflow: see max_storage_elements
};

// A storage, or a part of it as old versions of PyTorch have them; with the type that it is named with.
struct TorchView {
  uint32_t storage = 0;  // in PickledObjects::storages
  const TorchType* type = nullptr;
  uint64_t first_byte = 0;
  uint64_t bytes = 0;
};

// A tensor as the pickle states it: nothing of it is checked against its storage yet.
struct TorchTensor {
  uint32_t view = 0;  // in PickledObjects::views
  const TorchType* type = nullptr;
  int64_t offset = 0;  // in elements
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;  // in elements; as many as dimensions
};

inline constexpr uint64_t max_storage_elements = uint64_t{1} << 48;
inline constexpr size_t max_tensor_rank = 64;

struct PickledObjects {
  std::vector<PickledItems> containers;
  std::vector<TorchStorage> storages;
  std::map<std::string, uint32_t, std::less<>> storage_of_key;
  std::vector<TorchView> views;
  std::vector<TorchTensor> tensors;
  size_t made = 0;  // values made so far; the machine bounds them, and so memory and time

  PickledItems& items(PickledContainer container) { return containers[container.index]; }
  const PickledItems& items(PickledContainer container) const { return containers[container.index]; }
};

}  // namespace electra::converters
