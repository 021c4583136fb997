#include "text/decode.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace electra {

using namespace internal;

namespace {

std::string decoded(std::vector<std::string_view> tokens, TokenJoin join = TokenJoin::cleaned) {
  return join_tokens(tokens, {.join = join});
}

TEST_CASE("continuations are joined and words are not") {
  CHECK(decoded({}) == "");
  CHECK(decoded({"un", "##aff", "##able", "words"}) == "unaffable words");
}

TEST_CASE("a continuation that comes first keeps its mark") { CHECK(decoded({"##ing", "##s"}) == "##ings"); }

TEST_CASE("the decoder itself joins punctuation") {
  CHECK(decoded({"hi", ",", "you", "!", "?", "."}) == "hi, you!?.");
  CHECK(decoded({"x", "do not"}) == "x don't");
  CHECK(decoded({"(", "it", "'", "s", ";", ")"}) == "( it ' s ; )");
}

TEST_CASE("a decoder may leave punctuation, and no decoder leaves all") {
  CHECK(decoded({"un", "##aff", ",", "you"}, TokenJoin::plain) == "unaff , you");
  CHECK(decoded({"un", "##aff", ",", "you"}, TokenJoin::blanks) == "un ##aff , you");
}

TEST_CASE("contractions are joined by the clean-up") {
  CHECK(clean_up_spaces("it ' s ok") == "it's ok");
  CHECK(clean_up_spaces("do n't , I 'm , he 's , we 've , they 're .") == "don't, I'm, he's, we've, they're.");
  CHECK(clean_up_spaces("I do not") == "I do not");
}

TEST_CASE("replacements do not overlap") {
  CHECK(clean_up_spaces("a . . .") == "a...");
  CHECK(clean_up_spaces("' ' ' '") == "''' '");
  CHECK(clean_up_spaces("") == "");
}

}  // namespace
}  // namespace electra
