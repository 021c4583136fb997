// The graph of a checkpoint's objects is refused, or names variables in no more bytes than it has; what is behind a
// graph that is cut off is never looked at.
#include <algorithm>

#include "converters/tensorflow/object_graph.h"
#include "fuzz/promises.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  const std::string_view bytes = fuzz::text_of(data, size);
  const auto graph = converters::parse_object_graph(bytes);
  if (!graph) return 0;
  size_t total = 0;
  for (const auto& [key, object] : *graph) {
    FUZZ_CHECK(!key.empty());
    FUZZ_CHECK(bytes.find(key) != bytes.npos && bytes.find(object.full_name) != bytes.npos);
    total += key.size() + object.full_name.size();
  }
  FUZZ_CHECK(total <= size);
  return 0;
}
