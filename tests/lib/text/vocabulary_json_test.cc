#include "text/vocabulary_json.h"

#include <doctest/doctest.h>

#include <string>

#include "electra/error.h"
#include "lib/base/error_of.h"
#include "support/damaged.h"

namespace electra {

using namespace internal;

namespace {

const std::string file =
    R"({"version": "1.0", "x": {"model": {"vocab": {}}}, "model": {"type": "WordPiece", "y": [{"vocab": 1}],
        "vocab": {"[UNK]": 0, "a\"}": 1, "##b" : 2}, "z": "}"}, "w": null})";

std::string fault(const std::string& object) {
  return error_of(ErrorKind::model, [&] { parse_vocabulary_json(object, "f: 'vocab'"); });
}

TEST_CASE("the object is cut out, and the rest stays JSON") {
  const SplitTokenizerJson parts = split_tokenizer_json(file);
  CHECK(parts.vocabulary == R"({"[UNK]": 0, "a\"}": 1, "##b" : 2})");
  CHECK(parts.rest.find(R"("vocab": {}, "z": "}"})") != std::string::npos);
  CHECK(parts.rest.ends_with(R"("w": null})"));
}

TEST_CASE("what is not to be found without doubt is left for the parser") {
  for (const char* text :
       {"", "[]", "{}", R"({"model": 1})", R"({"model": {"vocab": []}})", R"({"model": {"vocab": {"a": 0})",
        R"({"model": {"vocab": {}, "vocab": {}}})", R"({"model": {"vocab": {}}, "model": {}})",
        R"({"m\u006fdel": {"vocab": {}}})", R"({"model": {"v\u006fcab": {}}})"}) {
    CAPTURE(text);
    const SplitTokenizerJson parts = split_tokenizer_json(text);
    CHECK(parts.vocabulary.empty());
    CHECK(parts.rest == text);
  }
}

TEST_CASE("pieces have the ids that are stated; others are holes") {
  const Vocabulary vocabulary = parse_vocabulary_json(R"({"b": 3, "a\u00e9\n": 0, " ": 1})", "f");
  CHECK(vocabulary.size() == 4);
  CHECK(vocabulary[0] == "aé\n");
  CHECK(vocabulary[1] == " ");
  CHECK(vocabulary[3] == "b");
  CHECK(vocabulary.holes() == std::vector<int32_t>{2});
}

TEST_CASE("what is no such object is refused") {
  CHECK(fault("{}") == "f: 'vocab': {}, expected an object of pieces and their ids");
  CHECK(fault(R"({"a": 0, "b": 0})") == "f: 'vocab': 'b' is 0, expected an id of its own");
  CHECK(fault(R"({"a": 0.5})") == "f: 'vocab': 'a' is 0.5, expected an integer from 0 to 3999999");
  CHECK(fault(R"({"a": 99999})") == "f: 'vocab': 'a' is 99999, expected less than 1016 for 1 pieces");
  CHECK(fault("{\"a\n\": 0}").starts_with("f: 'vocab': not JSON"));
}

TEST_CASE("a damaged file gives an Error or a vocabulary") {
  const auto read = [](const std::string& text) {
    const SplitTokenizerJson parts = split_tokenizer_json(text);
    if (parts.vocabulary.empty()) return;
    try {
      parse_vocabulary_json(parts.vocabulary, "f");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::model);
    }
  };
  for_each_damaged(file, read);
}

}  // namespace
}  // namespace electra
