#include "cli/args/suggest.h"

#include <algorithm>
#include <vector>

#include "base/quote.h"

namespace electra::cli {

int edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the table: distances between the first i characters of a and the first j of b.
  std::vector<int> before_last(b.size() + 1);
  std::vector<int> last(b.size() + 1);
  std::vector<int> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

namespace {

constexpr size_t most_beginnings = 3;

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return out;
}

// The most slips in a word of this length. In three letters two of them leave nothing to recognise it by.
int most_slips(size_t length) { return length <= 3 ? 1 : std::max(2, static_cast<int>(length / 3)); }

}  // namespace

std::vector<std::string> nearest_names(std::string_view name, std::span<const std::string> candidates) {
  const std::string meant = lower_case(name);
  std::vector<std::string> begun;
  std::vector<std::string> nearest;
  int least = most_slips(meant.size()) + 1;
  for (const std::string& candidate : candidates) {
    const std::string known = lower_case(candidate);
    if (!meant.empty() && known.starts_with(meant)) begun.push_back(candidate);
    const int distance = edit_distance(meant, known);
    if (distance >= least) continue;
    least = distance;
    nearest = {candidate};
  }
  return begun.empty() || begun.size() > most_beginnings ? nearest : begun;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  std::string out;
  for (const std::string& near : nearest_names(name, candidates)) {
    out += (out.empty() ? "; did you mean " : " or ") + internal::quote(near);
  }
  return out.empty() ? out : out + "?";
}

}  // namespace electra::cli
