// Every command × every format that it reads: the same records give the same results, and a bad one between them is
// named, stops the run, or is skipped and keeps its place.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

using nlohmann::json;

// A file of a format: a record, a bad one and another good one, and what is said of the bad one. No bad one: every line
// is a record.
struct Input {
  std::string format;
  std::string flags;
  std::string head, first, bad, last, tail;
  std::string fault;
};

// <1> and <2> are two texts.
const Input of_texts[] = {
    {"text", "", "", "<1>\n", "", "<2>\n", "", ""},
    {"tsv", "--columns text", "id\ttext\n", "1\t<1>\n", "2\n", "3\t<2>\n", "",
     ":3: 1 column, expected 2 as in the header"},
    {"csv", "--columns text", "id,text\n", "1,\"<1>\"\n", "2,\"open\n", "3,<2>\n", "",
     ":3: a quoted cell does not end"},
    {"jsonl", "", "", "{\"text\": \"<1>\"}\n", "{\"txt\": \"x\"}\n", "{\"text\": \"<2>\"}\n", "",
     ":2: no \"text\": --columns names another member"},
    {"jsonl", "", "[\n", "{\"text\": \"<1>\"}, ", "{\"txt\": \"x\"},", "{\"text\":\n\"<2>\"}", "]",
     ": record 2: no \"text\": --columns names another member"},
    {"jsonl", "", "{\"data\": [", "{\"text\": \"<1>\"}, ", "{\"txt\": \"x\"},", "{\"text\": \"<2>\"}", "]}",
     ": record 2: no \"text\": --columns names another member"},
};
const Input of_pairs[] = {
    {"text", "--pair", "", "<1>\t<2>\n", "x\n", "<2>\t<1>\n", "", ":2: 1 column, expected 2 with a TAB between"},
    {"tsv", "--columns b,a", "a\tb\n", "<2>\t<1>\n", "x\n", "<1>\t<2>\n", "",
     ":3: 1 column, expected 2 as in the header"},
    {"csv", "--columns 1,2", "", "<1>,<2>\n", "x\n", "<2>,<1>\n", "", ":2: 1 column, expected at least 2"},
    {"jsonl", "", "", "{\"text\": \"<1>\", \"pair\": \"<2>\"}\n", "{\"text\": 1}\n",
     "{\"text\": \"<2>\", \"pair\": \"<1>\"}\n", "", ":2: 'text' is 1, expected a string or a list of words"},
};
const Input of_words[] = {
    {"conll", "", "", "Anna O\nLee O\nleft O\n\n", "x\n\n", "Rome O\nwon O\n", "",
     ":5: 1 column, expected 2 as in the lines before"},
    {"conllu", "", "# a\n", "1\tAnna_________\n2\tLee_________\n3\tleft_________\n\n", "1\tx\n\n",
     "1\tRome_________\n2\twon_________\n", "", ":6: 2 columns, expected 10 as in the lines before"},
    {"tagged", "", "", "Anna Lee left\tO O O\n", "x\tO O\n", "Rome won\tO O\n", "", ":2: 1 word, but 2 tags"},
    {"jsonl", "", "", "{\"tokens\": [\"Anna\", \"Lee\", \"left\"]}\n", "{\"tokens\": 1}\n",
     "{\"tokens\": [\"Rome\", \"won\"]}\n", "",
     ":2: no list \"tokens\" or \"words\": --word-column names the one with the words"},
    {"csv", "", "sentence_id,words,labels\n", "1,Anna,O\n1,Lee,O\n1,left,O\n", "\n2,x\n", "3,Rome,O\n3,won,O\n", "",
     ":6: 2 columns, expected 3 as in the header"},
};
const Input of_questions[] = {
    {"text", "--question 'Who left?'", "", "<1>\n", "", "<2>\n", "", ""},
    {"jsonl", "", "", "{\"question\": \"Who left?\", \"context\": \"<1>\"}\n", "{\"question\": \"x\"}\n",
     "{\"question\": \"Who left?\", \"context\": \"<2>\"}\n", "", ":2: no \"context\""},
    {"squad", "", "{\"data\": [{\"paragraphs\": [",
     "{\"context\": \"<1>\", \"qas\": [{\"id\": \"a\", \"question\": \"Who left?\"}]}, ",
     "{\"context\": \"x\", \"qas\": [{\"id\": \"b\"}]}, ",
     "{\"context\": \"<2>\", \"qas\": [{\"id\": \"c\", \"question\": \"Who left?\"}]}", "]}]}",
     ": paragraph 2, question 'b': no \"question\""},
    {"squad", "", "[", "{\"question\": \"Who left?\", \"context\": \"<1>\"}, ", "{\"id\": \"b\"}, ",
     "{\"question\": \"Who left?\", \"context\": \"<2>\"}", "]", ": question 2: no \"context\""},
};
const Input of_choices[] = {
    {"jsonl", "", "", "{\"prompt\": \"<1>\", \"choices\": [\"It fell.\", \"It was.\"]}\n", "{\"prompt\": \"x\"}\n",
     "{\"prompt\": \"<2>\", \"choices\": [\"It fell.\", \"It was.\"]}\n", "", ":2: no \"choices\""},
    {"csv", "", "sent1,sent2,ending0,ending1\n", "<1>,It,fell.,was.\n", "x,It\n", "<2>,It,fell.,was.\n", "",
     ":3: 2 columns, expected 4 as in the header"},
    {"jsonl", "", "", "{\"ctx_a\": \"<1>\", \"ctx_b\": \"It\", \"endings\": [\"fell.\", \"was.\"]}\n",
     "{\"ctx_a\": \"x\", \"endings\": []}\n",
     "{\"sent1\": \"<2>\", \"sent2\": \"It\", \"ending0\": \"fell.\", \"ending1\": \"was.\"}\n", "",
     ":2: 'endings' is [], expected a list of at least one"},
    {"jsonl", "", "[", "{\"article\": \"<1>\", \"question\": \"It _\", \"options\": [\"fell.\", \"was.\"]}, ",
     "{\"article\": \"x\", \"question\": 1}, ",
     "{\"article\": \"<2>\", \"questions\": [\"It _\"], \"options\": [[\"fell.\", \"was.\"]]}", "]",
     ": record 2: no \"options\""},
    {"jsonl", "", "",
     "{\"question\": {\"stem\": \"<1>\", \"choices\": [{\"label\": \"A\", \"text\": \"It fell.\"}, {\"label\": \"B\", "
     "\"text\": \"It was.\"}]}}\n",
     "{\"question\": {\"stem\": \"x\"}}\n",
     "{\"question\": \"<2>\", \"choices\": {\"label\": [\"A\", \"B\"], \"text\": [\"It fell.\", \"It was.\"]}}\n", "",
     ":2: 'question': no \"choices\""},
};

struct Served {
  std::string command;
  std::vector<Input> inputs;
  std::string first = "Anna Lee left", last = "Rome won";
};

std::vector<Served> all_served() {
  const auto list = [](const auto& inputs) { return std::vector<Input>(std::begin(inputs), std::end(inputs)); };
  std::vector<Served> all;
  for (const char* command : {"attend", "classify", "detect-replaced", "embed", "tag", "tokenize"}) {
    all.push_back({command, list(of_texts)});
  }
  all.push_back({"fill-mask", list(of_texts), "He opened the [MASK]", "[MASK] won"});
  for (const char* command : {"attend", "classify", "embed", "tokenize"}) all.push_back({command, list(of_pairs)});
  all.push_back({"tag", list(of_words)});
  all.push_back({"qa", list(of_questions)});
  all.push_back({"choose", list(of_choices)});
  return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string filled(const std::string& text, const Served& served) {
  return replaced(replaced(replaced(text, "<1>", served.first), "<2>", served.last), "_________",
                  "\t_\t_\t_\t_\t_\t_\t_\t_");
}

// The objects of jsonl by lines, without what tells one record from the other.
std::vector<json> objects_of(const std::string& lines) {
  std::vector<json> objects;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    json object = json::parse(line);
    if (object.is_object()) object.erase("id");
    objects.push_back(std::move(object));
  }
  return objects;
}

class Run {
 public:
  Run(const Served& served, const Input& input) : served_(served), input_(input) {
    folder_.write("input", filled(input.head + input.first + input.last + input.tail, served));
    folder_.write("bad", filled(input.head + input.first + input.bad + input.last + input.tail, served));
  }

  RunResult of(const std::string& file, const std::string& more = "") const {
    return folder_.shell(fmt::format("electra {} --format {} --quiet {} {} --output-format jsonl {}", served_.command,
                                     input_.format, input_.flags, more, file));
  }

 private:
  Folder folder_;
  const Served& served_;
  const Input& input_;
};

TEST_CASE("records give the same results in every format that a command reads") {
  for (const Served& served : all_served()) {
    std::vector<json> expected;
    for (const Input& input : served.inputs) {
      CAPTURE(served.command + " --format " + input.format + ": " + input.head + input.first);
      const Run run(served, input);
      const RunResult result = run.of("input");
      CHECK(result.err == "");
      CHECK(result.code == 0);
      const std::vector<json> results = objects_of(result.out);
      CHECK(results.size() >= 2);
      if (expected.empty()) expected = results;
      CHECK(results == expected);
    }
  }
}

// The tag that tag adds to every line of CoNLL.
std::vector<std::string> tags_of(const std::string& lines) {
  std::vector<std::string> tags;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    tags.push_back(line.substr(line.find_last_of("\t ") + 1));
  }
  return tags;
}

TEST_CASE("the words of CoNLL are tagged like the text that they make") {
  const Folder folder;
  const json spans = json::parse(folder.electra({"tag", "--quiet", "--output-format", "jsonl"}, "Anna Lee left\n").out);
  CHECK(spans["spans"][0]["text"] == "Anna Lee");
  CHECK(spans["spans"][0]["label"] == "PER");
  CHECK(tags_of(folder.electra({"tag", "--quiet", "--format", "conll"}, "Anna\nLee\nleft\n").out) ==
        std::vector<std::string>{"B-PER", "I-PER", "O"});
}

// One result in place of each bad record; none in squad, whose questions have ids.
void check_bad(const Served& served, const Input& input) {
  const Run run(served, input);
  const RunResult stopped = run.of("bad");
  CHECK(stopped.err == "electra: bad" + input.fault + "\n");
  CHECK(stopped.code == 1);
  const RunResult skipped = run.of("bad", "--on-error skip");
  CHECK(skipped.err == "");
  CHECK(skipped.code == 3);
  std::vector<json> left = objects_of(skipped.out);
  const auto place = std::ranges::find(left, json());
  if (input.format == "squad") {
    CHECK(left.size() == 2);
  } else {
    CHECK(place == left.begin() + 1);
    if (place != left.end()) left.erase(place);
  }
  CHECK(left == objects_of(run.of("input").out));
}

TEST_CASE("a bad record is named in one line, and skipped it keeps its place") {
  for (const Served& served : all_served()) {
    for (const Input& input : served.inputs) {
      if (input.bad.empty()) continue;
      CAPTURE(served.command + " --format " + input.format + ": " + input.head + input.bad);
      check_bad(served, input);
    }
  }
}

TEST_CASE("the table above has every format that a command lists, with a bad record where there can be one") {
  std::map<std::string, std::vector<Input>> rows;
  for (const Served& served : all_served()) {
    std::vector<Input>& inputs = rows[served.command];
    inputs.insert(inputs.end(), served.inputs.begin(), served.inputs.end());
  }
  for (const std::string& command : command_names()) {
    CAPTURE(command);
    if (command == "score") continue;  // each of its tasks has formats of its own (output_matrix_test.cc)
    for (const std::string& format : choices_of({command, "--format"})) {
      CAPTURE(format);
      CHECK(std::ranges::find(rows[command], format, &Input::format) != rows[command].end());
      const bool has_bad = std::ranges::any_of(
          rows[command], [&](const Input& input) { return input.format == format && !input.bad.empty(); });
      CHECK((has_bad || format == "text"));
    }
  }
}

}  // namespace
}  // namespace electra::test
