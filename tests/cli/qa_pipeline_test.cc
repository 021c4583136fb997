// electra qa --postprocess pipeline: what the question-answering pipeline of Transformers answers, recorded.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/questions.h"
#include "cli/samples.h"
#include "support/gzip.h"

namespace electra::test {
namespace {

using nlohmann::json;

std::vector<std::string> flags_of(const json& options) {
  std::vector<std::string> flags;
  for (const auto& [key, flag] : {std::pair("top_k", "--n-best"),
                                  {"max_answer_len", "--max-answer-length"},
                                  {"max_seq_len", "--max-length"},
                                  {"doc_stride", "--doc-stride"},
                                  {"align_to_words", "--align-to-words"}}) {
    if (options.contains(key)) flags.insert(flags.end(), {flag, options.at(key).dump()});
  }
  if (options.contains("handle_impossible_answer")) flags.emplace_back("--handle-impossible-answer");
  return flags;
}

TEST_CASE("the pipeline's answers, scores and places, joined and in whole words") {
  const Folder folder;
  std::map<json, std::vector<json>> by_options;
  for (const json& record : json::parse(read_gzip(golden("models/qa_pipeline.json.gz")))) {
    by_options[record.at("options")].push_back(record);
  }
  size_t questions = 0;
  for (const auto& [options, records] : by_options) {
    std::string lines;
    for (const json& record : records) {
      lines += json{{"question", record.at("question")}, {"context", record.at("context")}}.dump() + '\n';
    }
    std::vector<std::string> flags = flags_of(options);
    flags.insert(flags.end(), {"--postprocess", "pipeline", "--precision", "f32", "--offsets", "chars", "--nbest", "n",
                               "--output-format", "jsonl"});
    const RunResult result = qa(folder, flags, lines);
    REQUIRE(result.err == "");
    std::istringstream written(result.out);
    const json n_best = json::parse(folder.read("n"));
    for (size_t i = 0; i < records.size(); ++i) {
      const std::string shown = records[i].dump();
      CAPTURE(shown);
      const json& expected = records[i].at("answers");
      const json& found = n_best.at(std::to_string(i + 1));
      REQUIRE(found.size() == expected.size());
      for (size_t k = 0; k < expected.size(); ++k) {
        CHECK(found[k].at("text") == expected[k].at("answer"));
        CHECK(std::abs(found[k].at("probability").get<double>() - expected[k].at("score").get<double>()) < 1e-4);
      }
      std::string line;
      std::getline(written, line);
      for (const char* key : {"start", "end", "answer"}) CHECK(json::parse(line).at(key) == expected[0].at(key));
      ++questions;
    }
  }
  CHECK(questions == 100);
}

TEST_CASE("a context without text has no answer, in either way") {
  const Folder folder;
  CHECK(qa(folder, {"--question", "Who?"}, "\n").out == "1\t\t0\t0\t0\n");
  CHECK(qa(folder, {"--question", "Who?", "--postprocess", "pipeline"}, " \n").out == "1\t\t0\t0\t0\n");
  CHECK(qa(folder, {},
           R"({"id": "a", "question": "Who?", "context": ""})"
           "\n")
            .out == "a\t\t0\t0\t0\n");
  const RunResult squad2 = qa(folder, {"--format", "squad", "--report", "r.json"},
                              R"([{"id": "a", "question": "Who?", "context": "", "answers": []}])");
  CHECK(squad2.out == "{\n    \"a\": \"\"\n}\n");
  CHECK(json::parse(folder.read("r.json")).at("exact") == 100.0);
}

TEST_CASE("an empty question is a question") {
  const Folder folder;
  const std::string line = R"({"question": "", "context": "In 1642."})"
                           "\n";
  CHECK(qa(folder, {}, line).code == 0);
  CHECK(qa(folder, {"--postprocess", "pipeline"}, line).code == 0);
}

TEST_CASE("what does not go with the pipeline is refused") {
  const Folder folder;
  const auto fault = [&](std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.end(), {"--postprocess", "pipeline"});
    return qa(folder, arguments, input).err;
  };
  CHECK(fault({"--null-threshold", "0"}).starts_with("electra: qa: --null-threshold needs --postprocess script"));
  CHECK(fault({"--max-query-length", "9"}).starts_with("electra: qa: --max-query-length needs --postprocess script"));
  CHECK(fault({"--tokenizer", "slow"}).find("the pipeline needs the fast tokenizer") != std::string::npos);
  CHECK(qa(folder, {"--align-to-words", "true"}).err ==
        "electra: qa: --align-to-words and --handle-impossible-answer need --postprocess pipeline\n");
  const std::string longer = R"({"question": "Is it? Is it? Is it? Is it?", "context": "It is. It is. It is. It is."})";
  CHECK(fault({"--max-length", "20"}, longer + "\n") ==
        "electra: <stdin>:1: the question leaves room for 5 pieces of the context in 20 tokens, expected more than the "
        "doc "
        "stride, 10: shorten it, or the doc stride\n");
}

}  // namespace
}  // namespace electra::test
