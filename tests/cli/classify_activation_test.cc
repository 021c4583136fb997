// electra classify --activation: the scores of Transformers' text-classification pipeline, and what does not change.
#include <doctest/doctest.h>

#include <cmath>
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

// The model labels-N of golden/classify as ./m, with these keys in its config.
void write_model(const Folder& folder, int num_labels, const json& keys) {
  const std::string source = golden("classify/labels-" + std::to_string(num_labels));
  std::filesystem::remove_all(folder.path() / "m");
  std::filesystem::copy(source, folder.path() / "m");
  json config = read_json(source + "/config.json");
  config.update(keys);
  folder.write("m/config.json", config.dump());
}

RunResult classify(const Folder& folder, std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.begin(), {"classify", "--quiet", "--model", "./m"});
  return folder.electra(arguments, input);
}

json report_of(const Folder& folder, std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.end(), {"--columns", "1", "--label-column", "2", "--report", "r.json"});
  const RunResult result = classify(folder, std::move(arguments), input);
  CHECK(result.err == "");
  REQUIRE(result.code == 0);
  folder.write("predictions.tsv", result.out);
  return metrics_in(folder.read("r.json"));
}

const std::vector<std::vector<std::string>> activations = {
    {}, {"--activation", "none"}, {"--activation", "sigmoid"}, {"--activation", "softmax"}};

TEST_CASE("scores are those of the pipeline, by label, whatever the config says and the flag") {
  const json recorded = read_json(golden("classify/expected.json"));
  std::string input;
  for (const json& text : recorded.at("texts")) {
    json record = {{"text", text[0]}};
    if (text.size() == 2) record["pair"] = text[1];
    input += record.dump() + "\n";
  }
  const Folder folder;
  for (const json& row : recorded.at("cases")) {
    CAPTURE(row.dump());
    write_model(folder, row.at("num_labels"), {{"problem_type", row.at("problem_type")}});
    std::vector<std::string> arguments = {"--all-scores", "--format", "jsonl", "--output-format", "jsonl"};
    if (const json& name = row.at("function_to_apply"); !name.is_null()) {
      arguments.insert(arguments.end(), {"--activation", name.get<std::string>()});
    }
    std::istringstream lines(classify(folder, arguments, input).out);
    for (const json& expected : row.at("results")) {
      std::string line;
      REQUIRE(std::getline(lines, line));
      json scores = json::object();
      const json written = json::parse(line);
      if (written.contains("value")) scores["low"] = written.at("value");
      for (const json& label : written.value("labels", json::array())) scores[label.at("label")] = label.at("score");
      REQUIRE(scores.size() == expected.size());
      for (const auto& [label, score] : expected.items()) {
        CHECK(std::abs(scores.at(label).get<double>() - score.get<double>()) < 1e-4);
      }
    }
  }
}

TEST_CASE("one label: its probability with its name, or its value alone") {
  const Folder folder;
  const auto line = [&](const json& keys, std::vector<std::string> arguments) {
    write_model(folder, 1, keys);
    return classify(folder, std::move(arguments), "no\n").out;
  };
  const json nothing = json::object(), regression = {{"problem_type", "regression"}};
  const std::string labelled = line(nothing, {});
  CHECK(labelled.starts_with("low\t0.1975"));
  CHECK(line(nothing, {"--activation", "sigmoid"}) == labelled);
  CHECK(line(nothing, {"--activation", "softmax"}) == "low\t1\n");
  CHECK(line(nothing, {"--activation", "none"}).starts_with("-1.401"));
  CHECK(line({{"function_to_apply", "NONE"}}, {}).starts_with("-1.401"));
  CHECK(line({{"function_to_apply", "none"}}, {"--activation", "sigmoid"}) == labelled);
  CHECK(line(regression, {}).starts_with("-1.401"));
  CHECK(line(regression, {"--activation", "sigmoid"}) == labelled);
  CHECK(line({{"problem_type", "single_label_classification"}}, {"--activation", "none"}).starts_with("low\t-1.401"));
}

TEST_CASE("the activation changes numbers, not labels") {
  const Folder folder;
  const auto labels = [&](const json& keys, std::vector<std::string> arguments) {
    write_model(folder, 3, keys);
    arguments.insert(arguments.end(), {"--output-format", "jsonl"});
    std::string names;
    const json written = json::parse(classify(folder, arguments, "the long way back to the city\n").out);
    for (const json& label : written.at("labels")) names += label.at("label").get<std::string>() + " ";
    return names;
  };
  for (std::vector<std::string> arguments : activations) {
    CAPTURE(json(arguments).dump());
    CHECK(labels(json::object(), arguments) == "low ");
    // With sigmoids of 0.83, 0.28 and 0.64.
    CHECK(labels({{"problem_type", "multi_label_classification"}}, arguments) == "low high ");
    arguments.insert(arguments.end(), {"--threshold", "0.25"});
    CHECK(labels({{"problem_type", "multi_label_classification"}}, arguments) == "low high middle ");
  }
  // The values of a regression are no ranking, its probabilities are one.
  CHECK(labels({{"problem_type", "regression"}}, {}) == "low middle high ");
  CHECK(labels({{"problem_type", "regression"}}, {"--activation", "softmax"}) == "low ");
}

TEST_CASE("metrics go by the kind of labels, whatever the activation") {
  const Folder folder;
  const std::string values = "my school\t0.25\nno\t-1\nthe long way\t2\n", names = "no\thigh\nmy school\tlow,high\n";
  for (const json& keys : {json::object(), json{{"problem_type", "regression"}}}) {
    write_model(folder, 1, keys);
    const json report = report_of(folder, {"--activation", "none"}, values);
    CHECK(report.contains("pearson"));
    // Of the logits, as the loss.
    CHECK(report.at("mse").get<double>() == doctest::Approx(report.at("loss").get<double>()).epsilon(1e-6));
    for (const auto& arguments : activations) CHECK(report_of(folder, arguments, values) == report);
  }
  write_model(folder, 3, {{"problem_type", "multi_label_classification"}});
  const json report = report_of(folder, {}, names);
  CHECK(report.contains("exact_match"));
  for (const auto& arguments : activations) CHECK(report_of(folder, arguments, names) == report);
}

TEST_CASE("score takes the score of a lone label for the value of a regression where one says so") {
  const Folder folder;
  write_model(folder, 1, json::object());
  const std::string gold = "my school\t0.25\nno\t-1\nthe long way\t2\n";
  folder.write("gold.tsv", gold);
  const json report = report_of(folder, {}, gold);
  const std::vector<std::string> arguments = {"score",          "classify", "predictions.tsv", "gold.tsv",
                                              "--label-column", "2",        "--output-format", "json"};
  std::vector<std::string> stated = arguments;
  stated.insert(stated.end(), {"--problem-type", "regression"});
  const RunResult scored = folder.electra(stated);
  CHECK(scored.err == "");
  // The sigmoid keeps the order.
  CHECK(json::parse(scored.out).at("spearman") == report.at("spearman"));
  CHECK(folder.electra(arguments).err.find("--problem-type regression compares scores\n") != std::string::npos);
  folder.write("predictions.tsv", "a\t0.5\tb\t0.5\na\t1\na\t1\n");
  CHECK(folder.electra(stated).err == "electra: predictions.tsv:1, gold.tsv:1: label 'a', expected a number\n");
}

TEST_CASE("a function that the pipeline does not know is refused") {
  const Folder folder;
  write_model(folder, 2, {{"function_to_apply", "tanh"}});
  const RunResult named = classify(folder, {}, "no\n");
  CHECK(named.code == 1);
  CHECK(named.err == "electra: ./m/config.json: 'function_to_apply' is \"tanh\", expected none, sigmoid or softmax\n");
  const RunResult given = classify(folder, {"--activation", "tanh"}, "no\n");
  CHECK(given.code == 2);
  CHECK(given.err.find("--activation: 'tanh', expected one of none, sigmoid, softmax\n") != std::string::npos);
  write_model(folder, 2, {{"function_to_apply", "Sigmoid"}});
  CHECK(folder.electra({"convert", "--quiet", "./m", "copy"}).code == 0);
  CHECK(json::parse(folder.read("copy/config.json")).at("function_to_apply") == "sigmoid");
}

}  // namespace
}  // namespace electra::test
