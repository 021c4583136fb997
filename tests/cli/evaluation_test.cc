// --evaluate and --report: losses and metrics of the demo models as Transformers has them, and gold that is none.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/reports.h"
#include "cli/samples.h"

namespace electra::test {
namespace {

using nlohmann::json;

json report_of(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.end(), {"--quiet", "--report", "report.json"});
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.err == "");
  REQUIRE(result.code == 0);
  return metrics_in(folder.read("report.json"));
}

std::string fault_of(std::vector<std::string> arguments, std::string_view input, int code = 1) {
  const Folder folder;
  arguments.insert(arguments.begin() + 1, {"--quiet", "--evaluate", "--format", "jsonl"});
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.code == code);
  return result.err;
}

TEST_CASE("the losses of all tasks are those that Transformers reports") {
  const Folder folder;
  write_word_samples(folder);
  const json recorded = read_json(golden("models/losses.json"));
  const std::vector<std::vector<std::string>> runs = {
      {"classify", "--columns", "1", "--label-column", "2", sample("classify.tsv")},
      {"choose", sample("choose.jsonl")},
      {"tag", sample("tag.conll")},
      {"qa", sample("qa.json")},
      {"detect-replaced", "replaced.jsonl"},
      {"fill-mask", "masked.jsonl"},
  };
  CHECK(recorded.size() == runs.size());
  for (const std::vector<std::string>& arguments : runs) {
    CAPTURE(arguments.front());
    const double loss = recorded.at(arguments.front()).at("loss").get<double>();
    CHECK(std::abs(report_of(folder, arguments).at("loss").get<double>() - loss) < 1e-5);
  }
}

TEST_CASE("replaced words and masked words are found as recorded") {
  const Folder folder;
  write_word_samples(folder);
  const json expected = read_json(golden("models/expected.json"));
  const json replaced = report_of(folder, {"detect-replaced", "replaced.jsonl"});
  const json& words = expected.at("detect-replaced").at("metrics");
  CHECK(replaced.at("texts") == words.at("sentences"));
  CHECK(replaced.at("words") == words.at("words"));
  CHECK(replaced.at("replaced") == words.at("replaced_words"));
  CHECK(std::abs(replaced.at("auc").get<double>() - words.at("auc").get<double>()) < 1e-5);
  for (const char* metric : {"precision", "recall", "f1"}) {
    CHECK(std::abs(replaced.at(metric).get<double>() - words.at("at_0.5").at(metric).get<double>()) < 1e-6);
    const json low = report_of(folder, {"detect-replaced", "--threshold", "0.3", "replaced.jsonl"});
    CHECK(std::abs(low.at(metric).get<double>() - words.at("at_0.3").at(metric).get<double>()) < 1e-6);
  }
  const json masked = report_of(folder, {"fill-mask", "masked.jsonl"});
  for (const char* metric : {"top1", "top5"}) {
    const double rate = expected.at("fill-mask").at("metrics").at(metric).get<double>();
    CHECK(std::abs(masked.at(metric).get<double>() - rate) < 1e-6);
  }
}

// Indices of a text that is no list are those of the words in the output.
TEST_CASE("the words of a text are those of the output, those of a list its own") {
  const Folder folder;
  const json text = report_of(folder, {"detect-replaced", "--format", "jsonl"},
                              R"({"text": "It isn't a sugar.", "replaced": [0]})"
                              "\n");
  CHECK(text.at("words") == 7);  // It isn ' t a sugar .
  const json list = report_of(folder, {"detect-replaced", "--format", "jsonl"},
                              R"({"text": ["It", "isn't", "a", "sugar."], "replaced": [0]})"
                              "\n");
  CHECK(list.at("words") == 4);
  CHECK(list.at("loss") == text.at("loss"));
}

TEST_CASE("empty words of a list count, wherever they stand") {
  const Folder folder;
  const json report = report_of(folder, {"detect-replaced", "--format", "jsonl", "--threshold", "0"},
                                R"({"text": ["", "", "cloud", "", "is"], "replaced": [2]})"
                                "\n");
  CHECK(report.at("words") == 5);
  const json none = report_of(folder, {"detect-replaced", "--format", "jsonl", "--threshold", "0.00001"},
                              R"({"text": ["", "", "cloud", "", "is"], "replaced": [2]})"
                              "\n");
  CHECK(none.at("recall") == 1.0);
  CHECK(none.at("precision") == 0.5);  // the empty words score nothing
}

TEST_CASE("what is written does not change by being compared") {
  const Folder folder;
  write_word_samples(folder);
  for (const std::string output : {"text", "jsonl", "tsv"}) {
    for (const auto& [command, file] :
         {std::pair("detect-replaced", "replaced.jsonl"), {"fill-mask", "masked.jsonl"}}) {
      const std::vector<std::string> plain = {command, "--quiet", "--output-format", output, file};
      std::vector<std::string> evaluated = plain;
      evaluated.push_back("--evaluate");
      CHECK(folder.electra(evaluated).out == folder.electra(plain).out);
    }
  }
  // The evaluation needs five predictions; --top-k does not.
  const RunResult one =
      folder.electra({"fill-mask", "--quiet", "--top-k", "1", "--output-format", "tsv", "--evaluate", "masked.jsonl"});
  CHECK(std::ranges::count(one.out, '\n') == 30);
  CHECK(one.err.find("top5   0.8000\n") != std::string::npos);
}

TEST_CASE("a word that is no piece is never found, and one warning counts it") {
  const Folder folder;
  const RunResult result =
      folder.electra({"fill-mask", "--format", "jsonl", "--model", golden("hf/maskedlm"), "--evaluate"},
                     "{\"text\": \"my [MASK]\", \"original\": \"unpronounceable\"}\n");
  CHECK(result.err.find("masks  1\ntop1   0.0000\n") != std::string::npos);
  CHECK(result.err.find("loss  ") == std::string::npos);
  CHECK(result.err.find("electra: 1 original word that is not one piece of the vocabulary") != std::string::npos);
}

TEST_CASE("a mask that is cut off is a mask that was not found") {
  const Folder folder;
  const std::vector<std::string> arguments = {"fill-mask", "--model", "electra-mini-generator", "--format", "jsonl",
                                              "--targets", "door",    "--max-length",           "8"};
  const json whole = report_of(folder, arguments,
                               R"({"text": "He opened the [MASK].", "original": ["door"]})"
                               "\n");
  CHECK(whole.at("masks") == 1);
  CHECK(whole.at("top1") == 1.0);
  CHECK(whole.at("top5") == 1.0);
  std::vector<std::string> loud = arguments;
  loud.insert(loud.end(), {"--report", "report.json"});
  const RunResult result = folder.electra(
      loud, R"({"text": "He opened the [MASK] and closed the other [MASK].", "original": ["door", "door"]})"
            "\n");
  CHECK(result.err == "electra: 1 line longer than 8 tokens cut, first at <stdin>:1\n");
  CHECK(result.out == "He opened the door and closed the other [MASK].\n");
  const json report = metrics_in(folder.read("report.json"));
  CHECK(report.at("masks") == 2);
  CHECK(report.at("top1") == 0.5);
  CHECK(report.at("top5") == 0.5);
}

TEST_CASE("score warns of masks with too few predictions to tell whether the right word is among five") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"[MASK] [MASK]\", \"original\": [\"a\", \"e\"]}\n");
  const auto mask = [](const std::vector<std::string>& words) {
    json list = json::array();
    for (const std::string& word : words) list.push_back({{"token", word}});
    return json({{"predictions", list}});
  };
  const json five = mask({"a", "b", "c", "d", "e"}), four = mask({"a", "b", "c", "d"});
  const auto run = [&](const json& first, const json& second) {
    return folder.electra({"score", "fill-mask", "-", "gold.jsonl"}, json({{"masks", {first, second}}}).dump() + "\n");
  };
  const RunResult enough = run(five, five);
  CHECK(enough.out == "task   fill-mask\nmasks  2\ntop1   0.5000\ntop5   1.0000\n");
  CHECK(enough.err == "");
  const RunResult few = run(five, four);
  CHECK(few.out == "task   fill-mask\nmasks  2\ntop1   0.5000\ntop5   0.5000\n");
  CHECK(few.err == "electra: 1 mask with fewer than 5 predictions, first at <stdin>:1, gold.jsonl:1\n");
  CHECK(few.code == 0);
}

TEST_CASE("the table shows the confusions of up to twelve labels") {
  const Folder folder;
  for (const int count : {2, 12, 13}) {
    CAPTURE(count);
    std::string labels;
    for (int i = 0; i < count; ++i) labels += std::string(1, static_cast<char>('a' + i)) + "\n";
    folder.write("labels.txt", labels);
    const RunResult result = folder.electra({"score", "classify", "labels.txt", "labels.txt", "--label-column", "1"});
    CHECK(result.code == 0);
    const size_t table = result.out.find("\ngold \\ predicted  ");
    REQUIRE((table != std::string::npos) == (count <= 12));
    if (table == std::string::npos) continue;
    // One row for every label behind the heading.
    CHECK(std::ranges::count(result.out.substr(table + 1), '\n') == count + 1);
  }
}

TEST_CASE("a line end inside of a text stays inside of its line of output") {
  const Folder folder;
  const RunResult text = folder.electra(
      {"detect-replaced", "--quiet", "--format", "jsonl", "--model", golden("hf/pretraining"), "--threshold", "1"},
      "{\"text\": \"my\\nschool\"}\n");
  CHECK(text.out == "my school\n");
  const RunResult two_bytes = folder.electra(
      {"detect-replaced", "--quiet", "--format", "jsonl", "--model", golden("hf/pretraining"), "--threshold", "1"},
      "{\"text\": \"my\\r\\nschool\"}\n");
  CHECK(two_bytes.out == "my  school\n");
  const RunResult cells =
      folder.electra({"fill-mask", "--quiet", "--format", "csv", "--columns", "text", "--model", golden("hf/maskedlm")},
                     "id,text\n1,\"my\nschool\"\n2,is\n");
  CHECK(cells.out == "my school\nis\n");
}

TEST_CASE("gold that is none is named") {
  const std::string words = "electra: <stdin>:1: ";
  CHECK(fault_of({"detect-replaced"}, "{\"text\": \"a b\"}\n") == words + "no \"replaced\" to compare with\n");
  CHECK(fault_of({"detect-replaced"}, "{\"text\": \"a b\", \"replaced\": [2]}\n") ==
        words + "'replaced' has 2, but the text has 2 words\n");
  CHECK(fault_of({"detect-replaced"}, "{\"text\": [\"a\"], \"replaced\": [-1]}\n") ==
        words + "'replaced' has -1, but the text has 1 word\n");
  CHECK(fault_of({"detect-replaced"}, "{\"text\": \"a\", \"replaced\": \"a\"}\n") ==
        words + "'replaced' is \"a\", expected a list of word indices\n");
  CHECK(fault_of({"detect-replaced"}, "{\"text\": \"a\", \"replaced\": [\"a\"]}\n") ==
        words + "'replaced' has \"a\", expected a word index\n");
  CHECK(fault_of({"detect-replaced"}, "{\"text\": \"a\", \"replaced\": [18446744073709551615]}\n") ==
        words + "'replaced' has 18446744073709551615, expected a word index\n");
  CHECK(fault_of({"detect-replaced"}, "{\"text\": \"a\", \"pair\": \"b\", \"replaced\": []}\n") ==
        words + "the object has a \"pair\", expected a text alone\n");
  CHECK(fault_of({"detect-replaced"}, "{\"text\": \"a\", \"replaced\": []\n").starts_with(words + "not JSON at byte "));
  CHECK(fault_of({"fill-mask"}, "{\"text\": \"[MASK]\"}\n") == words + "no \"original\" to compare with\n");
  CHECK(fault_of({"fill-mask"}, "{\"text\": \"[MASK] a\", \"original\": [\"a\", \"b\"]}\n") ==
        words + "'original' has 2 words, but the text has 1 mask\n");
  CHECK(fault_of({"fill-mask"}, "{\"text\": \"[MASK]\", \"original\": 3}\n") ==
        words + "'original' has 3, expected a word\n");
  // Masks behind the end of a text that is cut count as missed; those before it need their words.
  const std::string cut = "{\"text\": \"[MASK] [MASK] is the long way back to the [MASK]\", \"original\": ";
  CHECK(fault_of({"fill-mask", "--max-length", "6"}, cut + "[\"this\"]}\n") ==
        words + "'original' has 1 word, but the text has 2 masks\n");
  const Folder folder;
  CHECK(report_of(folder, {"fill-mask", "--max-length", "6", "--format", "jsonl"},
                  cut + "[\"this\", \"that\", \"city\"]}\n")
            .at("masks") == 3);
  const RunResult lines = folder.electra({"detect-replaced", "--evaluate"}, "a\n");
  CHECK(lines.code == 2);
  CHECK(lines.err.find("need jsonl with \"replaced\"") != std::string::npos);
  CHECK(folder.electra({"fill-mask", "--evaluate"}, "a\n").code == 2);
  CHECK(folder.electra({"fill-mask", "--pair"}, "a\n").code == 2);
}

TEST_CASE("a record that cannot be compared keeps its result, and the others are compared") {
  const Folder folder;
  const std::string input = "{\"text\": \"my\", \"replaced\": [7]}\n{\"text\": \"school is\", \"replaced\": [0]}\n";
  const std::vector<std::string> plain = {"detect-replaced", "--format", "jsonl",   "--output-format",       "jsonl",
                                          "--on-error",      "skip",     "--model", golden("hf/pretraining")};
  std::vector<std::string> evaluated = plain;
  evaluated.push_back("--evaluate");
  const RunResult result = folder.electra(evaluated, input);
  CHECK(result.code == 3);
  CHECK(result.out == folder.electra(plain, input).out);
  CHECK(
      result.err.starts_with("electra: <stdin>:1: 'replaced' has 7, but the text has 1 word\n"
                             "electra: 1 record written but not compared, first at <stdin>:1\n"));
  CHECK(result.err.find("texts      1\nwords      2\nreplaced   1\n") != std::string::npos);
}

TEST_CASE("without items there are no rates") {
  const Folder folder;
  CHECK(report_of(folder, {"detect-replaced", "--format", "jsonl"}) ==
        json({{"task", "detect-replaced"}, {"texts", 0}, {"words", 0}, {"replaced", 0}}));
  CHECK(report_of(folder, {"fill-mask", "--format", "jsonl"}) ==
        json({{"task", "fill-mask"}, {"masks", 0}, {"top1", nullptr}, {"top5", nullptr}}));
}

}  // namespace
}  // namespace electra::test
