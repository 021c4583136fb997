// JSON files, read without trust, in a time that grows as they do.
//
// Accepted as Python's json module accepts them: NaN, Infinity and -Infinity, which are not JSON, are numbers. Of a
// repeated key the last value counts. A UTF-8 byte order mark is skipped. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace electra::internal {

inline constexpr size_t default_max_json_bytes = size_t{16} << 20;  // a parsed file takes up to 30 times its size

// Parses a whole file. Throws Error(io) if it cannot be read, Error(model) if it is larger than `max_bytes`, empty, a
// Git LFS pointer, nested too deeply, not UTF-8 or not JSON: "config.json: not JSON at byte 312 (line 9), near ...".
nlohmann::json parse_json_file(const std::filesystem::path& path, size_t max_bytes = default_max_json_bytes);

// The same for text that came from `path` (which is only named in errors).
nlohmann::json parse_json(std::string_view text, const std::filesystem::path& path);

// The same for a record, whose place the caller knows and whose numbers are JSON's own. Throws Error(input) for what is
// not JSON or nested too deeply: "not JSON at byte 12: ...".
nlohmann::json parse_json_record(std::string_view text);

// The keys of the object that is member `name` of the object `text`, in their order, which a parsed object does not
// keep. REQUIRES: parse_json takes the text.
std::vector<std::string> keys_in_order(std::string_view text, std::string_view name);

// A value as an error message quotes it: compact, escaped (quote.h), at most about 60 bytes.
std::string quote_json(const nlohmann::json& value);

// A value as a whole number; nothing for what is none or lies outside of the bounds. The values' own comparisons and
// conversions take what is above 2^63 for negative.
std::optional<int64_t> integer_of(const nlohmann::json& value, int64_t least = std::numeric_limits<int64_t>::min(),
                                  int64_t most = std::numeric_limits<int64_t>::max());

}  // namespace electra::internal
