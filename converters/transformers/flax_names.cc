#include "converters/transformers/names.h"
#include "converters/transformers/paths.h"

namespace electra::converters {

// Flax names its layers as PyTorch does, and may put all of them under "params". A state of a training has the
// optimizer's beside them.
NamedVariables flax_names(const Source& source) {
  NameCollector collector;
  for (const Variable& variable : source.variables()) {
    const Steps steps = split_path(variable.name);
    if (steps.front() == "opt_state") {
      collector.leave_out(variable, "optimizer states");
      continue;
    }
    const size_t first = steps.size() > 1 && steps.front() == "params" ? 1 : 0;
    collector.add(variable, torch_name(std::span(steps).subspan(first)), steps.back());
  }
  return collector.take();
}

}  // namespace electra::converters
