// "Did you mean": the nearest of a list of names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace electra::cli {

// The number of single-character insertions, deletions, replacements and swaps of neighbours between two words.
int edit_distance(std::string_view a, std::string_view b);

// The candidate with the least distance to `name`, if that is small enough to be a slip of the hand; else "".
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace electra::cli
