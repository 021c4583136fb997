// Files that are not what a command reads: refused with what mends it, before anything is written.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

using namespace std::string_literals;

const std::string bzip2 = "BZh91AY&SY\0\0\0\0"s;
const std::string utf32 = "\xFF\xFE\0\0t\0\0\0\n\0\0\0"s;

// Every command that reads texts or records.
const std::vector<std::string> readers = {"attend",
                                          "tokenize",
                                          "tokenize --decode",
                                          "detect-replaced",
                                          "fill-mask",
                                          "classify",
                                          "qa",
                                          "qa --question q",
                                          "qa --format squad",
                                          "tag",
                                          "tag --format conll",
                                          "choose --format csv",
                                          "embed"};

TEST_CASE("other containers and encodings are refused by all commands") {
  for (const std::string& command : readers) {
    CAPTURE(command);
    for (const auto& [content, name, filter] :
         {std::tuple(bzip2, "bzip2", "bzcat"), {utf32, "UTF-32", "iconv -f UTF-32 -t UTF-8"}}) {
      const Folder folder;
      folder.write("a file", content);
      const RunResult file = folder.shell("electra " + command + " --quiet 'a file'");
      CHECK(file.code == 1);
      CHECK(file.out == "");
      CHECK(file.err.starts_with(fmt::format("electra: a file: is {}, expected ", name)));
      CHECK(file.err.ends_with(fmt::format(": pass on what '{} 'a file'' writes\n", filter)));
    }
  }
}

TEST_CASE("so are they from standard input, however lines are read") {
  for (const std::string command : {"tokenize", "tokenize --format jsonl", "qa --format squad --model {}/hf/qa",
                                    "tag --format conll --model {}/hf/tokencls"}) {
    CAPTURE(command);
    const Folder folder;
    const RunResult result =
        folder.shell("electra " + fmt::format(fmt::runtime(command), golden("")) + " --quiet", bzip2);
    CHECK(result.code == 1);
    CHECK(result.out == "");
    CHECK(result.err.starts_with("electra: <stdin>: is bzip2, expected "));
    CHECK(result.err.ends_with(": pass it through bzcat first\n"));
  }
}

TEST_CASE("JSON is read as such whatever its name, unless it is said to be text") {
  const Folder folder;
  folder.write("a.txt", "{\"text\": \"the cat\"}\n");
  for (const std::string command : {"attend", "tokenize", "detect-replaced", "fill-mask", "classify", "tag", "embed"}) {
    CAPTURE(command);
    const RunResult result = folder.electra({command, "a.txt"});
    CHECK(result.err.starts_with("electra: a.txt: read as jsonl\n"));
    CHECK(result.out == folder.electra({command, "--format", "jsonl", "a.txt"}).out);
    CHECK(result.out != folder.electra({command, "--format", "text", "a.txt"}).out);
    CHECK(result.code == 0);
  }
}

TEST_CASE("a file of SQuAD has its own questions") {
  const Folder folder;
  const std::string squad = R"({"data": [{"paragraphs": []}]})";
  folder.write("q.json", squad);
  const RunResult asked = folder.electra({"qa", "--quiet", "--question", "who?", "q.json"});
  CHECK(asked.err == "electra: qa: --question is for lines of text; the input has questions of its own\n");
  CHECK(asked.code == 2);
  CHECK(folder.electra({"qa", "--quiet"}, squad).code == 0);
  CHECK(folder.electra({"classify", "--quiet", "q.json"}).err ==
        "electra: classify: q.json: JSON as of SQuAD, expected objects with texts: electra qa reads it\n");
}

TEST_CASE("the first file that is something else stops the run before it begins") {
  const Folder folder;
  folder.write("a.txt", "the cat\n");
  folder.write("b.txt", "EU NNP B-NP B-ORG\nrejects VBZ B-VP O\n");
  const RunResult result = folder.electra({"classify", "--quiet", "a.txt", "b.txt"});
  CHECK(result.out == "");
  CHECK(result.err ==
        "electra: classify: b.txt: CoNLL, expected lines of text: electra tag reads it; --format text takes it as it "
        "is\n");
}

TEST_CASE("what is jsonl by default must begin like it") {
  const Folder folder;
  const std::string table = "sent1,sent2,ending0,ending1,label\na,b,c,d,0\n";
  const auto choose = [&](const std::string& flags, const std::string& input) {
    return folder.shell("electra choose --quiet " + flags, input);
  };
  for (const std::string& input : {table, " \n a\tb\n"s, "Anna B-PER\n"s, "\xEF\xBB\xBFtext\n"s}) {
    CAPTURE(input);
    const RunResult result = choose("", input);
    CHECK(result.err == "electra: choose: <stdin>: no JSON, expected jsonl: --format says what else it is\n");
    CHECK(result.out == "");
    CHECK(result.code == 2);
  }
  CHECK(choose("--format csv", table).code == 0);
  CHECK(choose("", "").code == 0);
  CHECK(choose("", bzip2).err.starts_with("electra: <stdin>: is bzip2, expected jsonl: "));
  CHECK(choose("--format jsonl", table).err.starts_with("electra: <stdin>:1: not JSON at byte 1: "));
  const std::string good = R"({"prompt": "p", "choices": ["a"]})";
  CHECK(choose("", "\xEF\xBB\xBF" + good).out == "0\ta\t1\n");
  folder.write("a.jsonl", "x\n" + good + "\n");  // named so: its first record is bad
  CHECK(choose("--on-error skip a.jsonl", "").out == "\n0\ta\t1\n");
  folder.write("text.jsonl", "the cat\nthe dog\n");  // named so, and nothing in it is
  CHECK(choose("text.jsonl", "").err ==
        "electra: choose: text.jsonl: no JSON, expected jsonl: --format says what else it is\n");
  CHECK(choose("--format jsonl --on-error skip text.jsonl", "").code == 3);
  folder.write("gold.txt", table);
  CHECK(folder.electra({"score", "choose", "-", "gold.txt"}, "0\n").err ==
        "electra: score: gold.txt: no JSON, expected jsonl: --format says what else it is\n");
}

TEST_CASE("a header is named, not classified") {
  const Folder folder;
  const std::string model = golden("hf/seqcls-3");
  const std::string table = "sentence\tlabel\nmy school\t0\n";
  const auto classify = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"classify", "--quiet", "--model", model});
    return folder.electra(arguments, table);
  };
  CHECK(classify({}).err ==
        "electra: classify: <stdin>: begins with a header, expected texts: name their --columns; --format text "
        "takes it as it is\n");
  struct Case {
    std::vector<std::string> flags;
    std::string mended;
  };
  const Case cases[] = {{{"--pair"}, "name their --columns"},
                        {{"--format", "tsv"}, "name their --columns"},
                        {{"--columns", "1"}, "--header yes skips it"},
                        {{"--columns", "1", "--format", "tsv"}, "--header yes skips it"}};
  for (const Case& test : cases) {
    CAPTURE(test.flags);
    const RunResult result = classify(test.flags);
    CHECK(result.err.starts_with("electra: classify: <stdin>: begins with a header, expected texts: " + test.mended +
                                 "; "));
    CHECK(result.out == "");
    CHECK(result.code == 2);
  }
  CHECK(classify({"--columns", "sentence"}).code == 0);
  CHECK(classify({"--format", "text"}).code == 0);
}

TEST_CASE("a pipe that brings its first bytes one by one is told as well, and not held back for long") {
  const Folder folder;
  for (const std::string first : {"\\037", "{", "-"}) {
    const std::string rest = first == "{" ? "\"text\": 1}\\n" : first == "-" ? "DOCSTART- O\\n" : "\\213\\010";
    const RunResult result =
        folder.shell(fmt::format("{{ printf '{}'; sleep 0.3; printf '{}'; }} | electra tokenize --quiet", first, rest));
    CHECK(result.out == "");
    CHECK(result.code == (first == "-" ? 2 : 1));
  }
  const RunResult text = folder.shell("{ printf '['; sleep 0.3; printf 'MASK]\\n'; } | electra tokenize --quiet");
  CHECK(text.out == "[CLS] [MASK] [SEP]\n");
}

TEST_CASE("score tells predictions that are something else") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"a\", \"label\": \"b\"}\n");
  folder.write("p", "{\"labels\": [{\"label\": \"b\", \"score\": 1}]}\n");
  CHECK(folder.electra({"score", "classify", "p", "gold.jsonl"}).code == 0);
  CHECK(folder.electra({"score", "classify", "p", "gold.jsonl", "--predictions-format", "jsonl"}).code == 0);
  folder.write("p.bz2", bzip2);
  CHECK(folder.electra({"score", "classify", "p.bz2", "gold.jsonl"}).err ==
        "electra: p.bz2: is bzip2, expected tsv: pass on what 'bzcat p.bz2' writes\n");
}

TEST_CASE("files beside the input that are something else are refused, too") {
  const Folder folder;
  const std::string gzip = "\x1F\x8B\x08\0\0\0\0\0\0\x03+I-.\xE1\x02\0\xC6\x35\xB9\x3B\x05\0\0\0"s;
  for (const std::string& content : {bzip2, utf32, gzip, "\xFF\xFEt\0h\0e\0\n\0"s, "{\"text\": 1}\n"s}) {
    folder.write("f", content);
    for (const std::string command :
         {"tokenize --vocab f", "forward --model electra-mini-generator --input f --output o", "inspect f",
          "score qa f f --format squad --predictions-format squad --null-odds f"}) {
      CAPTURE(command);
      const RunResult result = folder.shell("electra " + command, "the cat\n");
      CHECK(result.out == "");
      CHECK(result.code == 1);
    }
  }
}

}  // namespace
}  // namespace electra::test
