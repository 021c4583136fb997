// electra classify: Google's fine-tuned models on GLUE's own files, the formats, and evaluation.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/reports.h"

namespace electra::test {
namespace {

using nlohmann::json;

std::vector<json> objects(const std::string& lines) {
  std::vector<json> parsed;
  for (size_t begin = 0; begin < lines.size(); begin = lines.find('\n', begin) + 1) {
    parsed.push_back(json::parse(lines.substr(begin, lines.find('\n', begin) - begin)));
  }
  return parsed;
}

std::vector<double> softmax(const std::vector<double>& logits) {
  double total = 0.0;
  for (const double logit : logits) total += std::exp(logit);
  std::vector<double> probabilities;
  for (const double logit : logits) probabilities.push_back(std::exp(logit) / total);
  return probabilities;
}

struct Task {
  std::string name;
  std::vector<std::string> arguments;
  std::string file;
};

TEST_CASE("members of jsonl are chosen by name, as columns are") {
  const Folder folder;
  folder.write("a.tsv", "s1\ts2\tgold\nthe cat\tthe dog\tentailment\nx\ty\tneutral\n");
  folder.write("a.jsonl",
               "{\"s1\": \"the cat\", \"s2\": \"the dog\", \"gold\": \"entailment\", \"text\": 3, \"label\": 9}\n"
               "{\"s2\": \"y\", \"s1\": \"x\", \"gold\": \"neutral\"}\n");
  const auto same = [&](const std::string& command) {
    CAPTURE(command);
    const RunResult columns = folder.shell("electra " + command + " --quiet a.tsv");
    CHECK(columns.code == 0);
    CHECK(columns.out != "");
    CHECK(folder.shell("electra " + command + " --quiet a.jsonl").out == columns.out);
  };
  same("tokenize --columns s2");
  same("tokenize --columns s1,s2");
  const std::string classify = "classify --model " + golden("hf/seqcls-3") + " --columns s1";
  same(classify);
  same(classify + " --label-column gold --evaluate");
  folder.write("a.jsonl", "{\"s1\": \"x\", \"pair\": \"y\"}\n");
  CHECK(folder.electra({"tokenize", "--quiet", "--columns", "s1", "a.jsonl"}).out == "[CLS] x [SEP]\n");
  const RunResult without = folder.electra({"tokenize", "--quiet", "--columns", "s1,s2", "a.jsonl"});
  CHECK(without.code == 1);
  CHECK(without.err == "electra: a.jsonl:1: no \"s2\"\n");
}

TEST_CASE("Google's models on GLUE's files: scores, labels and metrics as its code has them") {
  const Task tasks[] = {
      {"mnli",
       {"--columns", "sentence1,sentence2", "--label-column", "gold_label", "--max-length", "64"},
       "dev_matched.tsv"},
      {"sst", {"--columns", "sentence", "--label-column", "label", "--max-length", "40"}, "dev.tsv"},
      {"cola", {"--columns", "4", "--label-column", "2", "--max-length", "32"}, "dev.tsv"},
      {"sts", {"--columns", "sentence1,sentence2", "--label-column", "score", "--max-length", "48"}, "dev.tsv"},
  };
  for (const Task& task : tasks) {
    CAPTURE(task.name);
    const Folder folder;
    const std::string source = golden("google/finetuned-" + task.name);
    CHECK(folder
              .electra({"convert", "--quiet", source + "/ckpt", "model", "--vocab", source + "/vocab.txt", "--config",
                        source + "/config.json"})
              .code == 0);
    std::vector<std::string> arguments = {"classify",     "--model",  "model",       "--tokenizer", "google",
                                          "--all-scores", "--report", "report.json", "--quiet",     "--output-format",
                                          "jsonl",        "--format", "tsv"};
    arguments.insert(arguments.end(), task.arguments.begin(), task.arguments.end());
    arguments.push_back(source + "/data/" + task.file);
    const RunResult result = folder.electra(arguments);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    const std::vector<json> ours = objects(result.out);
    const json expected = json::parse(folder.shell("cat " + source + "/predictions.json").out);
    REQUIRE(ours.size() == expected.size());
    for (size_t i = 0; i < ours.size(); ++i) {
      if (task.name == "sts") {
        CHECK(std::abs(ours[i].at("value").get<double>() - expected[i].at("prediction_times_5").get<double>()) < 1e-4);
        continue;
      }
      CHECK(ours[i].at("labels").at(0).at("label") == expected[i].at("predicted_label"));
      const auto best = expected[i].at("prediction").get<size_t>();
      const double probability = softmax(expected[i].at("logits").get<std::vector<double>>())[best];
      CHECK(std::abs(ours[i].at("labels").at(0).at("score").get<double>() - probability) < 1e-5);
    }
    const json report = json::parse(folder.read("report.json"));
    const json scores = json::parse(folder.shell("cat " + source + "/scores.json").out);
    CHECK(std::abs(report.at("loss").get<double>() - scores.at("loss").get<double>()) < 1e-5);
    for (const char* metric : {"accuracy", "mcc", "pearson", "spearman"}) {
      if (!scores.contains(metric)) continue;
      CHECK(std::abs(100 * report.at(metric).get<double>() - scores.at(metric).get<double>()) < 1e-3);
    }
  }
}

TEST_CASE("the bundled classifier: scores as Transformers has them, a table on request") {
  const Folder folder;
  const std::string input = "one of the best performances of the year\ti was bored\n";
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"classify", "--quiet", "--columns", "1"});
    return folder.electra(arguments, input).out;
  };
  CHECK(run({}).starts_with("positive\t0.97644"));
  CHECK(run({"--all-scores"}).starts_with("positive\t0.97644"));
  CHECK(run({"--all-scores"}).find("\tnegative\t0.02355") != std::string::npos);
  CHECK(run({"--output-format", "jsonl"}).starts_with("{\"labels\":[{\"label\":\"positive\",\"score\":0.97644"));
  const RunResult result =
      folder.electra({"classify", "--quiet", "--columns", "1", "--label-column", "2", "--evaluate"},
                     "a delightful surprise\tpositive\nthe jokes fall flat\t1\n");
  CHECK(result.out.starts_with("positive\t0.9769"));
  CHECK(result.out.find("\nnegative\t0.9759") != std::string::npos);
  CHECK(result.err.starts_with("task      classify\nitems     2\nloss      "));
  CHECK(result.err.find("\naccuracy  0.5000\n") != std::string::npos);
  CHECK(result.err.find("\nlabels    precision     recall         f1    support\n") != std::string::npos);
}

TEST_CASE("several labels per text: those that reach the threshold, and gold lists") {
  const Folder folder;
  const std::string model = golden("hf/seqcls-multilabel");
  const auto run = [&](std::vector<std::string> arguments, std::string_view input) {
    arguments.insert(arguments.begin(), {"classify", "--quiet", "--model", model});
    return folder.electra(arguments, input);
  };
  const auto labels_of = [](const json& object, double least) {
    std::vector<std::string> names;
    for (const json& label : object.at("labels")) {
      if (label.at("score").get<double>() >= least) names.push_back(label.at("label").get<std::string>());
    }
    return names;
  };
  const std::string text = "my school is down";
  const json all = objects(run({"--all-scores", "--output-format", "jsonl"}, text + "\n").out).at(0);
  const json some = objects(run({"--threshold", "0.25", "--output-format", "jsonl"}, text + "\n").out).at(0);
  const std::vector<std::string> names = labels_of(some, 0.0);
  CHECK(names == labels_of(all, 0.25));
  CHECK(names.size() < all.at("labels").size());
  const RunResult result = run({"--threshold", "0.25", "--format", "jsonl", "--report", "r.json"},
                               json{{"text", text}, {"label", names}}.dump() + "\n");
  CHECK(result.code == 0);
  CHECK(json::parse(folder.read("r.json")).at("exact_match") == 1.0);
}

TEST_CASE("a cell of CSV may have commas, quotes and line ends; a bad one is named by its first line") {
  const Folder folder;
  const auto run = [&](std::vector<std::string> arguments, std::string_view input) {
    arguments.insert(arguments.begin(), {"classify", "--quiet", "--format", "csv", "--columns", "text"});
    return folder.electra(arguments, input);
  };
  const std::string plain = run({}, "id,text\n1,\"the \"\"best\"\" of the year, by far\"\n2,bored\n").out;
  CHECK(run({}, "id,text\n1,\"the \"\"best\"\"\nof the year, by far\"\n2,bored\n").out == plain);
  CHECK(std::ranges::count(plain, '\n') == 2);
  const RunResult ragged = run({}, "id,text\n1,\"a\nb\"\n2,c,d\n");
  CHECK(ragged.err == "electra: <stdin>:4: 3 columns, expected 2 as in the header\n");
  CHECK(run({}, "id,text\n1,a\n2,\"b\nc\n").err == "electra: <stdin>:3: a quoted cell does not end\n");
  CHECK(run({}, "id,text\n1,\"a\" b\n").err == "electra: <stdin>:2: something follows the quote that ends a cell\n");
}

TEST_CASE("labels that are none, and flags that contradict each other") {
  const Folder folder;
  const auto fault = [&](std::vector<std::string> arguments, std::string_view input, int code) {
    arguments.insert(arguments.begin(), {"classify", "--quiet"});
    const RunResult result = folder.electra(arguments, input);
    CHECK(result.code == code);
    return result.err;
  };
  const std::vector<std::string> columns = {"--columns", "1", "--label-column", "2", "--evaluate"};
  CHECK(fault(columns, "x\tpositive\ny\tneutral\n", 1) ==
        "electra: <stdin>:2: label 'neutral', expected 'negative', 'positive', or a number below 2\n");
  CHECK(fault(columns, "x\t2\n", 1).starts_with("electra: <stdin>:1: label '2', expected "));
  CHECK(fault(columns, "x\n", 1) == "electra: <stdin>:1: 1 column, expected at least 2\n");
  for (const char* unlabelled : {"{\"text\": \"x\"}\n", "{\"text\": \"x\", \"label\": null}\n"}) {
    CHECK(fault({"--format", "jsonl", "--evaluate"}, unlabelled, 1) ==
          "electra: <stdin>:1: no label to compare with\n");
  }
  CHECK(fault({"--format", "jsonl", "--evaluate"}, "{\"text\": \"x\", \"label\": \"positive\"}\n{\"text\"\n", 1)
            .starts_with("electra: <stdin>:2: not JSON at byte 8: "));
  CHECK(fault({"--columns", "phrase"}, "id\ttext\n", 2) ==
        "electra: classify: <stdin>: no column 'phrase', there is 'id', 'text'\n");
  CHECK(fault({"--columns", "text"}, "text\ttext\n", 2) ==
        "electra: classify: <stdin>: two columns are called 'text': give the number of one\n");
  CHECK(fault({"--evaluate"}, "x\n", 2)
            .starts_with("electra: classify: --evaluate, --report and --plot need the right labels"));
  CHECK(fault({"--label-column", "2"}, "x\ty\n", 2) ==
        "electra: classify: --label-column needs --columns, which name those of the text\n");
  CHECK(fault({"--top-k", "2", "--all-scores"}, "x\n", 2).find("exclude each other") != std::string::npos);
  CHECK(fault({"--columns", "1", "--label-column", "2", "--report", "no/where.json"}, "", 1).find("no/where.json") !=
        std::string::npos);
}

TEST_CASE("a skipped record keeps its line, and shows in the exit code") {
  const Folder folder;
  for (const auto& [format, placeholder] : {std::pair("tsv", "\n"), {"jsonl", "null\n"}}) {
    CAPTURE(format);
    const std::vector<std::string> arguments = {"classify", "--format", "jsonl",           "--on-error",
                                                "skip",     "--quiet",  "--output-format", format};
    const std::string good = "{\"text\": \"my school\"}\n";
    const RunResult whole = folder.electra(arguments, good);
    CHECK(whole.code == 0);
    const RunResult skipped = folder.electra(arguments, "{}\n" + good);
    CHECK(skipped.out == placeholder + whole.out);
    CHECK(skipped.err == "");
    CHECK(skipped.code == 3);
  }
}

TEST_CASE("several values per text are told apart, and not compared with one") {
  const Folder folder;
  std::filesystem::copy(golden("hf/seqcls-3"), folder.path() / "m");
  json config = json::parse(folder.read("m/config.json"));
  config["problem_type"] = "regression";
  folder.write("m/config.json", config.dump());
  const RunResult result = folder.electra({"classify", "--quiet", "--model", "./m"}, "my school\n");
  CHECK(result.code == 0);
  CHECK(result.out.starts_with("contradiction\t"));
  CHECK(result.out.find("\tentailment\t") < result.out.find("\tneutral\t"));
  CHECK(folder.electra({"classify", "--quiet", "--model", "./m", "--all-scores"}, "my school\n").out == result.out);
  const RunResult compared = folder.electra(
      {"classify", "--model", "./m", "--columns", "1", "--label-column", "2", "--evaluate"}, "my school\t1\n");
  CHECK(compared.code == 2);
  CHECK(compared.err == "electra: classify: --evaluate, --report and --plot: the model has 3 values for every text\n");
}

TEST_CASE("one warning counts the texts that are cut, those that cannot be compared among them") {
  const Folder folder;
  const RunResult result =
      folder.electra({"classify", "--model", "electra-mini-sst2", "--max-length", "5", "--columns", "1",
                      "--label-column", "2", "--report", "r.json", "--on-error", "skip"},
                     "a delightful surprise of a film\tdelightful\na delightful surprise\tpositive\n"
                     "a delightful surprise of a film\tpositive\n");
  CHECK(result.out.starts_with("positive\t0."));
  CHECK(std::ranges::count(result.out, '\n') == 3);
  CHECK(result.err ==
        "electra: <stdin>:1: label 'delightful', expected 'negative', 'positive', or a number below 2\n"
        "electra: 1 record written but not compared, first at <stdin>:1\n"
        "electra: 2 texts longer than 5 tokens cut, first at <stdin>:1\n");
  CHECK(result.code == 3);
  CHECK(json::parse(folder.read("r.json")).at("items") == 2);
}

TEST_CASE("an object nested beyond reason is refused, or skipped") {
  const Folder folder;
  const std::string deep =
      "{\"text\": \"a\", \"label\": " + std::string(300'000, '[') + std::string(300'000, ']') + "}\n";
  const RunResult refused = folder.electra({"classify", "--quiet", "--format", "jsonl"}, deep);
  CHECK(refused.err == "electra: <stdin>:1: nested deeper than 64 levels\n");
  CHECK(refused.code == 1);
  CHECK(folder.electra({"classify", "--quiet", "--format", "jsonl", "--on-error", "skip"}, deep + deep).out == "\n\n");
}

TEST_CASE("what stands behind a NUL is not passed over in silence") {
  const Folder folder;
  using namespace std::string_literals;
  CHECK(folder.electra({"classify", "--quiet", "--format", "jsonl"}, "{\"text\": \"a\"}\0{\n"s).err ==
        "electra: <stdin>:1: not JSON at byte 14: a NUL\n");
  CHECK(folder.electra({"qa", "--quiet", "--format", "squad"}, "{\"data\": []}\0{"s).err ==
        "electra: <stdin>: not JSON: a NUL\n");
}

TEST_CASE("without items there is no accuracy") {
  const Folder folder;
  folder.electra({"classify", "--quiet", "--columns", "1", "--label-column", "2", "--report", "r.json"});
  CHECK(metrics_in(folder.read("r.json")) == json({{"task", "classify"}, {"items", 0}, {"loss", nullptr}}));
}

}  // namespace
}  // namespace electra::test
