#include "converters/torch/state_dict.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "base/utf8.h"
#include "converters/torch/builder.h"
#include "electra/error.h"
#include "format/tensor.h"

namespace electra::converters {

using namespace internal;

namespace {

struct Named {
  Variable variable;
  TorchPlace place;
};

// Nothing for what cannot be part of a name.
std::optional<std::string> name_part(const PickledValue& key) {
  if (const auto* text = std::get_if<std::string_view>(&key)) return std::string(*text);
  if (const auto* number = std::get_if<int64_t>(&key)) return std::to_string(*number);
  return std::nullopt;
}

bool is_row_major(const std::vector<int64_t>& shape, const std::vector<int64_t>& strides) {
  int64_t expected = 1;
  for (size_t axis = shape.size(); axis-- > 0;) {
    if (shape[axis] == 0) return true;
    if (shape[axis] != 1 && strides[axis] != expected) return false;
    expected *= shape[axis];
  }
  return true;
}

class Walk {
 public:
  Walk(const PickledObjects& objects, uint64_t file_bytes, const std::string& label)
      : objects_(objects), file_bytes_(file_bytes), label_(label) {}

  TorchStateDict run(const PickledValue& top);

 private:
  struct Level {
    PickledContainer container;
    size_t next = 0;        // item, of a dict with its value
    size_t name_bytes = 0;  // of the way to the container
    bool has_name = true;   // no key on the way is a strange one
  };

  [[noreturn]] void fail(std::string_view fault) const {
    throw Error(ErrorKind::model, fmt::format("{}: {}", label_, fault));
  }
  [[noreturn]] void fail(std::string_view name, std::string_view fault) const {
    fail(fmt::format("{}: {}", tensor_label(name), fault));
  }
  void open(PickledContainer container, bool has_name);
  void visit();
  void add(const TorchTensor& tensor);
  uint64_t elements(const TorchTensor& tensor) const;
  void check_place(const TorchTensor& tensor, uint64_t elements) const;

  const PickledObjects& objects_;
  uint64_t file_bytes_;
  const std::string& label_;
  std::vector<Level> levels_;
  std::string name_;
  size_t visited_ = 0;
  std::vector<Named> found_;
};

void Walk::open(PickledContainer container, bool has_name) {
  if (levels_.size() >= max_pickled_depth) {
    fail(fmt::format("nests deeper than {} levels, or holds itself", max_pickled_depth));
  }
  levels_.push_back({container, 0, name_.size(), has_name});
}

// The next item of the innermost container. What is named along several ways is visited along each.
void Walk::visit() {
  Level& level = levels_.back();
  const PickledItems& items = objects_.items(level.container);
  name_.resize(level.name_bytes);
  if (level.next >= items.size()) {
    levels_.pop_back();
    return;
  }
  if (++visited_ > max_pickled_values) fail(fmt::format("more than {} items", max_pickled_values));
  const bool is_dict = level.container.is_dict();
  const std::optional<std::string> part = is_dict ? name_part(items[level.next]) : std::to_string(level.next);
  const PickledValue& value = items[level.next + (is_dict ? 1 : 0)];
  level.next += is_dict ? 2 : 1;

  const auto* container = std::get_if<PickledContainer>(&value);
  const auto* tensor = std::get_if<PickledTensor>(&value);
  if (container == nullptr && tensor == nullptr) return;
  // A long key of something else is no fault.
  const bool is_short = part && part->size() < max_torch_name_bytes - std::min(name_.size(), max_torch_name_bytes);
  const bool has_name = level.has_name && is_short;
  if (has_name) name_ += (levels_.size() > 1 ? "." : "") + *part;
  if (container != nullptr) {
    open(*container, has_name);
  } else if (has_name) {
    add(objects_.tensors[tensor->index]);
  } else {
    fail(fmt::format("a tensor in {} has a key that is too long, or neither a text nor a number", quote(name_)));
  }
}

// Zeros count as ones until the end, so that no product of some of the numbers can overflow later.
uint64_t Walk::elements(const TorchTensor& tensor) const {
  uint64_t count = 1;
  bool is_empty = false;
  for (const int64_t size : tensor.shape) {
    if (size < 0) fail(name_, fmt::format("shape {}, expected no negative numbers", shape_text(tensor.shape)));
    is_empty = is_empty || size == 0;
    const auto factor = static_cast<uint64_t>(std::max<int64_t>(size, 1));
    if (count > max_storage_elements / factor) {
      fail(name_, fmt::format("shape {} has too many elements", shape_text(tensor.shape)));
    }
    count *= factor;
  }
  if (is_empty) return 0;
  return count;
}

void Walk::check_place(const TorchTensor& tensor, uint64_t elements) const {
  const TorchView& view = objects_.views[tensor.view];
  const uint64_t limit = view.bytes / tensor.type->size;
  const auto reject = [&] {
    fail(name_, fmt::format("shape {} with stride {} at {} runs past its storage of {} elements",
                            shape_text(tensor.shape), shape_text(tensor.strides), tensor.offset, limit));
  };
  if (tensor.offset < 0) reject();
  if (elements == 0) return;
  auto last = static_cast<uint64_t>(tensor.offset);
  if (last >= limit) reject();
  for (size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    if (tensor.shape[axis] == 1) continue;
    if (tensor.strides[axis] < 0) reject();
    const auto stride = static_cast<uint64_t>(tensor.strides[axis]);
    const auto steps = static_cast<uint64_t>(tensor.shape[axis] - 1);
    if (stride > (limit - 1 - last) / steps) reject();
    last += stride * steps;
  }
  const uint64_t most = std::max(objects_.storages[view.storage].bytes(), file_bytes_);
  if (elements > most / tensor.type->size) {
    fail(name_,
         fmt::format("{} elements made of {} elements of storage, expected at most {} bytes", elements, limit, most));
  }
}

void Walk::add(const TorchTensor& tensor) {
  if (!is_utf8(name_)) fail(name_, "expected a name in UTF-8");
  if (found_.size() >= max_torch_tensors) fail(fmt::format("more than {} tensors", max_torch_tensors));
  const uint64_t count = elements(tensor);
  check_place(tensor, count);
  const TorchView& view = objects_.views[tensor.view];
  Named named;
  named.variable.name = name_;
  named.variable.dtype_name = tensor.type->name;
  named.variable.dtype = tensor.type->dtype;
  named.variable.shape = tensor.shape;
  named.variable.bytes = count * tensor.type->size;
  named.place.storage = view.storage;
  named.place.element_bytes = tensor.type->size;
  if (count > 0) named.place.first_byte = view.first_byte + static_cast<uint64_t>(tensor.offset) * tensor.type->size;
  named.place.strides = tensor.strides;
  named.place.row_major = is_row_major(tensor.shape, tensor.strides);
  found_.push_back(std::move(named));
}

TorchStateDict Walk::run(const PickledValue& top) {
  const auto* dict = std::get_if<PickledContainer>(&top);
  if (dict == nullptr || !dict->is_dict()) {
    fail(
        fmt::format("a PyTorch file of {}, expected a dict of tensors: save one with torch.save(model.state_dict(), "
                    "\"pytorch_model.bin\")",
                    kind_name(top)));
  }
  open(*dict, true);
  while (!levels_.empty()) visit();
  if (found_.empty()) fail("a PyTorch file without a tensor, expected a state dict");
  std::ranges::sort(found_, {}, [](const Named& named) -> const std::string& { return named.variable.name; });
  TorchStateDict dict_of_all;
  for (Named& named : found_) {
    if (!dict_of_all.variables.empty() && dict_of_all.variables.back().name == named.variable.name) {
      fail(named.variable.name, "is there twice");
    }
    dict_of_all.variables.push_back(std::move(named.variable));
    dict_of_all.places.push_back(std::move(named.place));
  }
  return dict_of_all;
}

}  // namespace

TorchStateDict read_state_dict(const PickledObjects& objects, const PickledValue& top, uint64_t file_bytes,
                               const std::string& label) {
  return Walk(objects, file_bytes, label).run(top);
}

}  // namespace electra::converters
