// The file `checkpoint` that TensorFlow keeps beside its checkpoints: a text protocol buffer (CheckpointState).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace electra::converters {

inline constexpr size_t max_state_bytes = size_t{16} << 20;

// Its model_checkpoint_path. Throws Error(model) naming `label` and the line: not such a text, one without that
// path, or one of more than max_state_bytes.
std::string newest_checkpoint(std::string_view text, const std::string& label);

}  // namespace electra::converters
