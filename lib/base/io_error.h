// How a refusal of the operating system reads: "model.safetensors: cannot open: no such file or directory".
#pragma once

#include <filesystem>
#include <string_view>

#include "electra/error.h"

namespace electra::internal {

// Error(io) from an errno value. `what` says what was tried ("cannot open").
Error io_error(const std::filesystem::path& path, std::string_view what, int error_number);

}  // namespace electra::internal
