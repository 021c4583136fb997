#include "converters/google/label_file.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "converters/opened.h"
#include "converters/google/pickle.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

using namespace std::string_literals;
using Labels = std::vector<std::string>;

Labels parse(const std::string& file) { return parse_labels(std::as_bytes(std::span(file)), "labels"); }
std::string fault_of(const std::string& file) {
  return error_of(ErrorKind::model, [&] { parse(file); });
}

const std::vector<std::string> pickles = {"chunk_label_mapping.pkl", "chunk_label_mapping.protocol0.pkl",
                                          "chunk_label_mapping.protocol2.pkl", "chunk_label_mapping.protocol3.pkl",
                                          "chunk_label_mapping.protocol4.pkl"};

TEST_CASE("Google's label pickles of every protocol") {
  const auto mapping = nlohmann::json::parse(read_file(google("finetuned-chunk/label_mapping.json")));
  Labels expected(mapping.size());
  for (const auto& [name, index] : mapping.items()) expected[index.get<size_t>()] = name;
  for (const std::string& pickle : pickles) {
    CAPTURE(pickle);
    CHECK(parse(read_file(google("finetuned-chunk/" + pickle))) == expected);
  }
  CHECK(parse(read_file(google("finetuned-chunk/label_mapping.json"))) == expected);
}

TEST_CASE("pickles of Python 2") {
  CHECK(parse("(dp0\nS'B'\np1\nI1\nsS'A'\np2\nI0\ns.") == Labels{"A", "B"});
  CHECK(parse("\x80\2}q\0(U\1Aq\1K\0U\1Bq\2K\1u."s) == Labels{"A", "B"});
  CHECK(parse("\x80\2}T\1\0\0\0AM\0\0s."s) == Labels{"A"});
  CHECK(parse("\x80\2}U\1A\x8A\1\0s."s) == Labels{"A"});
}

TEST_CASE("a pickle that is cut short or damaged is an error or other labels, never worse") {
  for (const std::string& pickle : pickles) {
    const std::string good = read_file(google("finetuned-chunk/" + pickle));
    for (size_t size = 1; size < good.size(); ++size) {
      const std::string fault = error_of(ErrorKind::model, [&] { parse_label_pickle(good.substr(0, size), "labels"); });
      REQUIRE(fault.starts_with("labels: pickle, byte "));
    }
    for (size_t i = 0; i < good.size(); ++i) {
      std::string damaged = good;
      damaged[i] = static_cast<char>(damaged[i] ^ 0x11);
      try {
        parse(damaged);
      } catch (const Error& error) {
        REQUIRE(std::string(error.what()).starts_with("labels: "));
      }
    }
  }
}

TEST_CASE("no pickle calls a function") {
  CHECK(fault_of("\x80\2cos\nsystem\nU\2ls\x85R."s) ==
        "labels: pickle, byte 2: opcode 0x63, expected a dict from label to index");
  CHECK(fault_of("\x80\2}U\1AU\1Bs."s).find("an item that is not a label and an index") != std::string::npos);
  CHECK(fault_of("\x80\2]."s).find("opcode 0x5d") != std::string::npos);
  CHECK(fault_of("\x80\7}."s).find("protocol 7") != std::string::npos);
  CHECK(fault_of("\x80\2}}."s).find("a second dict") != std::string::npos);
  CHECK(fault_of("\x80\2}h\7."s).find("recalls 7") != std::string::npos);
  CHECK(fault_of("\x80\2K\1."s).find("not a dict") != std::string::npos);
  CHECK(fault_of("\x80\2}.x"s).find("1 bytes behind the end") != std::string::npos);
}

TEST_CASE("labels as JSON") {
  CHECK(parse(R"(["x", "y"])") == Labels{"x", "y"});
  CHECK(parse(R"( {"y": 1, "x": 0})") == Labels{"x", "y"});
  CHECK(parse(R"({"0": "x", "1": "y"})") == Labels{"x", "y"});
  CHECK(parse("\xEF\xBB\xBF[\"x\"]") == Labels{"x"});
  CHECK(fault_of(R"(["x", 1])") == "labels: 1 in the list, expected a name");
  CHECK(fault_of(R"({"x": "y"})") == "labels: 'x' is \"y\", expected a label and its index");
  CHECK(fault_of("[\"x\",").starts_with("labels: not JSON at byte"));
}

TEST_CASE("labels one a line") {
  CHECK(parse("x\ny z\n") == Labels{"x", "y z"});
  CHECK(parse("\xEF\xBB\xBFx\r\ny") == Labels{"x", "y"});
}

TEST_CASE("labels that cannot be are refused") {
  CHECK(fault_of("") == "labels: 0 labels, expected 1 to 1048576");
  CHECK(fault_of("x\n\ny\n") == "labels: label 1: '', expected plain text");
  CHECK(fault_of("x\ny\nx\n") == "labels: label 'x' is there twice");
  CHECK(fault_of("x\ta\n") == "labels: label 0: 'x\\x09a', expected plain text");
  CHECK(fault_of("\xFF\n").find("expected plain text") != std::string::npos);
  CHECK(fault_of(R"({"x": 0, "y": 2})") == "labels: label 'y' has index 2, expected 0 to 1");
  CHECK(fault_of(R"({"a\nb": 18446744073709551615})") ==
        R"(labels: 'a\x0ab' is 18446744073709551615, expected a label and its index)");
  CHECK(fault_of(R"({"x": 1, "y": 1})") == "labels: labels 'x' and 'y' both have index 1");
}

}  // namespace
}  // namespace electra::converters
