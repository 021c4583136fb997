// The names that programs save ELECTRA's tensors under, as the weight table spells them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace electra::internal {

// What stands before the names of one model.
struct NamePrefix {
  std::string encoder;  // "electra.", "" of a bare ElectraModel, "module.electra.", "bert."
  std::string model;    // of the heads: "", "module."

  // Whether it is as Transformers' classes write it.
  bool is_plain() const { return model.empty() && (encoder.empty() || encoder == "electra."); }
  // "electra.encoder.layer.0.output.LayerNorm.weight" of "module.electra.encoder.layer.0.output.LayerNorm.gamma". A
  // name that is not of this model stays as it is.
  std::string full_name(std::string_view name) const;
};

// One for each encoder among `names`, in order: before its tensors stands "electra." or what another program calls it,
// and before this what wraps the model (a module, a Lightning model). One that is plain counts alone, as in
// Transformers. None: no encoder.
std::vector<NamePrefix> find_prefixes(const std::vector<std::string_view>& names);

// What to say of a model whose encoder stands under this prefix: "names begin with 'bert.', read as 'electra.'".
std::string prefix_text(std::string_view encoder);

}  // namespace electra::internal
