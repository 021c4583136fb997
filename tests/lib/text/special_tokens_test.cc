#include "text/special_tokens.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace electra {
namespace {

struct Place {
  size_t begin, end;
  int32_t id;
  bool operator==(const Place&) const = default;
};

std::vector<Place> places(const SpecialTokenFinder& finder, std::string_view text) {
  std::vector<Place> result;
  for (size_t from = 0; from < text.size();) {
    const auto found = finder.find(text, from);
    if (found.id < 0) break;
    result.push_back({found.begin, found.end, found.id});
    from = found.end;
  }
  return result;
}

const SpecialTokenNames usual = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};

TEST_CASE("names are found anywhere, in raw text only as they are written") {
  const SpecialTokenFinder finder(usual, {0, 1, 2, 3, 4});
  CHECK(places(finder, "a [MASK]b[[SEP]") == std::vector<Place>{{2, 8, 4}, {10, 15, 3}});
  CHECK(places(finder, "[mask] [ MASK] [MASK").empty());
  CHECK(places(finder, "").empty());
}

TEST_CASE("the end of a text without names is reported") {
  const auto found = SpecialTokenFinder(usual, {0, 1, 2, 3, 4}).find("[MAS", 1);
  CHECK(found.begin == 4);
  CHECK(found.end == 4);
  CHECK(found.id == -1);
}

TEST_CASE("names without an id are not found") {
  CHECK(places(SpecialTokenFinder(usual, {-1, 1, 2, 3, -1}), "[PAD][MASK][CLS]") == std::vector<Place>{{11, 16, 2}});
  CHECK(places(SpecialTokenFinder(usual, {-1, -1, -1, -1, -1}), "[PAD]").empty());
}

TEST_CASE("of several names at one place the longest counts") {
  const SpecialTokenFinder finder({"<p", "<pad", "x", "", "é"}, {0, 1, 2, 3, 4});
  CHECK(places(finder, "<pad<pa-éx") == std::vector<Place>{{0, 4, 1}, {4, 6, 0}, {8, 10, 4}, {10, 11, 2}});
}

}  // namespace
}  // namespace electra
