// The object that a line of jsonl is.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_object.h"

namespace electra::cli {

// Throws Error(input) for what is no object, or nested too deeply: "not JSON at byte 12: ...".
nlohmann::json parse_record_object(std::string_view line);

// The value of a member as it is written, without line ends; of a key that comes again the last one. Nothing if there
// is none. REQUIRES: parse_record_object takes the line.
std::optional<std::string> value_as_written(std::string_view line, std::string_view key);

// Its members, for messages without a place: whoever knows that of the record puts it before.
inline internal::JsonObject record_members(const nlohmann::json& object) { return {object, "", ErrorKind::input}; }

}  // namespace electra::cli
