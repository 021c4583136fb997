// JSON files, read without trust.
//
// Accepted as Python's json module accepts them, but for NaN and Infinity, which are not JSON. Of a repeated key the
// last value counts. A UTF-8 byte order mark is skipped. Thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace electra::internal {

inline constexpr int max_json_depth = 64;                           // objects and arrays inside each other
inline constexpr size_t default_max_json_bytes = size_t{16} << 20;  // a parsed file takes up to 30 times its size

// Parses a whole file. Throws Error(io) if it cannot be read, Error(model) if it is larger than `max_bytes`, empty, a
// Git LFS pointer, nested too deeply, not UTF-8 or not JSON: "config.json: not JSON at byte 312 (line 9), near ...".
nlohmann::json parse_json_file(const std::filesystem::path& path, size_t max_bytes = default_max_json_bytes);

// The same for text that came from `path` (which is only named in errors).
nlohmann::json parse_json(std::string_view text, const std::filesystem::path& path);

// A value as an error message quotes it: compact, at most about 60 bytes, always valid UTF-8.
std::string quote_json(const nlohmann::json& value);

// The reason in the message of a parser's exception, without its prefix, and without quoting the file.
std::string json_fault(const std::exception& error);

}  // namespace electra::internal
