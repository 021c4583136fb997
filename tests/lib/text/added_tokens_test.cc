#include "text/added_tokens.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace electra {

using namespace internal;

namespace {

struct Place {
  size_t begin, end;
  int32_t id;
  bool operator==(const Place&) const = default;
};

std::vector<Place> places(const AddedTokenFinder& finder, std::string_view text) {
  std::vector<Place> result;
  for (size_t from = 0; from < text.size();) {
    const auto found = finder.find(text, from);
    if (found.id < 0) break;
    result.push_back({found.begin, found.end, found.id});
    from = found.end;
  }
  return result;
}

AddedTokenFinder finder_of(const std::vector<std::string>& names, const std::vector<int32_t>& ids) {
  std::vector<AddedToken> tokens;
  for (size_t i = 0; i < names.size(); ++i) tokens.push_back({.content = names[i], .id = ids[i]});
  return AddedTokenFinder(tokens);
}

const std::vector<std::string> usual = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};

TEST_CASE("names are found anywhere, in raw text only as they are written") {
  const AddedTokenFinder finder = finder_of(usual, {0, 1, 2, 3, 4});
  CHECK(places(finder, "a [MASK]b[[SEP]") == std::vector<Place>{{2, 8, 4}, {10, 15, 3}});
  CHECK(places(finder, "[mask] [ MASK] [MASK").empty());
  CHECK(places(finder, "").empty());
}

TEST_CASE("the end of a text without names is reported") {
  const auto found = finder_of(usual, {0, 1, 2, 3, 4}).find("[MAS", 1);
  CHECK(found.begin == 4);
  CHECK(found.end == 4);
  CHECK(found.id == -1);
}

TEST_CASE("names without an id are not found") {
  CHECK(places(finder_of(usual, {-1, 1, 2, 3, -1}), "[PAD][MASK][CLS]") == std::vector<Place>{{11, 16, 2}});
  CHECK(places(finder_of(usual, {-1, -1, -1, -1, -1}), "[PAD]").empty());
}

TEST_CASE("a single word of slow tokenizers stands between blanks") {
  const std::vector<AddedToken> tokens = {{.content = "x", .id = 7, .single_word = true}};
  CHECK(places(AddedTokenFinder(tokens), "x.x ax") == std::vector<Place>{{0, 1, 7}, {2, 3, 7}});
  CHECK(places(AddedTokenFinder(tokens, SingleWord::between_blanks), "x.x x").size() == 1);
}

TEST_CASE("of several names at one place the longest counts") {
  const AddedTokenFinder finder = finder_of({"<p", "<pad", "x", "", "é"}, {0, 1, 2, 3, 4});
  CHECK(places(finder, "<pad<pa-éx") == std::vector<Place>{{0, 4, 1}, {4, 6, 0}, {8, 10, 4}, {10, 11, 2}});
}

TEST_CASE("a token that stands alone has no character of a word beside it") {
  const AddedTokenFinder finder({{.content = "new", .id = 7, .single_word = true}});
  CHECK(places(finder, "new news renew new_ énew new's,new") ==
        std::vector<Place>{{0, 3, 7}, {26, 29, 7}, {32, 35, 7}});
  CHECK(places(AddedTokenFinder({{.content = "aa", .id = 1, .single_word = true}, {.content = "a", .id = 2}}), "aab")
            .empty());
}

TEST_CASE("white space beside a token belongs to it where it says so") {
  const AddedTokenFinder both({{.content = "x", .id = 7, .lstrip = true, .rstrip = true}});
  CHECK(places(both, "a \t x\u2003 b  x x") == std::vector<Place>{{1, 9, 7}, {10, 14, 7}, {14, 15, 7}});
  const AddedTokenFinder left({{.content = "x", .id = 7, .lstrip = true}});
  CHECK(places(left, "  x  x ") == std::vector<Place>{{0, 3, 7}, {3, 6, 7}});
}

}  // namespace
}  // namespace electra
