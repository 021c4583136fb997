// Odd records and files of records, for every command that reads them.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "growth/growth.h"
#include "lib/base/temporary_directory.h"

namespace electra::test {
namespace {

struct Input {
  const char* what;
  size_t unit;
  std::string (*text)(size_t n);
};

// Runs a command over inputs of a format.
class Records {
 public:
  explicit Records(std::vector<std::string> command) : command_(std::move(command)) {
    for (const char* more : {"--threads", "1", "--on-error", "skip"}) command_.emplace_back(more);
  }

  void check(const std::string& format, const std::vector<Input>& inputs) {
    for (const Input& input : inputs) {
      check_growth(command_[0] + " of " + format + ": " + input.what, input.unit, [&](size_t n) {
        std::vector<std::string> arguments = command_;
        arguments.insert(arguments.end(), {"--output", folder_ / "out", "--format", format});
        arguments.push_back(folder_.file("in", input.text(n)));
        return any(arguments);
      });
    }
  }

 private:
  TemporaryDirectory folder_;
  std::vector<std::string> command_;
};

std::string model(const char* name) { return golden("hf/" + std::string(name)); }

const std::vector<Input> lines = {
    {"blank lines", 1000, [](size_t n) { return std::string(n, '\n'); }},
    {"lines of blanks", 500, [](size_t n) { return repeated(n, "  \r\n"); }},
    {"a line without blanks", 3000, [](size_t n) { return std::string(n, 'a'); }},
    {"a line of punctuation", 1000, [](size_t n) { return std::string(n, '.'); }},
};

TEST_CASE("lines" * doctest::skip()) {
  Records({"tokenize", "--vocab", model("vocab.txt")}).check("text", lines);
  Records({"tokenize", "--vocab", model("vocab.txt"), "--offsets", "chars", "--output-format", "jsonl"})
      .check("text", lines);
  for (const auto& [command, name] : {std::pair{"embed", "model"}, {"classify", "seqcls-3"}, {"tag", "tokencls"}}) {
    Records({command, "--model", model(name)}).check("text", {lines[0], lines[2]});
  }
}

TEST_CASE("words" * doctest::skip()) {
  const std::vector<Input> odd = {
      {"short lines", 40, [](size_t n) { return repeated(n, "a\n"); }},
      {"masks", 200, [](size_t n) { return repeated(n, "[MASK] "); }},
      {"words", 100, [](size_t n) { return repeated(n, "the "); }},
      {"malformed bytes", 100, [](size_t n) { return std::string(n, '\xFF'); }},
  };
  Records({"fill-mask", "--model", model("maskedlm")}).check("text", odd);
  Records({"detect-replaced", "--model", model("pretraining")}).check("text", odd);
  Records({"tag", "--model", model("tokencls")}).check("text", odd);
}

TEST_CASE("cells" * doctest::skip()) {
  const std::vector<Input> csv = {
      {"quotes", 2000, [](size_t n) { return "text\n\"" + repeated(n, "\"\"") + "\"\n"; }},
      {"quoted cells", 500, [](size_t n) { return "text\n" + repeated(n, "\"\"\n"); }},
      {"a quote without an end", 1000, [](size_t n) { return "text\n\"" + repeated(n, "\n"); }},
      {"stray quotes", 500, [](size_t n) { return "text\n" + repeated(n, "a\"b\n"); }},
      {"lines in a cell", 1000, [](size_t n) { return "text\n\"" + repeated(n, "\n") + "\"\n"; }},
      {"columns", 1000, [](size_t n) { return "text" + repeated(n, ",c@") + "\n" + std::string(n, ',') + "\n"; }},
  };
  Records({"classify", "--model", model("seqcls-3"), "--columns", "text"}).check("csv", csv);
  const std::vector<Input> tsv = {
      {"columns", 1000, [](size_t n) { return "text" + repeated(n, "\tc@") + "\n" + std::string(n, '\t') + "\n"; }},
  };
  Records({"classify", "--model", model("seqcls-3"), "--columns", "text"}).check("tsv", tsv);
}

TEST_CASE("objects" * doctest::skip()) {
  const std::vector<Input> odd = {
      {"empty objects", 1000, [](size_t n) { return R"({"text":"","x":[)" + repeated(n, "{}", ",") + "]}\n"; }},
      {"keys", 500, [](size_t n) { return R"({"text":"")" + repeated(n, R"(,"k@":0)") + "}\n"; }},
      {"escapes", 1000, [](size_t n) { return R"({"text":")" + repeated(n, "\\n") + "\"}\n"; }},
      {"bad lines", 200, [](size_t n) { return repeated(n, "{\n"); }},
  };
  for (const auto& [command, name] : {std::pair{"embed", "model"},
                                      {"classify", "seqcls-3"},
                                      {"tag", "tokencls"},
                                      {"fill-mask", "maskedlm"},
                                      {"detect-replaced", "pretraining"}}) {
    Records({command, "--model", model(name)}).check("jsonl", odd);
  }
  Records({"choose", "--model", model("multiplechoice-first")})
      .check("jsonl", {{"choices", 10,
                        [](size_t n) { return R"({"question":"a","choices":[)" + repeated(n, "\"b\"", ",") + "]}\n"; }},
                       {"empty objects", 1000, [](size_t n) {
                          return R"({"question":"a","choices":["a","b"],"x":[)" + repeated(n, "{}", ",") + "]}\n";
                        }}});
}

std::string squad(const std::string& context, const std::string& questions) {
  return R"({"data":[{"paragraphs":[{"context":")" + context + R"(","qas":[)" + questions + "]}]}]}";
}

TEST_CASE("questions" * doctest::skip()) {
  const std::vector<Input> odd = {
      {"questions of one id", 10,
       [](size_t n) { return squad("the cat", repeated(n, R"({"id":"i","question":"a","answers":[]})", ",")); }},
      {"questions", 10,
       [](size_t n) { return squad("the cat", repeated(n, R"({"id":"i@","question":"a","answers":[]})", ",")); }},
      {"answers", 200,
       [](size_t n) {
         return squad("the cat", R"({"id":"i","question":"a","answers":[)" +
                                     repeated(n, R"({"text":"cat","answer_start":4})", ",") + "]}");
       }},
      {"bad questions", 200, [](size_t n) { return squad("the cat", repeated(n, "{}", ",")); }},
      {"blanks of a context", 500,
       [](size_t n) { return squad(std::string(n, ' ') + "cat", R"({"id":"i","question":"a","answers":[]})"); }},
  };
  Records({"qa", "--model", model("qa")}).check("squad", odd);
}

TEST_CASE("sentences" * doctest::skip()) {
  const std::vector<Input> odd = {
      {"empty sentences", 1000, [](size_t n) { return std::string(n, '\n'); }},
      {"words of a sentence", 100, [](size_t n) { return repeated(n, "a O\n"); }},
      {"columns of a word", 500, [](size_t n) { return "a" + repeated(n, " O") + "\n"; }},
      {"starts of documents", 200, [](size_t n) { return repeated(n, "-DOCSTART- O\n\n"); }},
  };
  Records({"tag", "--model", model("tokencls")}).check("conll", odd);
}

TEST_CASE("lists among the arguments") {
  const TemporaryDirectory folder;
  const auto line = folder.file("in.txt", "the [MASK]\n");
  check_growth("targets", 200, [&](size_t n) {
    return electra({"fill-mask", "--model", model("maskedlm"), "--threads", "1", "--targets", repeated(n, "the", ","),
                    "--output", folder / "out", line});
  });
  check_growth("files", 50, [&](size_t n) {
    const auto empty = folder.file("empty.txt", "");
    std::vector<std::string> arguments = {"tokenize", "--vocab", model("vocab.txt"), "--output", folder / "out"};
    arguments.insert(arguments.end(), n, empty);
    return electra(arguments);
  });
}

// Predictions and gold of the same items.
void check_score(const char* what, const std::string& task, size_t unit,
                 const std::function<std::pair<std::string, std::string>(size_t n)>& files,
                 const std::vector<std::string>& more = {}) {
  const TemporaryDirectory folder;
  check_growth(task + ": " + what, unit, [&](size_t n) {
    const auto& [predictions, gold] = files(n);
    std::vector<std::string> arguments = {"score", task};
    arguments.push_back(folder.file("predictions", predictions));
    arguments.push_back(folder.file("gold", gold));
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.insert(arguments.end(), {"--output", folder / "out"});
    return electra(arguments);
  });
}

TEST_CASE("predictions beside gold" * doctest::skip()) {
  const auto both = [](const std::string& text) { return std::pair(text, text); };
  check_score("one sentence", "tag", 500, [&](size_t n) { return both(repeated(n, "a B-X\n")); });
  check_score("types", "tag", 300, [&](size_t n) { return both(repeated(n, "a B-T@\n")); });
  check_score("a span", "tag", 500, [&](size_t n) { return both("a B-X\n" + repeated(n, "a I-X\n")); });
  check_score(
      "labels of a text", "classify", 100,
      [](size_t n) { return std::pair(repeated(n, "L@\t1", "\t") + "\n", repeated(n, "L@", ",") + "\n"); },
      {"--format", "tsv", "--label-column", "1", "--predictions-format", "tsv", "--problem-type", "multi-label"});
  check_score("words", "detect-replaced", 300, [](size_t n) {
    return std::pair(R"({"words":[)" + repeated(n, R"({"text":"a","start":0,"end":1,"score":0.5})", ",") + "]}\n",
                     R"({"text":")" + repeated(n, "a ") + R"(","replaced":[]})" + "\n");
  });
  const std::string question = R"({"id":"i@","question":"a","answers":[{"text":"a","answer_start":0}]})";
  check_score("questions", "qa", 200,
              [&](size_t n) {
                return std::pair("{" + repeated(n, R"("i@":"a")", ",") + "}", squad("a", repeated(n, question, ",")));
              },
              {"--format", "squad", "--predictions-format", "squad"});
  check_score("answers", "qa", 200,
              [&](size_t n) {
                return std::pair(R"({"i":"a"})",
                                 squad("a b", R"({"id":"i","question":"a","answers":[)" +
                                                  repeated(n, R"({"text":"a b","answer_start":0})", ",") + "]}"));
              },
              {"--format", "squad", "--predictions-format", "squad"});
  check_score("words of an answer", "qa", 2000,
              [&](size_t n) {
                return std::pair(R"({"i":")" + repeated(n, "w@ ") + "\"}",
                                 squad(repeated(n, "w@ "), R"({"id":"i","question":"a","answers":[{"text":")" +
                                                               repeated(n, "w@ ") + R"(","answer_start":0}]})"));
              },
              {"--format", "squad", "--predictions-format", "squad"});
}

}  // namespace
}  // namespace electra::test
