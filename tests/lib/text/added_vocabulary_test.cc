#include "text/added_vocabulary.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/base/error_of.h"
#include "text/word_piece_model.h"

namespace electra {

using namespace internal;

namespace {

const FastWordPiece& pieces() {
  static const FastWordPiece model(Vocabulary::parse("[UNK]\na\nb\n", "v"), TokenizerOptions{});
  return model;
}

std::string as_it_is(const std::string& name) { return name; }

TEST_CASE("the library numbers tokens behind the pieces, whatever they state") {
  AddedVocabulary added(pieces(), 3);
  added.add({{.content = "<x>", .id = 9}, {.content = "b"}, {.content = ""}, {.content = "<y>", .special = true}});
  CHECK(added.id("<x>") == 3);
  CHECK(added.id("b") == 2);
  CHECK(added.id("<y>") == 4);
  CHECK(added.id("<z>") == -1);
  CHECK(added.size() == 5);
  CHECK(added.next_id() == 5);
  CHECK(*added.token(4) == "<y>");
  CHECK(added.token(1) == nullptr);
  CHECK(added.is_special("<y>"));
  CHECK_FALSE(added.is_special("<x>"));
}

TEST_CASE("the library counts pieces: behind a hole a token takes the id of a piece") {
  AddedVocabulary added(pieces(), 2);
  added.add({{.content = "<x>"}});
  CHECK(added.id("<x>") == 2);
  CHECK(*added.token(2) == "<x>");
}

TEST_CASE("slow tokenizers take the id that is stated, or count all names") {
  AddedVocabulary added(pieces(), 3);
  added.put({.content = "<x>", .id = 9});
  added.put({.content = "<y>"});
  added.put({.content = "a"});
  CHECK(added.id("<x>") == 9);
  CHECK(added.id("<y>") == 4);
  CHECK(added.id("a") == 1);
  CHECK(added.size() == 10);
}

TEST_CASE("a token that comes again takes the new switches, but is looked for where it was") {
  AddedVocabulary added(pieces(), 3);
  added.add({{.content = "<x>", .normalized = true}});
  added.add({{.content = "<x>", .normalized = true, .rstrip = true}});
  added.prepare_fast(false, as_it_is, "v");
  CHECK(added.raw().empty());
  CHECK(added.normalized().find("a<x>  b", 0).end == 6);
}

TEST_CASE("special tokens can be text") {
  AddedVocabulary added(pieces(), 3);
  added.add({{.content = "<x>", .special = true}, {.content = "<y>"}});
  added.prepare_fast(true, as_it_is, "v");
  CHECK(added.raw().find("<x><y>", 0).begin == 3);
}

TEST_CASE("a name of which normalising leaves nothing is refused") {
  AddedVocabulary added(pieces(), 3);
  added.add({{.content = "\u0301", .normalized = true}});
  CHECK(error_of(ErrorKind::model, [&] {
          added.prepare_fast(
              false, [](const std::string&) { return ""; }, "v");
        }) == "v: added token '\u0301': nothing is left of it in a normalised text");
}

}  // namespace
}  // namespace electra
