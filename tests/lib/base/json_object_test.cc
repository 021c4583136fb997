#include "base/json_object.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "lib/base/error_of.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

// What `read` of the object is refused with.
template <typename Read>
std::string fault(const std::string& text, Read read) {
  const json parsed = json::parse(text);
  return error_of(ErrorKind::model, [&] { read(JsonObject(parsed, "f.json", ErrorKind::model)); });
}

TEST_CASE("members are read by type") {
  const json parsed = json::parse(R"({"b": true, "i": -3, "n": 2.5, "s": "é", "l": ["x", "y"], "o": {"k": 1}})");
  const JsonObject object(parsed, "f.json", ErrorKind::model);
  CHECK(object.boolean("b") == true);
  CHECK(object.integer("i") == -3);
  CHECK(object.need_integer("i", -3, -3) == -3);
  CHECK(object.number("n") == 2.5);
  CHECK(object.number("i", -3, 0) == -3);
  CHECK(object.string("s") == "é");
  CHECK(object.need_number("n") == 2.5);
  CHECK(object.need_string("s") == "é");
  CHECK(object.strings("l") == std::vector<std::string>{"x", "y"});
  CHECK(object.need_list("l").size() == 2);
  CHECK(object.object("o")->integer("k") == 1);
  CHECK(object.has("o"));
  CHECK(object.json() == parsed);
}

TEST_CASE("an absent member and null are nothing") {
  const json parsed = json::parse(R"({"null": null})");
  const JsonObject object(parsed, "f.json", ErrorKind::model);
  for (const char* key : {"null", "absent"}) {
    CHECK(object.find(key) == nullptr);
    CHECK_FALSE(object.has(key));
    CHECK(object.boolean(key) == std::nullopt);
    CHECK(object.integer(key, 1, 2) == std::nullopt);
    CHECK(object.number(key, 1, 2) == std::nullopt);
    CHECK(object.string(key) == std::nullopt);
    CHECK(object.strings(key) == std::nullopt);
    CHECK(object.object(key).has_value() == false);
  }
}

TEST_CASE("null is refused where that is asked for, and absence still is nothing") {
  const auto null = [](auto read) {
    return fault(R"({"k": null})", [&](const JsonObject& o) { read(o.refusing_null()); });
  };
  CHECK(null([](const JsonObject& o) { o.boolean("k"); }) == "f.json: 'k' is null, expected true or false");
  CHECK(null([](const JsonObject& o) { o.integer("k"); }) == "f.json: 'k' is null, expected an integer");
  CHECK(null([](const JsonObject& o) { o.number("k"); }) == "f.json: 'k' is null, expected a number");
  CHECK(null([](const JsonObject& o) { o.string("k"); }) == "f.json: 'k' is null, expected a string");
  CHECK(null([](const JsonObject& o) { o.strings("k"); }) == "f.json: 'k' is null, expected a list of strings");
  CHECK(null([](const JsonObject& o) { o.object("k"); }) == "f.json: 'k' is null, expected an object");
  const json parsed = json::parse("{}");
  CHECK(JsonObject(parsed, "", ErrorKind::model).refusing_null().integer("k") == std::nullopt);
}

TEST_CASE("a member that has to be there may be neither absent nor null") {
  CHECK(fault("{}", [](const JsonObject& o) { o.need_integer("k", 1); }) == "f.json: no \"k\"");
  CHECK(fault("{}", [](const JsonObject& o) { o.need_number("k"); }) == "f.json: no \"k\"");
  CHECK(fault("{}", [](const JsonObject& o) { o.need_string("k"); }) == "f.json: no \"k\"");
  CHECK(fault("{}", [](const JsonObject& o) { o.need_list("k"); }) == "f.json: no \"k\"");
  const std::string null = R"({"k": null})";
  CHECK(fault(null, [](const JsonObject& o) { o.need_integer("k", 1); }) ==
        "f.json: 'k' is null, expected an integer, at least 1");
  CHECK(fault(null, [](const JsonObject& o) { o.need_number("k"); }) == "f.json: 'k' is null, expected a number");
  CHECK(fault(null, [](const JsonObject& o) { o.need_string("k"); }) == "f.json: 'k' is null, expected a string");
  CHECK(fault(null, [](const JsonObject& o) { o.need_list("k"); }) == "f.json: 'k' is null, expected a list");
}

TEST_CASE("another type is refused with the value and what is expected") {
  const std::string one = R"({"k": 1})";
  CHECK(fault(one, [](const JsonObject& o) { o.boolean("k"); }) == "f.json: 'k' is 1, expected true or false");
  CHECK(fault(one, [](const JsonObject& o) { o.string("k"); }) == "f.json: 'k' is 1, expected a string");
  CHECK(fault(one, [](const JsonObject& o) { o.strings("k"); }) == "f.json: 'k' is 1, expected a list of strings");
  CHECK(fault(one, [](const JsonObject& o) { o.object("k"); }) == "f.json: 'k' is 1, expected an object");
  CHECK(fault(one, [](const JsonObject& o) { o.need_list("k"); }) == "f.json: 'k' is 1, expected a list");
  CHECK(fault(one, [](const JsonObject& o) { o.refuse("k", "two"); }) == "f.json: 'k' is 1, expected two");
  CHECK(fault(R"({"k": ["a", 2]})", [](const JsonObject& o) { o.strings("k"); }) ==
        "f.json: 'k' has 2, expected a string");
  CHECK(fault(R"({"k": "1"})", [](const JsonObject& o) { o.number("k"); }) ==
        "f.json: 'k' is \"1\", expected a number");
}

TEST_CASE("an integer is whole, fits 64 bits and stays in its bounds") {
  const std::pair<const char*, const char*> rows[] = {
      {"1.0", "1.0"}, {"true", "true"}, {"\"1\"", "\"1\""}, {"18446744073709551615", "18446744073709551615"}};
  for (const auto& [value, quoted] : rows) {
    CHECK(fault(std::string("{\"k\": ") + value + "}", [](const JsonObject& o) { o.integer("k"); }) ==
          std::string("f.json: 'k' is ") + quoted + ", expected an integer");
  }
  CHECK(fault(R"({"k": 0})", [](const JsonObject& o) { o.integer("k", 1); }) ==
        "f.json: 'k' is 0, expected an integer, at least 1");
  for (const char* text : {R"({"k": 0})", R"({"k": 4})"}) {
    CHECK(
        fault(text, [](const JsonObject& o) { o.integer("k", 1, 3); }).ends_with(", expected an integer from 1 to 3"));
  }
  const json parsed = json::parse(R"({"least": -9223372036854775808, "most": 9223372036854775807})");
  const JsonObject object(parsed, "", ErrorKind::model);
  CHECK(object.integer("least") == std::numeric_limits<int64_t>::min());
  CHECK(object.integer("most") == std::numeric_limits<int64_t>::max());
}

TEST_CASE("a number stays in its bounds") {
  for (const char* text : {R"({"k": -0.1})", R"({"k": 1.5})", R"({"k": []})"}) {
    CHECK(fault(text, [](const JsonObject& o) { o.number("k", 0, 1); }).ends_with(", expected a number from 0 to 1"));
  }
  for (const char* text : {R"({"k": -1})", R"({"k": 1e300})"}) {
    CHECK(fault(text, [](const JsonObject& o) {
            o.number("k", 0, 3e38);
          }).ends_with(", expected a finite number, at least 0"));
  }
}

TEST_CASE("messages say where the object stands, as far as it is known") {
  CHECK(fault(R"({"a": {"b": {"c": 1}}})", [](const JsonObject& o) { o.object("a")->object("b")->need_string("c"); }) ==
        "f.json: 'a': 'b': 'c' is 1, expected a string");
  const json parsed = json::parse(R"({"a": {"b": 1}})");
  const JsonObject record(parsed, "", ErrorKind::input);
  CHECK(error_of(ErrorKind::input, [&] { record.string("a"); }) == "'a' is {\"b\":1}, expected a string");
  CHECK(error_of(ErrorKind::input, [&] { record.object("a")->string("b"); }) == "'a': 'b' is 1, expected a string");
  CHECK(error_of(ErrorKind::input, [&] { record.need_string("c"); }) == "no \"c\"");
  CHECK(error_of(ErrorKind::input, [&] { record.fail("is odd"); }) == "is odd");
}

TEST_CASE("what is no object is refused") {
  for (const char* text : {"[]", "7", "null"}) {
    CHECK(fault(text, [](const JsonObject&) {}) == std::string("f.json: ") + text + ", expected an object");
  }
}

}  // namespace
}  // namespace electra
