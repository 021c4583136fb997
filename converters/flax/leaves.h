// What a msgpack file of Flax holds, read and checked: its leaves and where their bytes lie.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "converters/flax/msgpack.h"
#include "converters/source.h"

namespace electra::converters {

struct FlaxLeaf {
  Variable variable;
  MsgpackValue value;                         // as it stands in the file
  std::vector<std::string_view> pieces = {};  // of the elements, which follow each other; of a chunked array several
};

// The leaves of the maps in the file, sorted by name; what was cut into chunks is still in pieces (chunked.h). Throws
// Error(model) naming `label`, the variable and the fault: more than 64 maps inside each other, names of more than 4096
// bytes, more than 1,000,000 leaves; extensions that Flax does not have; arrays that are not as long as their shape and
// dtype ask for; two leaves of one name.
std::vector<FlaxLeaf> read_flax_leaves(std::string_view file, const std::string& label);

// Throws Error(model): "LABEL: variable 'NAME': FAULT".
[[noreturn]] void fail_at(const std::string& label, std::string_view name, std::string_view fault);

}  // namespace electra::converters
