#include "converters/torch/builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/quote.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

enum class TorchBuilder::Make : uint8_t {
  ordered_dict,
  tensor,     // storage, offset, size, stride
  tensor_v2,  // and requires_grad, hooks, metadata
  tensor_v3,  // and requires_grad, hooks, dtype, metadata
  first,      // its first argument: a Parameter is its tensor, a Size its tuple
  from_type,  // function, class, arguments, state: a tensor with attributes
  opaque,
};

struct TorchBuilder::Known {
  std::string_view module;
  std::string_view name;
  Make make;
};

const TorchBuilder::Known TorchBuilder::known_names[] = {
    {"collections", "OrderedDict", Make::ordered_dict},
    {"torch._utils", "_rebuild_tensor", Make::tensor},
    {"torch._utils", "_rebuild_tensor_v2", Make::tensor_v2},
    {"torch._utils", "_rebuild_tensor_v3", Make::tensor_v3},
    {"torch._utils", "_rebuild_parameter", Make::first},
    {"torch._utils", "_rebuild_parameter_with_state", Make::first},
    {"torch.nn.parameter", "Parameter", Make::first},
    {"torch", "Size", Make::first},
    {"torch._tensor", "_rebuild_from_type_v2", Make::from_type},
    {"torch", "device", Make::opaque},
    {"torch.serialization", "_get_layout", Make::opaque},
    {"_codecs", "encode", Make::opaque},
    {"builtins", "set", Make::opaque},
    {"builtins", "bytearray", Make::opaque},
    {"builtins", "complex", Make::opaque},
    {"__builtin__", "set", Make::opaque},  // so before protocol 3
    {"__builtin__", "bytearray", Make::opaque},
    {"__builtin__", "complex", Make::opaque},
    {"numpy", "dtype", Make::opaque},
    {"numpy.core.multiarray", "scalar", Make::opaque},
    {"numpy._core.multiarray", "scalar", Make::opaque},
};

const TorchBuilder::Known* TorchBuilder::find(const PickledName& name) {
  const auto* known = std::ranges::find_if(
      known_names, [&](const Known& row) { return row.module == name.module && row.name == name.name; });
  return known == std::end(known_names) ? nullptr : known;
}

void TorchBuilder::fail(std::string_view fault) const {
  throw Error(ErrorKind::model, fmt::format("{}: pickle: {}", label_, fault));
}

void TorchBuilder::refuse(const PickledName& name) const {
  throw Error(
      ErrorKind::model,
      fmt::format("{}: a PyTorch file whose pickle names {}: nothing of it is run, expected a state dict alone: "
                  "save one with torch.save(model.state_dict(), \"pytorch_model.bin\")",
                  label_, quote(name.text())));
}

void TorchBuilder::spend(size_t count) {
  if (count > max_pickled_values || objects_.made > max_pickled_values - count) {
    fail(fmt::format("more than {} values", max_pickled_values));
  }
  objects_.made += count;
}

PickledContainer TorchBuilder::make(ContainerKind kind, PickledItems items) {
  objects_.containers.push_back(std::move(items));
  return {kind, static_cast<uint32_t>(objects_.containers.size() - 1)};
}

const PickledValue& TorchBuilder::argument(const PickledItems& arguments, size_t index) const {
  if (index >= arguments.size()) fail(fmt::format("{} arguments of a tensor, expected more", arguments.size()));
  return arguments[index];
}

int64_t TorchBuilder::integer(const PickledValue& value, std::string_view what) const {
  const auto* number = std::get_if<int64_t>(&value);
  if (number == nullptr) fail(fmt::format("{} is {}, expected a number", what, kind_name(value)));
  return *number;
}

const PickledItems& TorchBuilder::tuple(const PickledValue& value, std::string_view what) const {
  const auto* container = std::get_if<PickledContainer>(&value);
  if (container == nullptr || container->is_dict()) {
    fail(fmt::format("{} is {}, expected a tuple", what, kind_name(value)));
  }
  return objects_.items(*container);
}

std::vector<int64_t> TorchBuilder::integers(const PickledValue& value, std::string_view what) {
  const PickledItems& items = tuple(value, what);
  if (items.size() > max_tensor_rank) {
    fail(fmt::format("{} has {} dimensions, expected at most {}", what, items.size(), max_tensor_rank));
  }
  spend(items.size());
  std::vector<int64_t> numbers;
  for (const PickledValue& item : items) numbers.push_back(integer(item, what));
  return numbers;
}

PickledValue TorchBuilder::call(const PickledName& name, const PickledItems& arguments) {
  const Known* known = find(name);
  if (known == nullptr) refuse(name);
  return make(known->make, arguments);
}

PickledValue TorchBuilder::make(Make what, const PickledItems& arguments) {
  switch (what) {
    case Make::ordered_dict:
      return make_ordered_dict(arguments);
    case Make::tensor:
    case Make::tensor_v2:
    case Make::tensor_v3:
      return make_tensor(what, arguments);
    case Make::first:
      return argument(arguments, 0);
    case Make::from_type:
      return make_from_type(arguments);
    case Make::opaque:
      break;
  }
  return PickledOpaque{};
}

// Python 2 gives the items as a list of pairs; later ones are set.
PickledValue TorchBuilder::make_ordered_dict(const PickledItems& arguments) {
  PickledItems items;
  if (!arguments.empty()) {
    const PickledItems& pairs = tuple(arguments.front(), "the list of an OrderedDict");
    spend(2 * pairs.size());
    for (const PickledValue& pair : pairs) {
      const PickledItems& item = tuple(pair, "an item of an OrderedDict");
      if (item.size() != 2) fail(fmt::format("an item of an OrderedDict has {} parts, expected 2", item.size()));
      items.insert(items.end(), item.begin(), item.end());
    }
  }
  return make(ContainerKind::ordered_dict, std::move(items));
}

// Tensors that are to be negated or conjugated when they are read.
void TorchBuilder::refuse_lazy_bits(const PickledItems& arguments, size_t index) {
  if (index >= arguments.size()) return;
  const auto* metadata = std::get_if<PickledContainer>(&arguments[index]);
  if (metadata == nullptr) return;
  spend(objects_.items(*metadata).size());
  for (const PickledValue& value : objects_.items(*metadata)) {
    const auto* bit = std::get_if<bool>(&value);
    if (bit != nullptr && *bit) fail("a tensor that is a lazy negation or conjugate, expected a plain one");
  }
}

PickledValue TorchBuilder::make_tensor(Make what, const PickledItems& arguments) {
  const PickledValue& storage = argument(arguments, 0);
  if (const auto* name = std::get_if<PickledName>(&storage)) refuse(*name);
  const auto* view = std::get_if<PickledView>(&storage);
  if (view == nullptr) fail(fmt::format("a tensor of {}, expected a storage", kind_name(storage)));
  TorchTensor tensor;
  tensor.view = view->index;
  tensor.type = objects_.views[view->index].type;
  tensor.offset = integer(argument(arguments, 1), "the offset of a tensor");
  tensor.shape = integers(argument(arguments, 2), "the shape of a tensor");
  tensor.strides = integers(argument(arguments, 3), "the stride of a tensor");
  if (tensor.strides.size() != tensor.shape.size()) {
    fail(fmt::format("a tensor of shape {} with stride {}, expected as many numbers", shape_text(tensor.shape),
                     shape_text(tensor.strides)));
  }
  if (what == Make::tensor_v3) {
    const auto* type = std::get_if<const TorchType*>(&argument(arguments, 6));
    if (type == nullptr) {
      if (const auto* name = std::get_if<PickledName>(&arguments[6])) refuse(*name);
      fail(fmt::format("the type of a tensor is {}, expected a dtype", kind_name(arguments[6])));
    }
    tensor.type = *type;
  }
  if (what != Make::tensor) refuse_lazy_bits(arguments, what == Make::tensor_v3 ? 7 : 6);
  objects_.tensors.push_back(std::move(tensor));
  return PickledTensor{static_cast<uint32_t>(objects_.tensors.size() - 1)};
}

PickledValue TorchBuilder::make_from_type(const PickledItems& arguments) {
  for (const size_t i : {size_t{0}, size_t{1}}) {
    const auto* name = std::get_if<PickledName>(&argument(arguments, i));
    if (name == nullptr) fail(fmt::format("a tensor by {}, expected a function and a class", kind_name(arguments[i])));
    const Known* known = find(*name);
    const bool is_class = name->text() == "torch.Tensor" || name->text() == "torch.nn.parameter.Parameter";
    // Not another of its kind: pickles nest as deep as they like.
    if (i == 0 ? known == nullptr || known->make == Make::from_type : !is_class) refuse(*name);
  }
  return call(std::get<PickledName>(arguments[0]), tuple(argument(arguments, 2), "the arguments of a tensor"));
}

PickledValue TorchBuilder::persistent(const PickledValue& id) {
  const PickledItems& parts = tuple(id, "a persistent id");
  const auto* kind = parts.empty() ? nullptr : std::get_if<std::string_view>(&parts.front());
  if (kind != nullptr && *kind == "storage") return make_view(parts);
  // A whole module: its class comes next to it, and is refused by name when it is called.
  if (kind != nullptr && *kind == "module" && parts.size() > 1) return parts[1];
  fail("a persistent id that is no storage");
}

// ("storage", class, key, device, number of elements), and in old files None or (key of the view, offset, elements).
PickledValue TorchBuilder::make_view(const PickledItems& id) {
  if (id.size() != 5 && id.size() != 6) fail(fmt::format("a storage of {} parts, expected 5 or 6", id.size()));
  const auto* name = std::get_if<PickledName>(&id[1]);
  if (name == nullptr) fail(fmt::format("a storage of {}, expected its class", kind_name(id[1])));
  const TorchType* type = torch_type_by_storage(name->text());
  if (type == nullptr) refuse(*name);
  const auto* key = std::get_if<std::string_view>(&id[2]);
  if (key == nullptr) fail(fmt::format("the key of a storage is {}, expected a text", kind_name(id[2])));
  const int64_t elements = integer(id[4], "the size of a storage");
  if (elements < 0 || static_cast<uint64_t>(elements) > max_storage_elements) {
    fail(fmt::format("a storage of {} elements, expected 0 to {}", elements, max_storage_elements));
  }
  TorchView view;
  view.type = type;
  view.storage = storage(*key, *type, static_cast<uint64_t>(elements));
  view.bytes = static_cast<uint64_t>(elements) * type->size;
  if (id.size() == 6 && !std::holds_alternative<PickledNone>(id[5])) {
    const PickledItems& part = tuple(id[5], "the view of a storage");
    if (part.size() != 3) fail(fmt::format("the view of a storage has {} parts, expected 3", part.size()));
    const int64_t first = integer(part[1], "the offset of a view");
    const int64_t count = integer(part[2], "the size of a view");
    if (first < 0 || first > elements || count < 0 || count > elements - first) {
      fail(fmt::format("a view of {} elements at {}, expected an end within the storage's {}", count, first, elements));
    }
    view.first_byte = static_cast<uint64_t>(first) * type->size;
    view.bytes = static_cast<uint64_t>(count) * type->size;
  }
  objects_.views.push_back(view);
  return PickledView{static_cast<uint32_t>(objects_.views.size() - 1)};
}

uint32_t TorchBuilder::storage(std::string_view key, const TorchType& type, uint64_t elements) {
  const auto found = objects_.storage_of_key.find(key);
  if (found == objects_.storage_of_key.end()) {
    const auto index = static_cast<uint32_t>(objects_.storages.size());
    objects_.storages.push_back({std::string(key), &type, elements});
    objects_.storage_of_key.emplace(key, index);
    return index;
  }
  const TorchStorage& known = objects_.storages[found->second];
  if (known.bytes() != elements * type.size) {
    fail(fmt::format("storage {} has {} bytes, and elsewhere {}", quote(key), elements * type.size, known.bytes()));
  }
  return found->second;
}

std::string_view kind_name(const PickledValue& value) {
  if (const auto* container = std::get_if<PickledContainer>(&value)) {
    constexpr std::string_view names[] = {"a tuple", "a list", "a dict", "a dict"};
    return names[static_cast<size_t>(container->kind)];
  }
  constexpr std::string_view names[] = {"None",   "a bool",      "a number",  "a text",   "an object",
                                        "a name", "a container", "a storage", "a tensor", "a dtype"};
  static_assert(std::size(names) == std::variant_size_v<PickledValue>);
  return names[value.index()];
}

}  // namespace electra::converters
