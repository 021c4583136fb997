// "run" of a report: what was measured.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "cli/harness.h"
#include "electra/version.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json run_of(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.end(), {"--report", "r.json"});
  CHECK(folder.electra(arguments, input).code != 2);
  return json::parse(folder.read("r.json")).at("run");
}

std::string digest_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  internal::Sha256 hash;
  hash.add(std::as_bytes(std::span(bytes)));
  return hash.finish();
}

TEST_CASE("a report says what ran on what") {
  const Folder folder;
  fs::copy(golden("hf/seqcls-3"), folder.path() / "m", fs::copy_options::recursive);
  folder.write("a.jsonl", "{\"text\": \"my school\", \"label\": \"neutral\"}\n{}\n");
  folder.write("b.jsonl", "{\"text\": \"my\"}\n{\"text\": \"the city\", \"label\": \"neutral\"}\n");
  json run = run_of(folder, {"classify", "--model", "m", "--threads", "7", "--threads", "2", "--on-error", "skip",
                             "--rejects", "bad.tsv", "--output", "out", "--no-filename", "--precision", "int8",
                             "--all-scores=false", "a.jsonl", "b.jsonl"});
  CHECK(run.at("seconds").get<double>() > 0.0);
  run.erase("seconds");
  CHECK(run == json({{"electra", ELECTRA_VERSION},
                     {"command", "classify"},
                     {"flags",
                      {{"--all-scores", false},
                       {"--threads", "2"},
                       {"--precision", "int8"},
                       {"--on-error", "skip"},
                       {"--no-filename", true}}},
                     {"files", {"a.jsonl", "b.jsonl"}},
                     {"model",
                      {{"path", "m"},
                       {"directory", (fs::canonical(folder.path()) / "m").string()},
                       {"architecture", "ElectraForSequenceClassification"},
                       {"weights", json::array({{{"file", "model.safetensors"},
                                                 {"sha256", digest_of(folder.path() / "m/model.safetensors")}}})}}},
                     {"precision", "int8"},
                     {"threads", 2},
                     {"records", 4},
                     {"skipped", 1},
                     {"uncompared", 1},
                     {"tokens", 11}}));
}

TEST_CASE("runs that differ only in seconds differ in nothing else, also where they are read otherwise") {
  const Folder folder;
  std::string input;
  for (int i = 0; i < 300; ++i) {
    input += i % 7 == 0 ? "{}\n" : "{\"text\": \"He opened the [MASK].\", \"original\": \"door\"}\n";
  }
  const std::vector<std::string> arguments = {"fill-mask", "--threads", "2", "--on-error", "skip", "--format", "jsonl"};
  const auto report = [&] {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--report", "r.json"});
    CHECK(folder.electra(all, input).code == 3);
    json whole = json::parse(folder.read("r.json"));
    whole.at("run").erase("seconds");
    return whole;
  };
  const json first = report();
  CHECK(first == report());
  CHECK(first.at("run").at("records") == 300);
  CHECK(first.at("run").at("skipped") == 43);
  CHECK(first.at("run").at("tokens") == (300 - 43) * 7);
  CHECK(first.at("run").at("files") == json::array({"<stdin>"}));
  folder.write("in.jsonl", input);
  CHECK(folder
            .shell("(head -c 5000 in.jsonl; sleep 0.4; tail -c +5001 in.jsonl) | electra fill-mask --threads 2 "
                   "--on-error skip --format jsonl --report r.json")
            .code == 3);
  json piped = json::parse(folder.read("r.json"));
  piped.at("run").erase("seconds");
  CHECK(piped == first);
}

TEST_CASE("the table of --evaluate is of the metrics alone") {
  const Folder folder;
  const RunResult result =
      folder.electra({"classify", "--quiet", "--evaluate", "--report", "r.json", "--format", "jsonl"},
                     "{\"text\": \"fine\", \"label\": \"positive\"}\n");
  CHECK(result.err.find("run") == std::string::npos);
  CHECK(result.err.find("electra") == std::string::npos);
}

TEST_CASE("the demo model is named; a shard has a digest of its own") {
  const Folder folder;
  const std::string input = "{\"text\": \"my\", \"replaced\": []}\n";
  const json demo = run_of(folder, {"detect-replaced", "--format", "jsonl"}, input).at("model");
  CHECK(demo.at("path") == "electra-mini-discriminator");
  CHECK(fs::path(demo.at("directory").get<std::string>()).filename() == "electra-mini-discriminator");
  fs::copy(golden("hf/pretraining"), folder.path() / "m", fs::copy_options::recursive);
  fs::rename(folder.path() / "m/model.safetensors", folder.path() / "m/shard-1.safetensors");
  const std::string bytes = folder.read("m/shard-1.safetensors");
  uint64_t size = 0;  // of the header
  for (size_t i = 8; i-- > 0;) size = size << 8 | static_cast<unsigned char>(bytes[i]);
  json map;
  const json header = json::parse(bytes.substr(8, size));
  for (const auto& [name, tensor] : header.items()) {
    if (name != "__metadata__") map[name] = "shard-1.safetensors";
  }
  folder.write("m/model.safetensors.index.json", json({{"weight_map", map}}).dump());
  const json weights =
      run_of(folder, {"detect-replaced", "--format", "jsonl", "--model", "m"}, input).at("model").at("weights");
  CHECK(weights == json::array({{{"file", "shard-1.safetensors"},
                                 {"sha256", digest_of(folder.path() / "m/shard-1.safetensors")}}}));
}

TEST_CASE("a report of electra score says what was compared") {
  const Folder folder;
  folder.write("g.jsonl", "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"b\", \"label\": \"y\"}\n");
  const RunResult result = folder.electra(
      {"score", "classify", "-", "g.jsonl", "--output-format", "json", "--labels", "x,y"}, "x\t1\ny\t1\n");
  CHECK(result.err == "");
  CHECK(json::parse(result.out).at("run") == json({{"electra", ELECTRA_VERSION},
                                                   {"command", "score"},
                                                   {"flags", {{"--labels", "x,y"}, {"--output-format", "json"}}},
                                                   {"files", {"<stdin>", "g.jsonl"}},
                                                   {"records", 2}}));
}

}  // namespace
}  // namespace electra::test
