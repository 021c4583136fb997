// Python's pickle, protocols 0 to 5, as far as PyTorch's files use it: a stack machine that makes plain values,
// storages and tensors. It runs nothing: a name is called by the table of builder.h, or refused.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "converters/torch/objects.h"

namespace electra::converters {

struct PickleResult {
  PickledValue value;
  size_t bytes = 0;  // of the pickle, which may have more behind it
};

// Runs the pickle that `stream` begins with; adds what it makes to `objects`. Memory and time are in proportion to the
// pickle and to max_pickled_values, whatever it claims. Throws Error(model): "LABEL: pickle, byte N: what: got,
// expected", or names the global that is not known. REQUIRES: the stream lives as long as the values are used.
PickleResult run_pickle(std::string_view stream, PickledObjects& objects, const std::string& label);

// True for bytes that begin as a pickle of protocol 2 to 5 does.
bool looks_like_torch_pickle(std::string_view bytes);

}  // namespace electra::converters
