// A config.json whose text is parsed already: for those who look at its keys, too.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "electra/config.h"

namespace electra::internal {

// What parse_config makes of the same text, and throws as it does. `file` is not read; only messages name it.
Config config_of(const nlohmann::json& parsed, const std::filesystem::path& file);

}  // namespace electra::internal
