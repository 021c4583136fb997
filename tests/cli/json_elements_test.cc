// Documents of JSON as lines.
#include "cli/io/json_elements.h"

#include <doctest/doctest.h>

#include <string>

namespace electra::test {
namespace {

using cli::JsonLayout;

// The lines of a document, and the fault at its end. They must not depend on how the bytes come.
std::string lines(const std::string& document, JsonLayout layout) {
  const auto read = [&](size_t step) {
    cli::JsonElements elements(layout);
    std::string all;
    for (size_t at = 0; at < document.size(); at += step) {
      std::string part = document.substr(at, step);
      part.resize(elements.take(part));
      all += part;
    }
    return all + elements.fault_at_end();
  };
  const std::string whole = read(document.size() + 1);
  CHECK(read(1) == whole);
  CHECK(read(3) == whole);
  return whole;
}

TEST_CASE("each element of a list is a line") {
  CHECK(lines("[{\"a\": 1},\n {\"b\":\n [1, 2]}]\n", JsonLayout::array) == "{\"a\": 1}\n{\"b\":  [1, 2]}\n");
  CHECK(lines("[1,\"a,]\\\"\", null]", JsonLayout::array) == "1\n\"a,]\\\"\"\nnull\n");
  CHECK(lines("[ ]", JsonLayout::array) == "");
}

TEST_CASE("the list may be a member of an object, and nothing else of it is a line") {
  CHECK(lines("{\"n\": [{\"data\": [3]}], \"data\" : [{\"a\": 1}, {\"data\": [2]}], \"data2\": [4], \"b\": {}}",
              JsonLayout::data) == "{\"a\": 1}\n{\"data\": [2]}\n");
  CHECK(lines("{\"x\": {\"y\": [1, {}]}, \"data\": [[{}]]}", JsonLayout::data) == "[{}]\n");
}

TEST_CASE("an object without its list, with two of them or with what is no JSON beside it is none") {
  CHECK(lines("{\"x\": \"data\", \"y\": [1]}", JsonLayout::data) == "no list \"data\"");
  CHECK(lines("{\"x\": {\"data\": [{}]}}", JsonLayout::data) == "no list \"data\"");
  CHECK(lines("{\"data\": [1], \"data\": [2]}", JsonLayout::data) == "1\nnot JSON at byte 23: a second list \"data\"");
  const std::string beside = "1\nnot JSON beside the list \"data\"";
  CHECK(lines("{\"data\": [1] 2}", JsonLayout::data) == beside);
  CHECK(lines("{\"data\": [1], \"x\" [2]}", JsonLayout::data) == beside);
  CHECK(lines("{\"data\": [1],}", JsonLayout::data) == beside);
  CHECK(lines("{\"x\": tru, \"data\": [1]}", JsonLayout::data) == beside);
  CHECK(lines("{\"x\": 1}\n{\"data\": [1]}", JsonLayout::data) == "not JSON at byte 10: something follows the list");
}

TEST_CASE("values over several lines are a line each") {
  CHECK(lines("{\n\"a\": 1\n}\n{\n\"b\": 2\n}\n", JsonLayout::document) == "{ \"a\": 1 }\n{ \"b\": 2 }\n");
  CHECK(lines("{\n\"a\": 1\n}", JsonLayout::document) == "{ \"a\": 1 }");
}

TEST_CASE("what is no list of values is told with its place, behind the lines before") {
  CHECK(lines("[1, 2", JsonLayout::array) == "1\n2the list does not end");
  CHECK(lines("[1, 2,", JsonLayout::array) == "1\n2\nthe list does not end");
  CHECK(lines("[1,, 2]", JsonLayout::array) == "1\nnot JSON at byte 4: nothing before a comma");
  CHECK(lines("[1, ]", JsonLayout::array) == "1\nnot JSON at byte 5: nothing behind a comma");
  CHECK(lines("[1]]", JsonLayout::array) == "1\nnot JSON at byte 4: a bracket too many");
  CHECK(lines("[1] [2]", JsonLayout::array) == "1\nnot JSON at byte 5: something follows the list");
  CHECK(lines("[1] x", JsonLayout::array) == "1\nnot JSON at byte 5: something stands beside the list");
  CHECK(lines("[1}", JsonLayout::array) == "1not JSON at byte 3: the list ends with '}'");
  CHECK(lines("{\"data\": [1]", JsonLayout::data) == "1\nthe list does not end");
  CHECK(lines("{\n}{\n}", JsonLayout::document) == "{ }not JSON at byte 4: two values without a line between");
}

TEST_CASE("a line end inside of a string does not make two lines of it") {
  CHECK(lines("[\"a\nb\"]", JsonLayout::array) == "\"a\rb\"\n");
}

}  // namespace
}  // namespace electra::test
