// electra embed: its formats, and the inputs that it shares with other commands.
#include <doctest/doctest.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

using nlohmann::json;

const std::string model = golden("hf/model");

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    lines.push_back(text.substr(begin, text.find('\n', begin) - begin));
  }
  return lines;
}

std::vector<float> vector_of(const std::string& line) {
  return json::parse(line).at("embedding").get<std::vector<float>>();
}

RunResult embed(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin(), {"embed", "--quiet", "--model", model});
  return folder.electra(arguments, input);
}

TEST_CASE("all formats hold the same float32 numbers, a row for every text") {
  const Folder folder;
  const std::string input = "my school\n\nis down the long way\n";
  const RunResult objects = embed(folder, {}, input);
  CHECK(objects.code == 0);
  const std::vector<std::string> lines = lines_of(objects.out);
  REQUIRE(lines.size() == 3);
  CHECK(embed(folder, {"--output-format", "npy", "--output", "x.npy"}, input).code == 0);
  const std::string npy = folder.read("x.npy");
  const size_t width = vector_of(lines[0]).size();
  CHECK(npy.substr(0, 10) == std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  CHECK(npy.find("'shape': (3, " + std::to_string(width) + ")") != npy.npos);
  CHECK(npy[127] == '\n');
  REQUIRE(npy.size() == 128 + 3 * width * sizeof(float));
  const std::vector<std::string> rows = lines_of(embed(folder, {"--output-format", "tsv"}, input).out);
  for (size_t i = 0; i < 3; ++i) {
    std::vector<float> values(width);
    std::memcpy(values.data(), npy.data() + 128 + i * width * sizeof(float), width * sizeof(float));
    CHECK(vector_of(lines[i]) == values);
    std::string row = lines[i].substr(lines[i].find('[') + 1);
    row.resize(row.size() - 2);
    for (char& c : row) c = c == ',' ? '\t' : c;
    CHECK(rows[i] == row);
  }
}

TEST_CASE("columns by name and number, pairs and objects are the same texts") {
  const Folder folder;
  const std::string expected = embed(folder, {"--pair"}, "my school\tis \"down\"\nthe, way\tback\n").out;
  folder.write("a.tsv", "id\tone\ttwo\n7\tmy school\tis \"down\"\n8\tthe, way\tback\n");
  CHECK(embed(folder, {"--columns", "one,two", "a.tsv"}).out == expected);
  folder.write("b.tsv", "my school\tx\tis \"down\"\nthe, way\tx\tback\n");
  CHECK(embed(folder, {"--columns", "1,3", "b.tsv"}).out == expected);
  folder.write("c.csv", "two,one\n\"is \"\"down\"\"\",my school\nback,\"the, way\"\n");
  CHECK(embed(folder, {"--columns", "one,two", "c.csv"}).out == expected);
  folder.write("bom.csv", "\xEF\xBB\xBFone,two\r\nmy school,\"is \"\"down\"\"\"\r\n\"the, way\",back\r\n");
  CHECK(embed(folder, {"--columns", "one,two", "bom.csv"}).out == expected);
  folder.write("d.jsonl", R"({"text": "my school", "pair": "is \"down\""})"
                          "\n"
                          R"({"text": ["the,", "way"], "pair": ["back"]})"
                          "\n");
  CHECK(embed(folder, {"d.jsonl"}).out == expected);
  CHECK(embed(folder, {"--columns", "one,two", "--format", "tsv", "--no-filename", "a.tsv", "a.tsv"}).out ==
        expected + expected);
}

TEST_CASE("where some columns have names, a number is first of all a name") {
  const Folder folder;
  folder.write("a.tsv", "2\t1\ttext\nmy school\t0\tis down\nthe way\t0\tback\n");
  CHECK(embed(folder, {"--columns", "2,text", "a.tsv"}).out ==
        embed(folder, {"--pair"}, "my school\tis down\nthe way\tback\n").out);
  CHECK(embed(folder, {"--columns", "3,text", "a.tsv"}).out ==
        embed(folder, {"--pair"}, "is down\tis down\nback\tback\n").out);
  CHECK(embed(folder, {"--columns", "2,3", "a.tsv"}).out ==  // no header
        embed(folder, {"--pair"}, "1\ttext\n0\tis down\n0\tback\n").out);
}

TEST_CASE("bad records are named by file and line") {
  struct Case {
    std::string name, content;
    std::vector<std::string> arguments;
    std::string fault;
    int code;
  };
  const Case cases[] = {
      {"a.tsv", "x\ty\n1\t2\n1\n", {"--columns", "y"}, "a.tsv:3: 1 column, expected 2 as in the header", 1},
      {"a.tsv", "x\ty\n1\t2\n", {"--columns", "z"}, "embed: a.tsv: no column 'z', there is 'x', 'y'", 2},
      {"a.tsv", "1\t2\n1\n", {"--columns", "2"}, "a.tsv:2: 1 column, expected at least 2", 1},
      {"a.csv", "x\n\"1\n2\n", {"--columns", "x"}, "a.csv:2: a quoted cell does not end", 1},
      {"a.csv", "1\n2,3\n", {}, "a.csv:2: 2 columns, expected --columns to name those of the text", 1},
      {"a.csv", "\"1\"2,3\n", {}, "a.csv:1: something follows the quote that ends a cell", 1},
      {"a.jsonl", "{\"text\": \"x\"}\n{\"text\": \"x\n", {}, "a.jsonl:2: not JSON at byte 12: ", 1},
      {"a.jsonl", "{\"txt\": 1}\n", {}, "a.jsonl:1: no \"text\"", 1},
      {"a.txt", "x\n", {"--pair"}, "a.txt:1: 1 column, expected 2 with a TAB between", 1},
      {"a.txt", "x\n", {"--columns", "1,2,3"}, "embed: --columns: 3, expected one or two", 2},
      {"a.jsonl", "{}\n", {"--columns", "1"}, "a.jsonl:1: no \"1\"", 1},
      {"a.txt", "x\n", {"--output-format", "npy"}, "embed: npy needs --output FILE: ", 2},
      {"a.txt", "x\n", {"--output-format", "tsv", "--pooling", "none"}, "embed: --pooling none has a vector ", 2},
      {"a.txt", "x\n", {"--layer", "9"}, "embed: layer: 9, expected ", 2},
  };
  for (const Case& test : cases) {
    const Folder folder;
    folder.write(test.name, test.content);
    std::vector<std::string> arguments = test.arguments;
    arguments.push_back(test.name);
    const RunResult result = embed(folder, arguments);
    CHECK(result.err.substr(0, test.fault.size() + 9) == "electra: " + test.fault);
    CHECK(result.code == test.code);
  }
}

TEST_CASE("a skipped record keeps its place in every format") {
  const Folder folder;
  const std::string input = "a\tb\nx\nc\td\n";
  const auto run = [&](const char* format, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--pair", "--on-error", "skip", "--output-format", format});
    const RunResult result = embed(folder, more, input);
    CHECK(result.code == 3);
    return result.out;
  };
  CHECK(lines_of(run("jsonl"))[1] == "null");
  CHECK(lines_of(run("tsv"))[1] == "");
  run("npy", {"--output", "x.npy"});
  const std::string npy = folder.read("x.npy");
  CHECK(npy.find("'shape': (3, ") != npy.npos);
}

TEST_CASE("texts that are cut are counted in one warning") {
  const Folder folder;
  const RunResult result = folder.electra({"embed", "--model", model, "--max-length", "5"},
                                          "my school\nmy school is down the\nmy school is down the\n");
  CHECK(result.err == "electra: 2 texts longer than 5 tokens cut, first at <stdin>:2\n");
  CHECK(result.code == 0);
}

}  // namespace
}  // namespace electra::test
