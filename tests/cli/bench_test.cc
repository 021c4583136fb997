// electra bench: its rows, what they say, and what it refuses. No number of it is a test.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

using nlohmann::json;

std::vector<json> rows_of(std::vector<std::string> arguments) {
  const Folder folder;
  arguments.insert(arguments.begin(), {"bench", "--milliseconds", "1", "--output-format", "jsonl", "--quiet"});
  const RunResult result = folder.electra(arguments);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  std::vector<json> rows;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) rows.push_back(json::parse(line));
  return rows;
}

TEST_CASE("a row for every precision, which compares with f32") {
  for (const char* model : {"hf/pretraining", "hf/maskedlm", "hf/seqcls-3", "hf/seqcls-regression", "hf/tokencls",
                            "hf/qa", "hf/multiplechoice-first", "hf/model"}) {
    CAPTURE(model);
    const std::set<std::string> without_decisions = {"hf/model", "hf/seqcls-regression", "hf/multiplechoice-first"};
    const std::vector<json> rows = rows_of({"--model", golden(model), "--threads", "2"});
    REQUIRE(rows.size() == 3);
    for (const json& row : rows) {
      CAPTURE(row.dump());
      CHECK(row.at("threads") == 2);
      for (const char* text : {"short", "mixed", "long"}) {
        CHECK(row.at("tokens_per_second").at(text) > 0.0);
        CHECK(row.at("share_of_products").at(text) > 0.0);
      }
      CHECK(row.at("peak_bytes") > 1'000'000);
      CHECK(row.at("cosine") > 0.99);
      CHECK(row.at("agreement").is_null() == without_decisions.contains(model));
    }
    CHECK(rows[0].at("precision") == "f32");
    CHECK(rows[0].at("cosine").get<double>() == doctest::Approx(1.0));
    if (!rows[0].at("agreement").is_null()) CHECK(rows[0].at("agreement") == 1.0);
    CHECK(rows[1].at("precision") == "bf16");
    CHECK(rows[2].at("precision") == "int8");
    CHECK(rows[2].at("cosine") < 1.0);
    CHECK(std::ranges::count_if(rows, [](const json& row) { return row.at("automatic") == true; }) == 1);
  }
}

TEST_CASE("--precision and --threads choose rows; a model in int8 has all of them") {
  const std::vector<json> one = rows_of({"--model", golden("hf/seqcls-3"), "--precision", "int8", "--threads", "1"});
  REQUIRE(one.size() == 1);
  CHECK(one[0].at("precision") == "int8");
  CHECK(one[0].at("cosine") < 1.0);
  const Folder folder;
  CHECK(folder.electra({"convert", golden("hf/seqcls-3"), "small", "--dtype", "int8", "--quiet"}).code == 0);
  const RunResult text = folder.electra({"bench", "--model", "small", "--milliseconds", "1", "--threads", "1"});
  CHECK(text.err == "");
  CHECK(text.code == 0);
  CHECK(std::ranges::count(text.out, '\n') == 1 + 3 + 1);
  CHECK(text.out.starts_with("precision  threads  "));
  CHECK(text.out.find("\n--precision auto is ") != std::string::npos);
}

TEST_CASE("what cannot be measured is refused in one line") {
  const Folder folder;
  const RunResult missing = folder.electra({"bench", "--model", "none"});
  CHECK(missing.code == 1);
  CHECK(std::ranges::count(missing.err, '\n') == 1);
  CHECK(folder.electra({"bench", "--milliseconds", "0"}).code == 2);
  const RunResult full =
      folder.electra({"bench", "--milliseconds", "1", "--model", golden("hf/model"), "--output", "/dev/full"});
  CHECK(full.code == 1);
  CHECK(full.err.find("no space left on device") != std::string::npos);
}

}  // namespace
}  // namespace electra::test
