// A pickle is refused with a message, or makes values that point to what is there, no more than the limit.
#include "converters/torch/builder.h"
#include "converters/torch/pickle.h"
#include "fuzz/promises.h"

namespace electra::converters {
namespace {

void check(const PickledObjects& objects, const PickledValue& value) {
  const auto* container = std::get_if<PickledContainer>(&value);
  const auto* tensor = std::get_if<PickledTensor>(&value);
  const auto* view = std::get_if<PickledView>(&value);
  FUZZ_CHECK(container == nullptr || container->index < objects.containers.size());
  FUZZ_CHECK(container == nullptr || !container->is_dict() || objects.items(*container).size() % 2 == 0);
  FUZZ_CHECK(tensor == nullptr || tensor->index < objects.tensors.size());
  FUZZ_CHECK(view == nullptr || view->index < objects.views.size());
}

void check(const PickledObjects& objects) {
  FUZZ_CHECK(objects.made <= max_pickled_values);
  for (const PickledItems& items : objects.containers) {
    for (const PickledValue& value : items) check(objects, value);
  }
  for (const TorchTensor& tensor : objects.tensors) {
    FUZZ_CHECK(tensor.view < objects.views.size());
    FUZZ_CHECK(tensor.shape.size() == tensor.strides.size());
  }
  for (const TorchView& view : objects.views) {
    FUZZ_CHECK(view.storage < objects.storages.size());
    const uint64_t bytes = objects.storages[view.storage].bytes();
    FUZZ_CHECK(view.first_byte <= bytes && view.bytes <= bytes - view.first_byte);
  }
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra::converters;
  PickledObjects objects;
  try {
    const PickleResult result = run_pickle(electra::fuzz::text_of(data, size), objects, "m.bin");
    FUZZ_CHECK(result.bytes <= size);
    check(objects, result.value);
  } catch (const electra::Error& error) {
    electra::fuzz::check_message(error.what(), "m.bin: ");
  }
  check(objects);
  return 0;
}
