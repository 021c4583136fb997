// electra score detect-replaced and fill-mask: every format that the commands write gives the figures of jsonl.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include "cli/harness.h"

namespace electra::test {
namespace {

using nlohmann::json;

// The report of a task, of what its command writes for `gold` in a format.
json scored(const Folder& folder, const std::string& task, const std::string& flags, const std::string& gold) {
  const std::string command = "electra " + task + " --quiet " + flags + " --output p " + gold + " && electra score " +
                              task + " --output-format json p " + gold;
  const RunResult result = folder.shell(command);
  CAPTURE(command);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  json report = json::parse(result.out);
  report.erase("run");
  return report;
}

TEST_CASE("detect-replaced is scored from every format that it writes") {
  const Folder folder;
  std::string words, tokens;
  for (const auto& [text, replaced] : {std::pair("She drank a [cup] of hot shoes before work .", "[6]"),
                                       {"The sun rises in the purple \\\\| sky", "[5]"},
                                       {"  A good\tday", "[]"}}) {
    std::string list;
    std::istringstream all(text);
    for (std::string word; all >> word;) list += (list.empty() ? "\"" : ", \"") + word + "\"";
    words += R"({"text": [)" + list + R"(], "replaced": )" + replaced + "}\n";
    tokens += std::string(R"({"text": ")") + (text == std::string("  A good\tday") ? "A good day" : text) +
              R"(", "replaced": [1]})" + "\n";
  }
  folder.write("words.jsonl", words);
  folder.write("tokens.jsonl", tokens);
  const json all = scored(folder, "detect-replaced", "--output-format jsonl", "words.jsonl");
  CHECK(all.contains("auc"));
  json some = all;
  some.erase("auc");
  some.erase("threshold");
  CHECK(scored(folder, "detect-replaced", "--output-format tsv --all", "words.jsonl") == all);
  CHECK(scored(folder, "detect-replaced", "--output-format tsv --all --with-filename", "words.jsonl") == all);
  for (const std::string flags : {"--output-format tsv", "--output-format tsv --suggest", "--output-format text",
                                  "--output-format text --text-marks escaped", "--output-format text --suggest",
                                  "--output-format text --suggest --text-marks escaped"}) {
    CAPTURE(flags);
    CHECK(scored(folder, "detect-replaced", flags, "words.jsonl") == some);
  }
  CHECK(scored(folder, "detect-replaced", "--output-format tsv --all", "tokens.jsonl") ==
        scored(folder, "detect-replaced", "--output-format jsonl", "tokens.jsonl"));
  // A word without a suggestion has a mark without a bar; where nothing is flagged there is no row.
  folder.write("one.jsonl", R"({"text": ["The", "sun", "rises", "|", "high"], "replaced": [1]})"
                            "\n");
  for (const std::string line : {"The [[sun|moon]] rises [[|]] high\n", "The [[sun]] rises [[|]] high\n",
                                 "The [[sun|moon]] rises [[\\|]] high\n", "The [[sun]] [[rises]] | [[high|low]]\n"}) {
    CAPTURE(line);
    const RunResult result = folder.electra({"score", "detect-replaced", "-", "one.jsonl"}, line);
    CHECK(result.err == "");
    CHECK(result.code == 0);
  }
  folder.write("none.tsv", "");
  CHECK(folder.electra({"score", "detect-replaced", "none.tsv", "one.jsonl"}).code == 0);
  CHECK(
      folder.electra({"score", "detect-replaced", "--threshold", "0.9", "-", "one.jsonl"}, "The [[sun]] rises | high\n")
          .err.starts_with("electra: score: --threshold: flagged words alone tell nothing of another threshold"));
  for (const std::string score : {"nan", "7", "-1"}) {
    CHECK(folder
              .electra({"score", "detect-replaced", "--predictions-format", "tsv", "-", "one.jsonl"},
                       "1\t0\t3\tThe\t" + score + "\n")
              .err.find("no word, expected its record") != std::string::npos);
  }
  // A skipped record has no rows.
  folder.write("skip.jsonl", words + "{\"text\": 7, \"replaced\": []}\n");
  folder.write("gold.jsonl", words + R"({"text": ["lost"], "replaced": []})"
                                     "\n");
  CHECK(folder.shell("electra detect-replaced --quiet --on-error skip --all --output-format tsv skip.jsonl > rows")
            .code == 3);
  const RunResult left_out =
      folder.electra({"score", "detect-replaced", "rows", "gold.jsonl", "--output-format", "json"});
  CHECK(left_out.err == "electra: 1 item without a prediction left out, first at gold.jsonl:4\n");
  json of_the_rest = json::parse(left_out.out);
  of_the_rest.erase("run");
  CHECK(of_the_rest == all);
  CHECK(folder.shell("electra detect-replaced --quiet --on-error skip skip.jsonl > lines").code == 3);
  const RunResult of_lines =
      folder.electra({"score", "detect-replaced", "lines", "gold.jsonl", "--output-format", "json"});
  CHECK(of_lines.err == "electra: 1 item without a prediction left out, first at lines:4\n");
  of_the_rest = json::parse(of_lines.out);
  of_the_rest.erase("run");
  CHECK(of_the_rest == some);
  const auto fault = [&](const std::string& predictions) {
    const RunResult result = folder.electra({"score", "detect-replaced", "-", "tokens.jsonl"}, predictions);
    CHECK(result.code == 1);
    return result.err;
  };
  CHECK(
      fault("1\t4\t9\tdrank\t0.9\n")
          .starts_with("electra: <stdin>:1, tokens.jsonl:1: flagged words alone, but the gold counts the words of the "
                       "tokenizer: jsonl has all of them"));
  CHECK(fault("1\t4\t9\tshe\t0.9\n").find("word 'she' does not stand at 4 to 9") != std::string::npos);
  CHECK(fault("9\t4\t9\tshe\t0.9\n") == "electra: <stdin>:1: record 9, expected 1 to 3\n");
  CHECK(fault("1\t4\t9\tdrank\t0.9\nx\n") ==
        "electra: <stdin>:2: no word, expected its record, start, end, text and score\n");
  CHECK(fault("Another text\n").find("the text 'Another text', expected 'She drank") != std::string::npos);
}

TEST_CASE("fill-mask is scored from jsonl and tsv, and not from text") {
  const Folder folder;
  folder.write("gold.jsonl", R"({"text": "She drank a cup of [MASK] in the [MASK].", "original": ["tea", "morning"]})"
                             "\n"
                             R"({"text": "no mask", "original": []})"
                             "\n"
                             R"({"text": "The [MASK] barked.", "original": "dog"})"
                             "\n");
  const json all = scored(folder, "fill-mask", "--top-k 5 --output-format jsonl", "gold.jsonl");
  CHECK(all.at("masks") == 3);
  CHECK(all.at("top5").get<double>() > 0.0);
  CHECK(scored(folder, "fill-mask", "--top-k 5 --output-format tsv", "gold.jsonl") == all);
  CHECK(scored(folder, "fill-mask", "--top-k 5 --output-format tsv --with-filename", "gold.jsonl") == all);
  const auto told = [&](const std::string& predictions) {
    return folder.electra({"score", "fill-mask", "-", "gold.jsonl"}, predictions).err;
  };
  CHECK(told("She drank a cup of tea in the morning.\n") ==
        "electra: score: <stdin>: text has one word for a mask and no ranks: score reads jsonl and tsv\n");
  CHECK(told("3\t4\t10\t2\tdog\t0.5\n") == "electra: <stdin>:1, gold.jsonl:3: rank 2, expected 1\n");
  // Masks are those of the text, all from the first on.
  for (const std::string rows :
       {"1\t39\t45\t1\tmorning\t0.5\n", "1\t39\t45\t1\ta\t0.5\n1\t20\t26\t1\tb\t0.5\n",
        "3\t3\t9\t1\tdog\t0.5\n1\t20\t26\t1\ta\t0.5\n", "1\t20\t200\t1\ta\t0.5\n", "1\t20\t20\t1\ta\t0.5\n"}) {
    CAPTURE(rows);
    CHECK(told(rows).find(" is not the next mask of ") != std::string::npos);
  }
  CHECK(told("3\t4\t10\t1\tdog\t0.5\n") ==
        "electra: 1 item without a prediction left out, first at gold.jsonl:1\n"
        "electra: 1 mask with fewer than 5 predictions, first at <stdin>:1, gold.jsonl:3\n");
}

}  // namespace
}  // namespace electra::test
