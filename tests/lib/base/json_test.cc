#include "base/json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/json_handler.h"
#include "base/utf8.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

std::string fault(const std::string& text) {
  return error_of(ErrorKind::model, [&] { parse_json(text, "f.json"); });
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST_CASE("a file of JSON is parsed") {
  const TemporaryDirectory folder;
  CHECK(parse_json_file(folder.file("a.json", " {\"k\": [1, \"\\u00e9\"]}\n"))["k"][1] == "é");
}

TEST_CASE("of a repeated key the last value counts") { CHECK(parse_json("{\"k\":1,\"k\":2}", "f")["k"] == 2); }

TEST_CASE("a byte order mark is skipped") { CHECK(parse_json("\xEF\xBB\xBF{}", "f").is_object()); }

TEST_CASE("the numbers that Python writes and JSON lacks are read") {
  const auto json =
      parse_json(R"([1, NaN, -2.5e3, {"NaN": Infinity, "a": [-Infinity]}, 7, 1e9, "NaN, \"Infinity"])", "f");
  CHECK(std::isnan(json[1].get<double>()));
  CHECK(json[3]["NaN"] == std::numeric_limits<double>::infinity());
  CHECK(json[3]["a"][0] == -std::numeric_limits<double>::infinity());
  CHECK(json[0] == 1);
  CHECK(json[2] == -2500.0);
  CHECK(json[4] == 7);
  CHECK(json[5] == 1e9);
  CHECK(json[6] == "NaN, \"Infinity");
  CHECK(std::isnan(parse_json("NaN", "f").get<double>()));
  CHECK(quote_json(json[1]) == "NaN");
  CHECK(quote_json(json[3]["a"][0]) == "-Infinity");
}

TEST_CASE("what only looks like such a number is refused") {
  for (const char* text : {"NaNa", "-NaN", "+Infinity", "nan", "Infinit", "--Infinity", "NaN NaN", "[1 NaN]",
                           "{NaN: 1}", "NaN1", "1NaN", "N aN", "[NaN", "\"NaN", "\"NaN\\"}) {
    CAPTURE(text);
    CHECK(fault(text).starts_with("f.json: not JSON at byte "));
  }
  CHECK(fault("[NaN, -Infinity, x]").starts_with("f.json: not JSON at byte 18 (line 1), near \"[NaN, -Infinity, x]\""));
}

TEST_CASE("what is not JSON is refused with its place") {
  CHECK(fault("") == "f.json: empty file, expected JSON");
  CHECK(fault("{\"a\": 1,\n \"b\": Nan}") ==
        "f.json: not JSON at byte 16 (line 2), near \"{\\\"a\\\": 1,\\n \\\"b\\\": Nan}\": syntax error while parsing "
        "value - "
        "invalid literal");
  CHECK(fault("{} {}").starts_with("f.json: not JSON at byte 4 (line 1), near \"{} {}\": syntax error"));
  CHECK(fault("1e999") == "f.json: not JSON: number overflow parsing '1e999'");
  CHECK(fault("version https://git-lfs.github.com/spec/v1\n") ==
        "f.json: a Git LFS pointer, expected the file: run git lfs pull");
}

TEST_CASE("malformed UTF-8 is refused, and the message is well-formed") {
  const std::string message = fault("{\"a\": \"\xE9\xE9\"}");
  CHECK(message.find("ill-formed UTF-8") != std::string::npos);
  CHECK(is_utf8(message));
}

TEST_CASE("nesting has a limit") {
  CHECK(parse_json(nested(max_json_depth), "f").is_array());
  CHECK(fault(nested(max_json_depth + 1)) == "f.json: nested deeper than 64 levels");
  CHECK(fault(std::string(1'000'000, '[')) == "f.json: nested deeper than 64 levels");
}

TEST_CASE("what stands side by side is not nested") {
  std::string objects = "[{}";
  for (size_t i = 0; i < 2 * max_json_depth; ++i) objects += ",{\"a\":[]}";
  CHECK(parse_json(objects + "]", "f").size() == 2 * max_json_depth + 1);
}

TEST_CASE("a record is told from what is none without its place") {
  const auto record_fault = [](std::string_view text) {
    return error_of(ErrorKind::input, [&] { parse_json_record(text); });
  };
  CHECK(parse_json_record(R"({"a": [1, {"b": null}], "a": 2})") == nlohmann::json({{"a", 2}}));
  CHECK(record_fault("").starts_with("not JSON at byte 1: syntax error"));
  CHECK(record_fault("{\"a\": NaN}").starts_with("not JSON at byte 7: syntax error"));
  CHECK(record_fault("1e999") == "not JSON: number overflow parsing '1e999'");
  CHECK(record_fault(std::string_view("{}\0x", 4)) == "not JSON at byte 3: a NUL");
  CHECK(record_fault(std::string(1'000'000, '[')) == "nested deeper than 64 levels");
}

TEST_CASE("keys are told in their order") {
  const auto keys = [](const char* text) { return keys_in_order(text, "k"); };
  using Keys = std::vector<std::string>;
  CHECK(keys(R"({"a": {"x": 1}, "k": {"z": {"k": {"y": 1}}, "b": NaN, "z": 2}, "c": 1})") == Keys{"z", "b"});
  CHECK(keys(R"({"k": {"z": 1}, "k": {"a": 1, "z": 1}})") == Keys{"a", "z"});
  CHECK(keys(R"({"a": {"k": {"z": 1}}})") == Keys{});
}

TEST_CASE("size has a limit") {
  const TemporaryDirectory folder;
  const auto path = folder.file("a.json", "[1, 2, 3]");
  CHECK(parse_json_file(path, 9).size() == 3);
  CHECK(error_of(ErrorKind::model, [&] { parse_json_file(path, 8); }) ==
        path.string() + ": 9 bytes, expected at most 8");
}

TEST_CASE("a missing file is named") {
  CHECK(error_of(ErrorKind::io, [] { parse_json_file("no/such.json"); }) ==
        "no/such.json: cannot open: no such file or directory");
}

TEST_CASE("every beginning of a text is refused") {
  const std::string text = "{\"a\": [1, -2.5e3, true, null, \"x\\n\\u0041\"], \"b\": {}}";
  for (size_t length = 0; length < text.size(); ++length) CHECK(fault(text.substr(0, length)) != "no error");
}

TEST_CASE("values are quoted short") {
  CHECK(quote_json("a\nb") == "\"a\\nb\"");
  CHECK(quote_json("\u009b\u202e\x7f") == "\"\\u009b\\u202e\\x7f\"");
  CHECK(quote_json(std::string(100, 'x')) == "\"" + std::string(59, 'x') + "...");
  CHECK(is_utf8(quote_json(std::string(31, 'x') + "ééééééééééééééééééééééé")));
  CHECK(quote_json(nlohmann::json(std::vector<int>(100))) == "[...]");
}

TEST_CASE("integers outside of the bounds are none, those above 2^63 among them") {
  const auto number = [](const char* text) { return integer_of(nlohmann::json::parse(text), 0, 9); };
  CHECK(number("9") == 9);
  for (const char* text : {"-1", "10", "1.0", "\"1\"", "9223372036854775808", "18446744073709551615", "null"}) {
    CAPTURE(text);
    CHECK_FALSE(number(text).has_value());
  }
  CHECK(integer_of(nlohmann::json::parse("-9223372036854775808")) == std::numeric_limits<int64_t>::min());
  CHECK_FALSE(integer_of(nlohmann::json::parse("9223372036854775808")).has_value());
}

}  // namespace
}  // namespace electra
