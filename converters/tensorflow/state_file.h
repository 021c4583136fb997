// The file `checkpoint` that TensorFlow keeps beside its checkpoints: a text protocol buffer (CheckpointState).
#pragma once

#include <string>
#include <string_view>

namespace electra::converters {

// Its model_checkpoint_path. Throws Error(model) naming `label` and the line: not such a text, or one without that
// path.
std::string newest_checkpoint(std::string_view text, const std::string& label);

}  // namespace electra::converters
