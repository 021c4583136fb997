// The models in what programs around Transformers saved.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "converters/part.h"
#include "converters/transformers/names.h"

namespace electra::converters {

// How the user names what the rules here do not know.
struct NameRules {
  std::string strip_prefix = {};  // only names that begin with it count, and they lose it
  // "clf_head" -> "classifier" renames "clf_head" itself and all names that begin with "clf_head."; in order.
  std::vector<std::pair<std::string, std::string>> renames = {};
};

// One part for each encoder. One that stands alone is named for its head, two towers "discriminator" and "generator",
// others for all that stands before their names. The head is the one whose tensors are there; a config may say another (Part::tensors
// are those of all heads). Throws Error(usage) for rules that fit no name.
PartList transformers_parts(NamedVariables variables, const NameRules& rules, const std::string& source);

}  // namespace electra::converters
