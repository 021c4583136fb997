// "Did you mean": the nearest of a list of names.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace electra::cli {

// The number of single-character insertions, deletions, replacements and swaps of neighbours between two words.
int edit_distance(std::string_view a, std::string_view b);

// What may be meant by `name`, which is none of the candidates: the one to three that it is the beginning of; else the
// one with the least distance to it, if that is small enough to be a slip of the hand; else nothing. The case of
// letters does not count.
std::vector<std::string> nearest_names(std::string_view name, std::span<const std::string> candidates);

// The end of a complaint: "; did you mean 'a' or 'b'?", or "" if nothing is near.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace electra::cli
