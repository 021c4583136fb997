// Taggers and files whose tags are not BIO: what inspect tells of them, spans, evaluation and scores.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/reports.h"
#include "cli/samples.h"

namespace electra::test {
namespace {

using nlohmann::json;

// The golden tagger with these labels, as the directory "m".
void write_tagger(const Folder& folder, const std::vector<std::string>& labels) {
  const std::filesystem::path source = golden("hf/tokencls"), model = folder.path() / "m";
  std::filesystem::create_directory(model);
  json config = read_json(source / "config.json");
  config.erase("label2id");
  for (size_t i = 0; i < labels.size(); ++i) config.at("id2label").at(std::to_string(i)) = labels[i];
  folder.write("m/config.json", config.dump());
  for (const char* file : {"model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"}) {
    std::filesystem::copy_file(source / file, model / file);
  }
}

constexpr const char* sentence = "school\nis\ndown\nthe\nlong\nway\nback\n";

// The spans that the tagger finds in a text: "TEXT|LABEL ".
std::string spans(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"tag", "--model", "m", "--output-format", "jsonl"});
  const RunResult result = folder.electra(arguments, "school is down the long way back\n");
  CHECK(result.err == "");
  const json object = json::parse(result.out);
  std::string found;
  for (const json& span : object.at("spans")) {
    found += span.at("text").get<std::string>() + "|" + span.at("label").get<std::string>() + " ";
  }
  return found;
}

json score(const Folder& folder, const std::string& predicted, const std::string& gold,
           std::vector<std::string> arguments) {
  folder.write("p.conll", predicted);
  folder.write("g.conll", gold);
  arguments.insert(arguments.begin(), {"score", "tag", "p.conll", "g.conll", "--output-format", "json"});
  const RunResult result = folder.electra(arguments);
  CHECK(result.code == 0);
  return metrics_in(result.out);
}

TEST_CASE("inspect names the scheme of a tagger's labels") {
  const std::pair<std::vector<std::string>, const char*> rows[] = {
      {{"O", "B-x", "I-x"}, "BIO (IOB2 or IOB1)"},
      {{"O", "I-x", "E-x"}, "IOE (IOE2 or IOE1)"},
      {{"O", "B-x", "I-x", "E-x", "S-x"}, "BIOES"},
      {{"O", "B-x", "I-x", "L-x", "U-x"}, "BILOU"},
      {{"O", "I-x", "I-y", "I-z", "I-w"}, "IO"},
      {{"O", "PER", "LOC", "ORG", "MISC"}, "types without letters (IO)"},
      {{"O", "PER-B", "PER-I", "LOC-B", "LOC-I"}, "BIO (IOB2 or IOB1), letter behind the type (PER-B)"}};
  for (const auto& [labels, name] : rows) {
    const Folder folder;
    std::vector<std::string> five = labels;
    five.resize(5, labels.back());
    write_tagger(folder, five);
    CHECK(json::parse(folder.electra({"inspect", "m", "--output-format", "jsonl"}).out).at("label_reading") ==
          json{name});
    CHECK(folder.electra({"inspect", "m"}).out.find("label reading    " + std::string(name) + "\n") !=
          std::string::npos);
  }
}

TEST_CASE("labels with their letter behind the type give types; --aggregate gives the pipeline's groups") {
  const Folder folder;
  write_tagger(folder, {"O", "x-B", "x-I", "y-B", "y-I"});
  CHECK(spans(folder, {}) == "school is|x down the|x long|y way|x back|y ");
  CHECK(spans(folder, {"--aggregate", "first"}) == "school is|I down|B the|I long|I way|I back|I ");
  CHECK(folder.electra({"tag", "--model", "m", "--format", "conll"}, sentence).out ==
        "school B-x\nis I-x\ndown B-x\nthe I-x\nlong B-y\nway B-x\nback B-y\n");
}

TEST_CASE("words that labels make spans of their own are not joined; --aggregate joins them as the pipeline does") {
  const Folder folder;
  write_tagger(folder, {"O", "B-x", "U-x", "L-x", "B-O"});
  CHECK(spans(folder, {}) == "school|x is|x down|x the|x way|x ");
  CHECK(spans(folder, {"--aggregate", "first"}) == "school is|x down|x the|x way|x ");
  CHECK(folder.electra({"tag", "--model", "m", "--format", "conll", "--scheme", "bioes"}, sentence).out ==
        "school S-x\nis S-x\ndown S-x\nthe S-x\nlong O\nway S-x\nback O\n");
}

TEST_CASE("--score-scheme counts the spans of an evaluation by a scheme") {
  const Folder folder;
  write_tagger(folder, {"O", "B-x", "U-x", "L-x", "U-y"});
  const auto support = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"tag", "--model", "m", "--format", "conll", "--report", "r.json"});
    CHECK(folder.electra(arguments, "school U-x\nis U-x\n").code == 0);
    return json::parse(folder.read("r.json")).at("types").at("x").at("support");
  };
  CHECK(support({}) == 1);  // seqeval's default
  CHECK(support({"--score-scheme", "bilou"}) == 2);
  const auto fault = [&](std::vector<std::string> arguments, const std::string& gold) {
    arguments.insert(arguments.begin(), {"tag", "--model", "m", "--format", "conll"});
    return folder.electra(arguments, "school " + gold + "\n").err;
  };
  CHECK(fault({"--evaluate"}, "x-U") ==
        "electra: <stdin>:1: tag 'x-U': the letter stands behind the type, expected before it as in the others\n");
  CHECK(fault({"--score-scheme", "bilou"}, "U-x") ==
        "electra: tag: --score-scheme needs --evaluate, --report or --plot\n");
}

TEST_CASE("score: the letter may stand behind the type") {
  const Folder folder;
  const std::string gold = "a x-B\nb x-I\nc O\nd y-B\n", predicted = "a x-B\nb x-I\nc O\nd O\n";
  const json report = score(folder, predicted, gold, {});
  CHECK(report.at("precision") == 1.0);
  CHECK(report.at("recall") == 0.5);
  CHECK(report.at("types").at("y").at("support") == 1);
  CHECK(score(folder, predicted, gold, {"--affix", "suffix"}) == report);
  CHECK(score(folder, predicted, gold, {"--scheme", "iob2"}) == report);
  CHECK_FALSE(score(folder, predicted, gold, {"--affix", "prefix"}).contains("types"));
  CHECK(folder.electra({"score", "tag", "p.conll", "g.conll"}).err ==
        "electra: tags are read with their letter behind the type (PER-B); --affix prefix reads them otherwise\n");
}

TEST_CASE("score: the strict scheme of the file's tags decides which spans there are") {
  const Folder folder;
  const auto support = [&](const std::string& gold, const std::string& scheme) {
    return score(folder, gold, gold, {"--scheme", scheme}).at("types").at("x").at("support");
  };
  CHECK(support("a U-x\nb U-x\nc B-x\nd L-x\n", "bilou") == 3);
  CHECK(support("a I-x\nb B-x\nc I-x\n", "iob1") == 2);
  CHECK(support("a I-x\nb E-x\nc E-x\n", "ioe2") == 2);
  CHECK(support("a I-x\nb E-x\nc I-x\n", "ioe1") == 2);
  const std::string named = "a PER\nb O\nc PER\n";
  CHECK(score(folder, named, named, {"--scheme", "lenient"}).at("types").at("ER").at("support") == 2);
  CHECK_FALSE(score(folder, named, named, {}).contains("types"));
}

TEST_CASE("score: tags that a scheme or a side cannot read are refused with their line") {
  const Folder folder;
  folder.write("ends.conll", "a B-x\nb E-x\n");
  folder.write("mixed.conll", "a B-x\nb x-I\n");
  folder.write("behind.conll", "a x-B\nb x-E\n");
  const auto fault = [&](const std::string& file, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"score", "tag", file, file});
    const RunResult result = folder.electra(arguments);
    CHECK(result.code != 0);
    return result.err;
  };
  CHECK(fault("ends.conll", {"--scheme", "iob2"}) ==
        "electra: ends.conll:2: tag 'E-x': expected one of the letters IOB before the type: choose a scheme that has "
        "it\n");
  CHECK(fault("mixed.conll", {}) ==
        "electra: mixed.conll:2: tag 'x-I': the letter stands behind the type, expected before it as in the others\n");
  CHECK(fault("behind.conll", {"--scheme", "google", "--quiet"}) ==
        "electra: score: scheme google: the tags have their letter behind the type (PER-B), which Google's code does "
        "not read\n");
}

}  // namespace
}  // namespace electra::test
