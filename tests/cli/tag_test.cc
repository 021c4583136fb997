// electra tag: Transformers' pipeline and Google's chunker, CoNLL files and lines of text, evaluation, bad records.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/samples.h"

namespace electra::test {
namespace {

using nlohmann::json;

RunResult tag(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin(), {"tag", "--quiet"});
  return folder.electra(arguments, input);
}

// The last column of every sentence.
std::vector<std::vector<std::string>> last_columns(const std::string& conll) {
  std::vector<std::vector<std::string>> sentences(1);
  std::istringstream lines(conll);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      sentences.emplace_back();
    } else {
      sentences.back().push_back(line.substr(line.find_last_of(" \t") + 1));
    }
  }
  if (sentences.back().empty()) sentences.pop_back();
  return sentences;
}

TEST_CASE("spans of text are those of Transformers' pipeline, whatever the aggregation") {
  const Folder folder;
  const json cases = read_json(golden("models/tag_pipeline.json"));
  for (const std::string aggregate : {"none", "simple", "first", "average", "max"}) {
    CAPTURE(aggregate);
    std::string texts;
    std::vector<json> expected;
    for (const json& one : cases) {
      if (one.at("aggregate") != aggregate) continue;
      texts += one.at("text").get<std::string>() + "\n";
      expected.push_back(one.at("spans"));
    }
    const RunResult result =
        tag(folder, {"--aggregate", aggregate, "--offsets", "chars", "--output-format", "jsonl"}, texts);
    std::istringstream lines(result.out);
    std::string line;
    for (const json& spans : expected) {
      REQUIRE(std::getline(lines, line));
      const json ours = json::parse(line).at("spans");
      CAPTURE(line);
      REQUIRE(ours.size() == spans.size());
      for (size_t i = 0; i < spans.size(); ++i) {
        CHECK(ours[i].at("start") == spans[i][0]);
        CHECK(ours[i].at("end") == spans[i][1]);
        CHECK(ours[i].at("label") == spans[i][2]);
        CHECK(std::abs(ours[i].at("score").get<double>() - spans[i][3].get<double>()) < 1e-4);
      }
    }
  }
}

// A CJK word is one word to Google's taggers, and one without pieces takes the next piece's position.
TEST_CASE("a converted chunker of Google's tags every sentence that Google did not cut as it does") {
  const Folder folder;
  const std::string source = golden("google/finetuned-chunk");
  REQUIRE(folder
              .electra({"convert", source + "/ckpt", "m", "--config", source + "/config.json", "--vocab",
                        source + "/vocab.txt", "--labels", source + "/label_mapping.json"})
              .code == 0);
  std::string input;
  const json sentences = read_json(golden("google/finetuned-chunk/predictions.json"));
  for (const json& sentence : sentences) {
    for (size_t i = 0; i < sentence.at("words").size(); ++i) {
      input += sentence["words"][i].get<std::string>() + " " + sentence["gold_bioes"][i].get<std::string>() + "\n";
    }
    input += "\n";
  }
  const auto tags = [&](const char* scheme) {
    return last_columns(
        tag(folder, {"--model", "m", "--tokenizer", "google", "--format", "conll", "--scheme", scheme}, input).out);
  };
  const auto raw = tags("raw");
  const auto bio = tags("bio");
  size_t whole = 0;
  for (size_t i = 0; i < sentences.size(); ++i) {
    if (sentences[i].at("n_tagged") != sentences[i].at("n_words")) {
      CHECK(raw[i].size() == sentences[i].at("n_words"));  // Google leaves words untagged, we do not
      continue;
    }
    ++whole;
    CHECK(raw[i] == sentences[i].at("pred_bioes").get<std::vector<std::string>>());
    CHECK(bio[i] == sentences[i].at("pred_bio_of_spans").get<std::vector<std::string>>());
  }
  CHECK(whole == 4);
}

TEST_CASE("comments, empty lines and -DOCSTART- stay where they are") {
  const Folder folder;
  const RunResult result =
      tag(folder, {"--format", "conll"},
          "-DOCSTART- -X- O\n\n# text = In Japan\nIn IN O\nJapan NNP B-LOC\n\n\nBerlin\tNNP\tB-LOC");
  CHECK(result.out ==
        "-DOCSTART- -X- O O\n\n# text = In Japan\nIn IN O O\nJapan NNP B-LOC B-LOC\n\n\nBerlin\tNNP\tB-LOC\tB-LOC\n");
  CHECK(tag(folder, {"--format", "conll", "--scheme", "bioes"}, "Angela\nMerkel\nwas\nborn\nin\nHamburg\n.\n").out ==
        "Angela B-PER\nMerkel E-PER\nwas O\nborn O\nin O\nHamburg S-LOC\n. O\n");
  CHECK(tag(folder, {"--format", "conll"}, "").out == "");
}

TEST_CASE("CoNLL-U is told by its content: the word is the second column, and ranges and empty nodes are no words") {
  const Folder folder;
  const auto line = [](const std::string& id, const std::string& word, const std::string& upos) {
    return id + "\t" + word + "\t_\t" + upos + "\t_\t_\t0\t_\t_\t_";
  };
  const std::string input = "# sent_id = 1\n#text=Japan\n" + line("1-2", "aux", "_") + "\n" + line("1", "In", "O") +
                            "\n" + line("1.1", "gone", "_") + "\n" + line("2", "Japan", "B-LOC") + "\n\n";
  const std::string output = "# sent_id = 1\n#text=Japan\n" + line("1-2", "aux", "_") + "\tO\n" + line("1", "In", "O") +
                             "\tO\n" + line("1.1", "gone", "_") + "\tO\n" + line("2", "Japan", "B-LOC") + "\tB-LOC\n\n";
  const RunResult told = folder.electra({"tag", "--evaluate"}, input);
  CHECK(told.out == output);
  CHECK(told.err.find("electra: <stdin>: read as conllu\n") != std::string::npos);
  CHECK(told.err.find("word_accuracy  1.0000") != std::string::npos);
  CHECK(tag(folder, {"--format", "conll", "--word-column", "2"}, "1 In O\n2 Japan B-LOC\n").out ==
        "1 In O O\n2 Japan B-LOC B-LOC\n");
  CHECK(tag(folder, {"--format", "conll"}, line("1", "In", "O") + "\n").err ==
        "electra: tag: <stdin>: CoNLL-U, expected the word in the first column: --format conllu reads it\n");
  CHECK(tag(folder, {"--format", "conll", "--word-column", "3"}, "a b\n").err ==
        "electra: <stdin>:1: 2 columns, expected the word in column 3\n");
  CHECK(tag(folder, {"--format", "text", "--word-column", "2"}, "a\n").code == 2);
}

TEST_CASE("files with the endings of CoNLL are read as such") {
  const Folder folder;
  for (const std::string ending : {"conll", "iob", "iob2", "bio", "bioes"}) {
    CAPTURE(ending);
    folder.write("words." + ending, "Japan O\n");
    const RunResult result = tag(folder, {"words." + ending});
    CHECK(result.out == "Japan O B-LOC\n");
    CHECK(result.err == "");
    CHECK(result.code == 0);
  }
}

TEST_CASE("a file has columns of its own, and its end is the end of a sentence") {
  const Folder folder;
  folder.write("one.conll", "Japan\tB-LOC\n");
  folder.write("two.conll", "Berlin\tNNP\tB-LOC\n");
  folder.write("first.conll", "Angela\n");
  folder.write("last.conll", "Merkel\nwas\nhere\n");
  CHECK(tag(folder, {"one.conll", "two.conll"}).out == "Japan\tB-LOC\tB-LOC\nBerlin\tNNP\tB-LOC\tB-LOC\n");
  const std::string first = tag(folder, {"first.conll"}).out, last = tag(folder, {"last.conll"}).out;
  const RunResult both = tag(folder, {"first.conll", "last.conll"});
  CHECK(both.out == first + last);
  CHECK(both.err == "");
  CHECK(both.code == 0);
  // One sentence of both files would have other tags.
  CHECK(tag(folder, {"--format", "conll"}, "Angela\nMerkel\nwas\nhere\n").out != first + last);
}

TEST_CASE("a sentence longer than the model is tagged to its end, and however the input is cut") {
  const Folder folder;
  std::string input;
  for (int i = 0; i < 400; ++i) input += i % 10 == 5 ? "Japan\n" : "went\n";
  const RunResult result = tag(folder, {"--format", "conll"}, input);
  CHECK(std::ranges::count(result.out, '\n') == 400);
  CHECK(last_columns(result.out)[0][395] == "B-LOC");
  const RunResult slowly = folder.shell(
      "(printf 'Angela\\n'; sleep 0.5; printf 'Merkel\\n\\nJapan\\n') | electra tag --quiet --format conll");
  CHECK(slowly.out == "Angela B-PER\nMerkel I-PER\n\nJapan B-LOC\n");
}

TEST_CASE("text, rows and pages") {
  const Folder folder;
  const std::string line = "Angela Merkel was born in <Hamburg>.\n";
  CHECK(tag(folder, {}, line).out == "[[Angela Merkel|PER]] was born in <[[Hamburg|LOC]]>.\n");
  CHECK(tag(folder, {"--color", "always"}, line)
            .out.starts_with("\x1b[38;5;16;48;5;117mAngela Merkel \x1b[2mPER\x1b[0m was"));
  CHECK(tag(folder, {"--output-format", "tsv"}, line).out.starts_with("1\t0\t13\tAngela Merkel\tPER\t0."));
  const std::string page = tag(folder, {"--output-format", "html"}, line).out;
  CHECK(page.find(">Angela Merkel<i> PER</i></b> was born in &lt;<b") != std::string::npos);
  CHECK(page.ends_with("</html>\n"));
}

TEST_CASE("--offsets chars counts code points") {
  const Folder folder;
  const std::string line = "Zo\u00eb met Angela Merkel in Hamburg.\n";
  for (const auto& [unit, shift] : {std::pair("bytes", 1), {"chars", 0}}) {
    CAPTURE(unit);
    std::vector<std::vector<std::string>> places;
    std::istringstream rows(tag(folder, {"--offsets", unit, "--output-format", "tsv"}, line).out);
    for (std::string row; std::getline(rows, row);) {
      std::istringstream cells(row);
      std::vector<std::string>& place = places.emplace_back(3);
      std::string record;
      cells >> record >> place[0] >> place[1] >> place[2];
      CHECK(record == "1");
    }
    const auto after = [&, shift = shift](int place) { return std::to_string(place + shift); };
    CHECK(places == std::vector<std::vector<std::string>>{{"0", after(3), "Zo\u00eb"},
                                                          {after(8), after(21), "Angela"},
                                                          {after(25), after(32), "Hamburg"}});
    const json spans = json::parse(tag(folder, {"--offsets", unit, "--output-format", "jsonl"}, line).out).at("spans");
    REQUIRE(spans.size() == 3);
    CHECK(spans[2].at("start") == 25 + shift);
    CHECK(spans[2].at("end") == 32 + shift);
  }
}

TEST_CASE("a sentence without gold is tagged and not compared") {
  const Folder folder;
  folder.write("words.conll", "Japan\nis\n\nBerlin\n");
  folder.write("gold.conll", "Japan B-LOC\n");
  const std::vector<std::string> plain = {"tag",  "--model",     "electra-mini-ner", "--on-error",
                                          "skip", "words.conll", "gold.conll"};
  std::vector<std::string> evaluated = plain;
  evaluated.insert(evaluated.end(), {"--report", "r.json"});
  const RunResult result = folder.electra(evaluated);
  CHECK(result.out == folder.electra(plain).out);
  CHECK(result.err ==
        "electra: words.conll:1: no column of labels behind the word\n"
        "electra: 2 records written but not compared, first at words.conll:1\n");
  CHECK(result.code == 3);
  CHECK(json::parse(folder.read("r.json")).at("words") == 1);
  const RunResult stopped =
      folder.electra({"tag", "--model", "electra-mini-ner", "words.conll", "gold.conll", "--evaluate"});
  CHECK(stopped.err == "electra: words.conll:1: no column of labels behind the word\n");
  CHECK(stopped.code == 1);
  const RunResult scored = folder.electra({"score", "tag", "gold.conll", "words.conll"});
  CHECK(scored.err == "electra: words.conll:1: no column of labels behind the word\n");
  CHECK(scored.code == 1);
}

TEST_CASE("bad lines and flags that contradict each other are named") {
  const Folder folder;
  const auto fault = [&](std::vector<std::string> arguments, std::string_view input) {
    const RunResult result = tag(folder, std::move(arguments), input);
    CHECK(result.code != 0);
    return result.err;
  };
  CHECK(fault({"--format", "conll"}, "a O\nb\n").find("<stdin>:2: 1 column, expected 2") != std::string::npos);
  CHECK(fault({"--format", "conll"}, "a\tO\n\tO\n").find("<stdin>:2: no word in column 1") != std::string::npos);
  CHECK(fault({"--format", "conll", "--evaluate"}, "a\n").find("<stdin>:1: no column of labels") != std::string::npos);
  CHECK(fault({"--format", "conll", "--evaluate", "--tag-column", "3"}, "a O\n").find("expected the tag in column 3") !=
        std::string::npos);
  CHECK(fault({"--evaluate"}, "a\n").find("--format conll") != std::string::npos);
  CHECK(fault({"--output-format", "conll"}, "a\n").find("conll is not for texts, but with words") != std::string::npos);
  CHECK(fault({"--format", "conll", "--output-format", "text"}, "a\n")
            .find("is not for words, which go out as conll, jsonl, tsv") != std::string::npos);
  const RunResult unknown = folder.electra({"tag", "--format", "conll", "--evaluate"}, "Japan\tB-CITY\nis\tO\n");
  CHECK(unknown.err.find("1 label that the model does not have") != std::string::npos);
}

}  // namespace
}  // namespace electra::test
