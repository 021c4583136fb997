// Files that are packed or in UTF-16 are read as what is in them, whatever their names and however their bytes come.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

using namespace std::string_literals;

const std::string utf16 = "(printf '\\377\\376'; iconv -f UTF-8 -t UTF-16LE)";
const std::vector<std::string> packers = {
    "gzip", "gzip -1", "xz", "zstd -q", utf16, utf16 + " | gzip", utf16 + " | xz", utf16 + " | zstd -q"};

// Packs the file "plain" as "packed".
void pack(const Folder& folder, const std::string& packer) {
  REQUIRE(folder.shell("cat plain | " + packer + " > packed").code == 0);
}

struct Case {
  std::string command, content;
};

// Every kind of reader.
const Case cases[] = {
    {"tokenize", "the cat\r\nsat \xF0\x9F\x98\x80 on \xE4\xB8\xAD\n\nthe mat"},
    {"tokenize --format jsonl --output-format jsonl", "{\"text\": \"the caf\xC3\xA9\"}\n{\"text\": \"sat\"}\n"},
    {"classify --format csv --columns a", "a,b\nthe cat,1\n\"the, dog\",0\n"},
    {"tag --format conll", "the\tO\ncat\tO\n\nsat\tO\n"},
    {"qa --format squad",
     R"({"data": [{"paragraphs": [{"context": "the cat sat", "qas": [{"id": "1", "question": "who sat", "answers": []}]}]}]})"},
};

TEST_CASE("what is packed gives what is in it") {
  for (const Case& c : cases) {
    CAPTURE(c.command);
    const Folder folder;
    folder.write("plain", c.content);
    const RunResult plain = folder.shell("electra " + c.command + " --quiet plain");
    CHECK(plain.code == 0);
    CHECK(plain.out != "");
    for (const std::string& packer : packers) {
      CAPTURE(packer);
      pack(folder, packer);
      const RunResult file = folder.shell("electra " + c.command + " --quiet packed");
      CHECK(file.err == plain.err);
      CHECK(file.out == plain.out);
      CHECK(folder.shell("cat packed | electra " + c.command + " --quiet").out == plain.out);
      CHECK(folder
                .shell("(for i in 0 1 2 3 4 5 6 7; do dd if=packed bs=1 count=1 skip=$i status=none; sleep 0.01; done; "
                       "tail -c +9 packed) | electra " +
                       c.command + " --quiet")
                .out == plain.out);
    }
  }
}

TEST_CASE("big-endian UTF-16, and what is broken in UTF-16, is replaced and counted") {
  const Folder folder;
  CHECK(folder.electra({"tokenize", "--quiet"}, "\xFE\xFF\0t\0h\0e"s).out == "[CLS] the [SEP]\n");
  const RunResult broken = folder.electra({"tokenize"}, "\xFF\xFE\0\xD8t\0\x01\xDCh\0\n\0x"s);
  CHECK(broken.code == 0);
  CHECK(broken.err.find("3 malformed UTF-8 sequences replaced by U+FFFD") != std::string::npos);
}

TEST_CASE(
    "members one behind the other make one file, as with zcat, xzcat and zstdcat; zeros behind gzip are padding") {
  const Folder folder;
  folder.write("plain", "the cat\n");
  for (const std::string packer : {"gzip", "xz", "zstd -q"}) {
    CAPTURE(packer);
    pack(folder, packer);
    CHECK(folder.shell("cat packed packed | electra tokenize --quiet").out ==
          "[CLS] the cat [SEP]\n[CLS] the cat [SEP]\n");
  }
  pack(folder, "gzip");
  CHECK(folder.shell("(cat packed; head -c 512 /dev/zero) | electra tokenize --quiet").code == 0);
  const RunResult more = folder.shell("(cat packed; echo more) | electra tokenize --quiet");
  CHECK(more.code == 1);
  CHECK(more.err == "electra: <stdin>: has other bytes behind its gzip data\n");
}

TEST_CASE("what is cut off or damaged fails, with its name, and says so in one line") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "line " + std::to_string(i * 7919 % 10007) + "\n";
  folder.write("plain", text);
  for (const std::string packer : {"gzip", "xz", "zstd -q"}) {
    CAPTURE(packer);
    const std::string name = packer.substr(0, packer.find(' '));
    pack(folder, packer);
    const RunResult cut =
        folder.shell("head -c $(($(stat -c %s packed) / 2)) packed > cut; electra tokenize --quiet cut > out");
    CHECK(cut.code == 1);
    CHECK(cut.err == "electra: cut: ends in the middle of its " + name + " data\n");
    const RunResult damaged = folder.shell(
        "size=$(stat -c %s packed); (head -c $((size / 2)) packed; printf 0123456789abcdef; tail -c $((size / 2 - 16)) "
        "packed) "
        "> damaged; electra tokenize --quiet damaged > out");
    CHECK(damaged.code == 1);
    CHECK(damaged.err == "electra: damaged: its " + name + " data are damaged\n");
  }
}

TEST_CASE("long texts in UTF-16 that was packed are whole") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "caf\xC3\xA9 \xF0\x9F\x98\x80 " + std::to_string(i) + (i % 7 == 0 ? "\n" : " ");
  folder.write("plain", text + "\n");
  const std::string plain = folder.shell("electra tokenize --quiet plain").out;
  for (const std::string& packer : {utf16 + " | gzip", std::string("iconv -f UTF-8 -t UTF-16 | xz")}) {
    pack(folder, packer);
    const bool is_same = folder.shell("electra tokenize --quiet packed").out == plain;
    CHECK(is_same);
  }
}

TEST_CASE("what is packed twice is refused") {
  const Folder folder;
  folder.write("plain", "the cat\n");
  for (const auto& [command, name] :
       {std::pair("gzip -c plain | gzip", "packed twice"), {"xz -c plain | zstd -q", "packed twice"}}) {
    CAPTURE(command);
    const RunResult result = folder.shell(std::string(command) + " > f; electra tokenize --quiet --format text f");
    CHECK(result.code == 1);
    CHECK(result.out == "");
    CHECK(result.err == "electra: f: is " + std::string(name) + ", expected lines of text\n");
  }
}

TEST_CASE("frames of zstd that hold no text are left out") {
  const Folder folder;
  folder.write("plain", "the cat\n");
  for (const std::string lead : {"P", "_"}) {
    const RunResult result = folder.shell("(printf '" + lead +
                                          "*M\\030\\004\\000\\000\\000abcd'; zstd -qc plain) > f; "
                                          "electra tokenize --quiet --format text f");
    CHECK(result.out == "[CLS] the cat [SEP]\n");
  }
  CHECK(folder.electra({"tokenize", "--quiet"}, "P").out == "[CLS] p [SEP]\n");
  CHECK(folder.electra({"tokenize", "--quiet"}, "P*").out == "[CLS] p * [SEP]\n");
}

TEST_CASE("results do not wait for what a packed pipe holds back") {
  const Folder folder;
  const RunResult result = folder.shell(
      "(printf '\\377\\376a\\000\\n\\000b'; sleep 1; touch late; sleep 1; printf '\\000') | electra tokenize --quiet | "
      "(read -r line; [ -e late ] && echo late; echo \"$line\"; cat)");
  CHECK(result.out == "[CLS] a [SEP]\n[CLS] b [SEP]\n");
}

TEST_CASE("the ending before that of the packer tells the format") {
  const Folder folder;
  folder.write("plain", "a,b\nthe cat,1\n");
  pack(folder, "gzip");
  CHECK(folder.shell("cp packed lines.csv.gz; electra tokenize --quiet --columns a lines.csv.gz").out ==
        "[CLS] the cat [SEP]\n");
  folder.write("lines.ndjson", "{\"text\": \"the cat\"}\n");
  CHECK(folder.electra({"tokenize", "--quiet", "lines.ndjson"}).out == "[CLS] the cat [SEP]\n");
}

TEST_CASE("what is in it is checked as if it were not packed") {
  const Folder folder;
  folder.write("plain", "EU\tB-ORG\n");
  pack(folder, "gzip");
  const RunResult result = folder.shell("electra tokenize --quiet packed");
  CHECK(result.code == 2);
  CHECK(result.err.starts_with("electra: tokenize: packed: CoNLL, expected lines of text: "));
  folder.write("plain", "[{\"text\": \"a cat\"}]\n");
  pack(folder, "gzip");
  CHECK(folder.shell("electra tokenize --quiet packed").out == "[CLS] a cat [SEP]\n");
}

}  // namespace
}  // namespace electra::test
