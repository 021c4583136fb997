// JSON in every layout that people have it in, as the commands read it.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

RunResult classify(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin(), {"classify", "--model", "electra-mini-sst2", "--output-format", "jsonl"});
  return folder.electra(arguments, input);
}

TEST_CASE("objects are read alike as lines, as a list, as \"data\" and over several lines") {
  const Folder folder;
  const std::string first = "{\"text\": \"a fine film\", \"label\": \"positive\"}";
  const std::string second = "{\"text\":\n\"a bad one\",\n\"label\": \"negative\"}";
  const std::string one_line = "{\"text\": \"a bad one\", \"label\": \"negative\"}";
  folder.write("lines.jsonl", first + "\n" + one_line + "\n");
  folder.write("list.json", "[" + first + ", " + second + "]\n");
  folder.write("data.json", "{\"version\": \"0.1.0\", \"data\": [" + first + ", " + second + "]}");
  folder.write("documents.txt", "{\n" + first.substr(1) + "\n" + second + "\n");
  const RunResult lines = classify(folder, {"--evaluate", "lines.jsonl"});
  CHECK(lines.code == 0);
  for (const std::string file : {"list.json", "data.json", "documents.txt"}) {
    CAPTURE(file);
    const RunResult result = classify(folder, {"--evaluate", file});
    CHECK(result.out == lines.out);
    CHECK(result.err == "electra: " + file + ": read as jsonl\n" + lines.err);
    const RunResult piped = classify(folder, {"--evaluate"}, folder.read(file));
    CHECK(piped.out == lines.out);
    CHECK(piped.err == "electra: <stdin>: read as jsonl\n" + lines.err);
  }
}

TEST_CASE(
    "an object that goes on below its first line is read like one in a line, and one that is cut off costs its line") {
  const Folder folder;
  const std::string fine = "{\"text\": \"a fine film\", \"label\": [\"positive\"]}\n";
  const std::string expected = classify(folder, {"--quiet"}, fine + fine).out;
  for (const std::string first :
       {"{\"text\": \"a fine film\",\n\"label\": [\"positive\"]}\n",
        "{\"label\": [ \n\"positive\"],\n\"text\": \"a fine film\"}\n",
        "{\"label\": [\n{}],\n\"text\": \"a fine film\"}\n", "{\"label\": {\r\n},\r\n\"text\": \"a fine film\"}\r\n"}) {
    CAPTURE(first);
    CHECK(classify(folder, {"--quiet"}, first + fine).out == expected);
  }
  for (const std::string first :
       {"{\"text\": \"a fine f\n", "{\"text\": \"a fine film\",\n", "{\"text\": \"a,\nb\"}\n"}) {
    CAPTURE(first);
    const RunResult result = classify(folder, {"--quiet", "--on-error", "skip"}, first + fine + fine);
    CHECK(result.code == 3);
    CHECK(result.out.starts_with("null\n"));
    CHECK(result.out.ends_with("\n" + expected));
  }
}

TEST_CASE("a byte order mark before a record is passed over, in lines and in a list") {
  const Folder folder;
  const std::string first = "{\"text\": \"a fine film\"}", second = "\xEF\xBB\xBF{\"text\": \"a bad one\"}";
  const std::string expected = classify(folder, {"--quiet"}, first + "\n" + second.substr(3) + "\n").out;
  CHECK(classify(folder, {"--quiet"}, first + "\n" + second + "\n").out == expected);
  CHECK(classify(folder, {"--quiet"}, "[" + first + ", " + second + "]").out == expected);
}

TEST_CASE(
    "an empty list is a document without records, and an object with an empty \"data\" beside others is a record") {
  const Folder folder;
  for (const std::string document : {"[]", "{\"data\": []}\n", "{\"version\": \"data\", \"data\":[ ]}",
                                     "{\n  \"data\": [\n  ],\n  \"version\": 2\n}\n"}) {
    CAPTURE(document);
    folder.write("none.json", document);
    const RunResult none = classify(folder, {"--quiet", "none.json"});
    CHECK(none.err == "");
    CHECK(none.out == "");
    CHECK(none.code == 0);
    CHECK(folder.electra({"qa", "--quiet", "none.json"}).out == "{}\n");
  }
  const std::string record = "{\"data\": [], \"text\": \"a fine film\"}\n";
  CHECK(classify(folder, {"--quiet"}, record).out ==
        classify(folder, {"--quiet"}, "{\"text\": \"a fine film\"}\n").out);
  CHECK(classify(folder, {"--quiet"}, "{\"data\": [], \"rows\": [1]}\n").code == 1);
}

TEST_CASE("an object with a text is a record, also alone in its file and with a list \"data\" beside the text") {
  const Folder folder;
  const std::string expected = classify(folder, {"--quiet"}, "{\"text\": \"a fine film\"}\n").out;
  const std::string record = "{\"text\": \"a fine film\", \"data\": [{\"text\": \"a bad one\"}]}\n";
  CHECK(classify(folder, {"--quiet"}, record).out == expected);
  CHECK(classify(folder, {"--quiet"}, record + record).out == expected + expected);
  const std::string behind = "{\"data\": [{\"text\": \"a bad one\"}], \"text\": \"a fine film\"}\n";
  CHECK(classify(folder, {"--quiet"}, behind).out == expected);
  CHECK(classify(folder, {"--quiet"}, behind + behind).out == expected + expected);
  const std::string question = "{\"question\": \"Who?\", \"context\": \"Ann left.\", \"data\": [{\"id\": 1}]}\n";
  CHECK(folder.electra({"qa", "--quiet", "--format", "jsonl"}, question).code == 0);
}

TEST_CASE("an object whose own members have a list \"data\" is one object") {
  const Folder folder;
  const RunResult alone = classify(folder, {"--quiet"}, "{\"text\": \"a fine film\"}\n");
  CHECK(classify(folder, {"--quiet"}, "{\"meta\": {\"data\": [{\"x\": 1}]},\n\"text\": \"a fine film\"}\n").out ==
        alone.out);
  CHECK(classify(folder, {"--quiet"}, "{\n\"meta\": [{\"data\": [{}]}],\n\"text\": \"a fine film\"}\n").out ==
        alone.out);
  const RunResult none = classify(folder, {"--quiet"}, "{\n\"rows\": {\"data\": [{\"text\": \"x\"}]}}\n");
  CHECK(none.err == "electra: <stdin>: record 1: no \"text\": --columns names another member\n");
  CHECK(none.code == 1);
}

TEST_CASE("a bad element is named by its number, and a list that does not end is an error behind its elements") {
  const Folder folder;
  const RunResult bad = classify(folder, {"--quiet", "--on-error", "skip"}, "[{\"text\": \"a\"}, 3]");
  CHECK(bad.code == 3);
  CHECK(bad.out.ends_with("null\n"));
  const RunResult stopped = classify(folder, {"--quiet"}, "[{\"text\": \"a\"}, 3]");
  CHECK(stopped.err == "electra: <stdin>: record 2: 3, expected an object\n");
  const RunResult cut = classify(folder, {"--quiet"}, "[{\"text\": \"a\"},");
  CHECK(cut.code == 1);
  CHECK(!cut.out.empty());
  CHECK(cut.err == "electra: <stdin>: the list does not end\n");
}

TEST_CASE("an empty list has no records, where jsonl is read") {
  const Folder folder;
  for (const std::string list : {"[]", "[ ]\n", "\xEF\xBB\xBF[\n]\n\n"}) {
    CAPTURE(list);
    folder.write("a.json", list);
    for (const std::string command : {"classify a.json", "choose a.json", "detect-replaced a.json", "embed a.json",
                                      "tokenize --format jsonl", "qa --format jsonl"}) {
      CAPTURE(command);
      const RunResult result = folder.shell("electra " + command + " --quiet", list);
      CHECK(result.err == "");
      CHECK(result.out == "");
      CHECK(result.code == 0);
    }
  }
  CHECK(folder.shell("electra tokenize --quiet", "[]\n").out == "[CLS] [ ] [SEP]\n");  // a text
  CHECK(folder.shell("electra tokenize --format jsonl --quiet", "[] x\n").err ==
        "electra: <stdin>: not JSON at byte 4: something stands beside the list\n");
}

TEST_CASE("what mends an object without a text is said where something does") {
  const Folder folder;
  folder.write("a.jsonl", "{\"txt\": \"a\", \"replaced\": [], \"original\": []}\n");
  folder.write("b.jsonl", "{\"text\": null}\n");
  folder.write("c.jsonl", "\n");
  for (const char* command : {"classify", "detect-replaced", "fill-mask", "embed", "tag", "tokenize"}) {
    CAPTURE(command);
    const auto fault = [&](const std::string& flags) {
      return folder.shell(std::string("electra ") + command + " --quiet " + flags).err;
    };
    CHECK(fault("a.jsonl") == "electra: a.jsonl:1: no \"text\": --columns names another member\n");
    CHECK(fault("a.jsonl --columns tx") == "electra: a.jsonl:1: no \"tx\"\n");
    CHECK(fault("b.jsonl").starts_with("electra: b.jsonl:1: 'text' is null, expected a string"));
    CHECK(fault("c.jsonl") == "electra: c.jsonl:1: an empty line, expected an object\n");
  }
  for (const std::string task : {"detect-replaced", "fill-mask"}) {
    CHECK(folder.electra({"score", task, "-", "a.jsonl"}, "null\n").err == "electra: a.jsonl:1: no \"text\"\n");
  }
}

}  // namespace
}  // namespace electra::test
