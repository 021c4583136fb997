// The names of a classifier's or tagger's labels, in order of their indices.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace electra::converters {

inline constexpr size_t max_label_bytes = size_t{16} << 20;

// Reads what Google's code or a user keeps labels in, told apart by the content:
// - a pickle (protocols 0 to 5) of a dict from label to index, as Google's taggers write it; of the opcodes only those
//   that build a dict, strings and integers are accepted;
// - JSON: a list of names, {"name": 0, …} or {"0": "name", …};
// - text: one name a line (a BOM, CRLF, and an empty last line are fine).
// Indices are 0 to n - 1, each once; names are UTF-8, unique, not empty, without control characters; at most
// max_labels, in at most max_label_bytes. Throws Error(model): LABEL, fault, expected.
std::vector<std::string> parse_labels(std::span<const std::byte> file, const std::string& label);

}  // namespace electra::converters
