// Flax names an array by its way through nested dictionaries: "electra/encoder/layer/0/attention/self/query/kernel".
#include "converters/transformers/path_names.h"

namespace electra::converters {

NamedVariables flax_names(const Source& source) {
  NamedVariables result;
  for (const Variable& variable : source.variables()) {
    Path path = split_path(variable.name);
    if (!path.empty() && path.front() == "opt_state") {
      result.left_out.push_back({&variable, "optimizer states"});
      continue;
    }
    if (!path.empty() && path.front() == "params") path.erase(path.begin());  // of a training state
    result.named.push_back(named_by(variable, path));
  }
  return result;
}

}  // namespace electra::converters
