// The one kind of pickle that Google's code leaves: a dict from label to index.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace electra::converters {

// True for bytes that cannot be JSON or text but may be a pickle.
bool looks_like_pickle(std::string_view file);

// The items of the dict, in their order. Protocols 0 to 5, also those of Python 2. Only the opcodes that build such a
// dict are known; no other can name a function. Time and memory are in proportion to the file. Throws Error(model).
std::vector<std::pair<std::string, int64_t>> parse_label_pickle(std::string_view file, const std::string& label);

}  // namespace electra::converters
