// The object that a line of jsonl is.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/json_object.h"

namespace electra::cli {

// Throws Error(input) for what is no object, or nested too deeply: "not JSON at byte 12: ...".
nlohmann::json parse_record_object(std::string_view line);

// Its members, for messages without a place: whoever knows that of the record puts it before.
inline internal::JsonObject record_members(const nlohmann::json& object) { return {object, "", ErrorKind::input}; }

}  // namespace electra::cli
