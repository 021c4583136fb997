// --keep: columns and members that pass through to the results.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/examples/record_object.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

RunResult run(const Folder& folder, const std::string& command) { return folder.shell("electra " + command); }

const std::string objects =
    R"({"text": "the [MASK] sat", "question": "who?", "context": "Ann ran.", "prompt": "p", "choices": ["a", "b"], )"
    R"("ref": 12345678901234567890, "meta": {"b": 1.0, "a": "\u00e9"}, "title": "A\tB"})"
    "\n"
    R"({"text": "my school", "question": "when?", "context": "On Monday.", "prompt": "q", "choices": ["c"], )"
    R"("title": null, "ref": -0.50, "meta": [1, 2]})"
    "\n";

// A command, and the key that its objects begin with.
struct Command {
  const char* command;
  const char* key;
};
const Command commands[] = {{"classify", "labels"},     {"choose", "choice"}, {"detect-replaced", "words"},
                            {"fill-mask", "masks"},     {"tag", "spans"},     {"embed", "embedding"},
                            {"qa --format jsonl", "id"}};

TEST_CASE("members of jsonl pass through as they were written, before the result's own, in every command") {
  const Folder folder;
  folder.write("a.jsonl", objects);
  for (const Command& one : commands) {
    CAPTURE(one.command);
    const std::string flags = std::string(one.command) + " --quiet --output-format jsonl a.jsonl";
    const RunResult result = run(folder, flags + " --keep title,ref,meta");
    CHECK(result.err == "");
    std::istringstream lines(result.out), plain(run(folder, flags).out);
    std::string line, without;
    REQUIRE(std::getline(lines, line));
    const std::string first = R"({"title":"A\tB","ref":12345678901234567890,"meta":{"b": 1.0, "a": "\u00e9"},)";
    CHECK(line.starts_with(first + '"' + one.key + '"'));
    std::getline(plain, without);
    CHECK(without == "{" + line.substr(first.size()));
    REQUIRE(std::getline(lines, line));
    CHECK(line.starts_with(R"({"title":null,"ref":-0.50,"meta":[1, 2],")" + std::string(one.key) + '"'));
  }
}

TEST_CASE("every key of an object is refused for a kept member") {
  const Folder folder;
  folder.write("a.jsonl", objects);
  for (const Command& one : commands) {
    CAPTURE(one.command);
    const std::string flags = std::string(one.command) + " --quiet --with-filename --output-format jsonl a.jsonl";
    const std::string out = run(folder, flags).out;
    const nlohmann::json object = nlohmann::json::parse(out.substr(0, out.find('\n')));
    for (const auto& member : object.items()) {
      CAPTURE(member.key());
      const RunResult result = run(folder, flags + " --keep title," + member.key());
      CHECK(result.code == 2);
      CHECK(result.err.find("--keep: the output has a key '" + member.key() + "' of its own") != std::string::npos);
    }
  }
}

TEST_CASE("so are those of objects of words") {
  const Folder folder;
  folder.write("a.jsonl", R"({"id": 1, "tokens": ["Ann"], "tags": ["O"], "title": "A", "words": 2})"
                          "\n");
  for (const char* key : {"id", "tokens", "tags"}) {
    const RunResult result = run(folder, std::string("tag --quiet a.jsonl --keep title,") + key);
    CHECK(result.code == 2);
    CHECK(result.err.find("--keep: the output has a key '" + std::string(key) + "' of its own") != std::string::npos);
  }
  const RunResult kept = run(folder, "tag --quiet a.jsonl --keep title,words");
  CHECK(kept.out == R"({"title":"A","words":2,"id":1,"tokens":["Ann"],"tags":["B-PER"]})"
                    "\n");
}

TEST_CASE("kept columns stand in tsv behind file and line, as cells") {
  const Folder folder;
  folder.write("a.csv", "ref,text,title\n7,my school,\"a\tb, \"\"c\"\"\nd\"\n8,the way,\n");
  const std::string model = " --quiet --model " + golden("hf/pretraining");
  const std::string rows = "detect-replaced --all --output-format tsv --columns text --keep title,ref a.csv" + model;
  CHECK(folder.shell("electra " + rows + " | cut -f 1-6").out ==
        "2\ta b, \"c\" d\t7\t0\t2\tmy\n2\ta b, \"c\" d\t7\t3\t9\tschool\n3\t\t8\t0\t3\tthe\n3\t\t8\t4\t7\tway\n");
  CHECK(folder.shell("electra " + rows + " --with-filename | cut -f 1-7 | tail -n 1").out ==
        "a.csv\t4\t\t8\t4\t7\tway\n");
  const std::string labels = "classify --columns text --keep ref a.csv --model " + golden("hf/seqcls-3");
  CHECK(folder.shell("electra " + labels + " | cut -f 1,2").out == "7\tcontradiction\n8\tcontradiction\n");
  CHECK(folder.shell("electra " + labels + " --with-filename | cut -f 1-3").out == "a.csv\t2\t7\na.csv\t4\t8\n");
}

TEST_CASE("columns are kept by number, too, under the name that was asked for") {
  const Folder folder;
  folder.write("a.tsv", "7\tmy school\n8\tthe way\n");
  folder.write("b.tsv", "ref\ttext\n7\tmy school\n");
  const std::string classify = "electra classify --output-format jsonl --model " + golden("hf/seqcls-3");
  CHECK(folder.shell(classify + " --columns 2 --keep 1 a.tsv | cut -c 1-20").out ==
        "{\"1\":\"7\",\"labels\":[{\n{\"1\":\"8\",\"labels\":[{\n");
  // One name is enough for a header.
  CHECK(folder.shell(classify + " --columns 2 --keep ref b.tsv | cut -c 1-12").out == "{\"ref\":\"7\",\"\n");
  CHECK(folder.shell(classify + " --columns text --keep 1 b.tsv | cut -c 1-12").out == "{\"1\":\"7\",\"la\n");
  const RunResult absent = folder.shell(classify + " --columns text --keep other b.tsv");
  CHECK(absent.code == 2);
  CHECK(absent.err.find("b.tsv: no column 'other', there is 'ref', 'text'") != std::string::npos);
}

TEST_CASE("a record without a kept member is bad, and keeps its place") {
  const Folder folder;
  folder.write("a.jsonl", "{\"text\": \"x\", \"n\": 1}\n{\"text\": \"y\"}\n{\"text\": \"z\", \"n\": [true]}\n");
  const std::string classify = "classify --model " + golden("hf/seqcls-3") + " --output-format jsonl --keep n a.jsonl";
  const RunResult stopped = run(folder, classify);
  CHECK(stopped.err == "electra: a.jsonl:2: no 'n' in the object, which --keep names\n");
  CHECK(stopped.code == 1);
  const RunResult skipped = folder.shell("electra " + classify + " --on-error skip | cut -c 1-12");
  CHECK(skipped.out == "{\"n\":1,\"labe\nnull\n{\"n\":[true],\n");
}

TEST_CASE("where there is no field or no room for it, --keep is refused with what mends it") {
  const Folder folder;
  folder.write("a.jsonl", objects);
  folder.write("a.txt", "my school\n");
  folder.write("a.conll", "my O\n\n");
  folder.write("a.json",
               R"({"data": [{"paragraphs": [{"context": "Ann ran.", "qas": [{"id": "x", "question": "who?"}]}]}]})");
  folder.write("a.csv", "text\nmy school\n");
  struct Case {
    std::string command, err;
  };
  const Case cases[] = {
      {"detect-replaced --keep title a.jsonl", "detect-replaced: --keep needs --output-format tsv or jsonl"},
      {"tag --keep title --output-format html a.jsonl", "tag: --keep needs --output-format tsv or jsonl"},
      {"embed --keep title --output x.npy a.jsonl", "embed: --keep needs --output-format tsv or jsonl"},
      {"classify --keep title a.txt", "classify: --keep is for tsv, csv and jsonl"},
      {"tag --keep title a.conll", "tag: --keep is for tsv, csv and jsonl"},
      {"qa --keep title --output-format tsv a.json", "qa: --keep is for tsv, csv and jsonl"},
      {"classify --keep text a.csv", "classify: --keep needs --columns, which name those of the text"},
      {"classify --keep title,title a.jsonl", "classify: --keep has 'title' twice"},
      {"classify --keep title, a.jsonl", "classify: --keep has an empty name"}};
  for (const Case& test : cases) {
    const RunResult result = run(folder, test.command);
    CHECK(result.err == "electra: " + test.err + "\n");
    CHECK(result.out == "");
    CHECK(result.code == 2);
  }
}

TEST_CASE("a value is found as it is written, whatever stands around it") {
  const auto value = [](const std::string& line, const std::string& key) {
    static_cast<void>(cli::parse_record_object(line));
    return cli::value_as_written(line, key).value_or("none");
  };
  CHECK(value(R"({"a": {"k": 1, "x": "}"}, "k" : [ 2, "]" ] , "b": 3})", "k") == R"([ 2, "]" ])");
  CHECK(value(R"({"a\"k": 1, "\u006b": "\\"})", "k") == R"("\\")");
  CHECK(value(R"({"k": 1, "k": 2})", "k") == "2");
  CHECK(value("{\"k\":\r[1,\r2]\r}", "k") == "[1, 2]");
  CHECK(value(R"({"a": "k", "b": ":"})", "k") == "none");
  CHECK(value("  {} ", "k") == "none");
  CHECK(value("\xEF\xBB\xBF{\"\": true}", "") == "true");
}

TEST_CASE("score reads rows behind kept columns, and takes none of them for the prediction") {
  const Folder folder;
  folder.write("c.jsonl",
               "{\"prompt\": \"p\", \"choices\": [\"a\", \"b\"], \"label\": 1, \"ref\": \"x\"}\n"
               "{\"prompt\": \"q\", \"choices\": [\"c\", \"d\", \"e\"], \"label\": 2, \"ref\": \"7\"}\n");
  folder.write("q.jsonl",
               "{\"id\": \"i\", \"ref\": 5, \"src\": \"j\", \"question\": \"who?\", \"context\": \"Ann ran.\", "
               "\"answers\": [{\"text\": \"Ann\", \"answer_start\": 0}]}\n");
  for (const std::string command : {"choose", "qa"}) {
    const std::string gold = command == "qa" ? "q.jsonl" : "c.jsonl";
    const std::string predict = "electra " + command + " --quiet --output-format tsv " + gold;
    const std::string score = " | electra score " + command + " - " + gold + " --predictions-format tsv";
    const RunResult plain = folder.shell(predict + score);
    REQUIRE(plain.err == "");
    const std::string second = command == "qa" ? "src" : "label";
    const std::vector<std::string> flags_of_rows = {" --keep ref", " --keep " + second, " --keep " + second + ",ref",
                                                    " --with-filename --keep ref," + second, " --with-filename"};
    for (const std::string& flags : flags_of_rows) {
      CAPTURE(command + flags);
      const RunResult kept = folder.shell(predict + flags + score);
      CHECK(kept.err == "");
      CHECK(kept.out == plain.out);
    }
  }
}

}  // namespace
}  // namespace electra::test
