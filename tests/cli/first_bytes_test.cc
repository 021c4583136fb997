// What is told from the first bytes of a file, as they come.
#include "cli/io/first_bytes.h"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "electra/error.h"

namespace electra::test {
namespace {

using namespace std::string_literals;
using cli::Columns;
using cli::Format;
using cli::ReadAs;

// The refusal of a file, without its name; "" if it is taken. It must not depend on how the bytes come.
std::string refusal(const std::string& bytes, const ReadAs& read_as) {
  const auto said = [&](size_t size, bool is_whole) -> std::string {
    try {
      return cli::check_beginning(bytes.substr(0, size), is_whole, read_as, "f") ? "" : "open";
    } catch (const Error& error) {
      const bool is_container = std::string(error.what()).starts_with("f: is ");
      CHECK(error.kind() == (is_container ? ErrorKind::input : ErrorKind::usage));
      return std::string(error.what()).substr(3);
    }
  };
  const std::string whole = said(bytes.size(), true);
  for (size_t size = 0; size <= bytes.size(); ++size) {
    CAPTURE(size);
    const std::string part = said(size, false);
    CHECK((part == "open" || part == whole));
  }
  return whole;
}

bool takes(const std::string& bytes, const ReadAs& read_as = {.is_given = false, .columns = Columns::none}) {
  return refusal(bytes, read_as).empty();
}

TEST_CASE("texts are taken for texts, also those that begin like something else") {
  for (const std::string text : {"",
                                 "\n",
                                 "the cat\n",
                                 "[MASK] is a city.\n",
                                 "[1] A study of cats\n",
                                 "[[sugar]] and salt\n",
                                 "[\n",
                                 "{\n",
                                 "{}\n",
                                 "{sic} he said\n",
                                 "{\"hello\"} he said\n",
                                 "[\"Hello,\" he said]\n",
                                 "[2023]\n",
                                 "PK and others\n",
                                 "BZh9 is a plate\n",
                                 "PAR1 is a lamp\n",
                                 "# a comment\n",
                                 "#\n",
                                 "steel I-beam\nthe cat sat\n",
                                 "Vitamin B-complex\nand more of it\n",
                                 "label\n",
                                 "text\n",
                                 "the text\tits label\n",
                                 "a, b\n",
                                 "O\n",
                                 "the blood is O\nso is it\n",
                                 "%PDF is a format\n",
                                 "\xEF\xBB\xBFthe cat\n",
                                 "caf\xE9\n",
                                 "steel I-beam\n\nthe cat I-beam it\n",
                                 "1\tone\tB-X two\n"}) {
    CAPTURE(text);
    CHECK(takes(text));
  }
}

TEST_CASE("containers and other encodings are refused, whatever was asked for") {
  struct Case {
    std::string bytes, refusal;
  };
  const Case cases[] = {
      {"BZh91AY&SY", "is bzip2, expected lines of text: pass on what 'bzcat f' writes"},
      {"PK\x03\x04", "is zip, expected lines of text: pass on what 'unzip -p f' writes"},
      {"Rar!\x1A\x07\x01", "is RAR, expected lines of text: pass on what 'unrar p -inul f' writes"},
      {"{\\rtf1", "is RTF, expected lines of text: save it as csv or as plain text first"},
      {"%PDF-1.4", "is PDF, expected lines of text: save it as csv or as plain text first"},
      {"PAR1\x15\x04", "is Parquet, expected lines of text: write it as csv or jsonl first"},
      {"GIF89a\x01\0"s, "is GIF, expected lines of text"},
      {"SQLite format 3\0\x10"s, "is SQLite, expected lines of text: write it as csv or jsonl first"},
      {"PK\x03\x04" + std::string(26, '\0') + "[Content_Types].xml",
       "is a document of an office program, expected lines of text: save it as csv or as plain text first"},
      {"PK\x03\x04" + std::string(26, '\0') + "mimetypeapplication/vnd.oasis.opendocument",
       "is a document of an office program, expected lines of text: save it as csv or as plain text first"},
      {"\x80\x04\x95", "is pickle, expected lines of text: write it as csv or jsonl first"},
      {"(lp0\nV", "is pickle, expected lines of text: write it as csv or jsonl first"},
      {"\xFF\xFF\xFF\xFF\x10\x01\0\0"s, "is Arrow, expected lines of text: write it as csv or jsonl first"},
      {"\xFF\xFE\0\0t\0\0\0"s, "is UTF-32, expected lines of text: pass on what 'iconv -f UTF-32 -t UTF-8 f' writes"},
  };
  for (const Case& test : cases) {
    CHECK(refusal(test.bytes, {}) == test.refusal);
    CHECK(refusal(test.bytes, {.is_given = false}) == test.refusal);
    CHECK(refusal(test.bytes, {.format = Format::jsonl}) != "");
  }
}

TEST_CASE("NUL bytes in the first line are no text, unless it is said to be one") {
  CHECK(!takes("the\0 cat\n"s));
  CHECK(!takes("t\0h\0e\0\n\0"s));  // UTF-16 without its mark
  CHECK(takes("the cat\nsa\0t\n"s));
  CHECK(takes("the\0 cat\n"s, {}));
}

TEST_CASE("containers with NUL bytes, markup and lines that end with CR are named, and texts like them are texts") {
  const ReadAs text = {.is_given = false, .columns = Columns::none};
  const auto said = [&](const std::string& bytes) {
    try {
      CHECK(cli::check_beginning(bytes, true, text, "f"));
    } catch (const Error& error) {
      return std::string(error.what()).substr(3);
    }
    return std::string();
  };
  CHECK(said("\x60\0\0\0\0\0\0\0{\"a\":{}}"s) == "is safetensors, expected lines of text");
  CHECK(said("\x60\0\0\0\0\0\0\0abcd\n\x0A"s) == "is TFRecord, expected lines of text: write it as csv or jsonl first");
  CHECK(said("a.txt" + std::string(252, '\0') + "ustar\0"s) ==
        "is tar, expected lines of text: pass on what 'tar -xOf f' writes");
  for (const std::string markup :
       {"<?xml version=\"1.0\"?>\n<a/>\n", "\n<!DOCTYPE html>\n", "<html lang=\"en\">\n<p>"}) {
    CHECK(refusal(markup, text) == "HTML or XML, expected lines of text: --format text takes it as it is");
    CHECK(takes(markup, {}));
  }
  CHECK(refusal("the cat\rthe dog\r", text) ==
        "lines that end with CR alone, expected LF: tr '\\r' '\\n' mends them; --format text takes it as it is");
  for (const std::string office : {"docProps/app.xml", "xl/workbook.xml", "_rels/.rels", "word/document.xml"}) {
    CHECK(said("PK\x03\x04" + std::string(26, '\0') + office) ==
          "is a document of an office program, expected lines of text: save it as csv or as plain text first");
  }
  CHECK(said("]q\0(X"s) == "is pickle, expected lines of text: write it as csv or jsonl first");
  CHECK(said(std::string(100, 'x') + "\r" + std::string(5000, 'y') + "\nsecond\n") == "");
  for (const std::string lines : {"\r", "\r\r\r", "the cat\rthe dog", "the cat\r", "the cat\r\nthe dog\r\n",
                                  "a\rb\nc\n", "<b>bold</b>\n", "<3 it\n", "(lp\n", "the\r"}) {
    CAPTURE(lines);
    CHECK(takes(lines));
  }
}

TEST_CASE("advice is of flags that the command has") {
  CHECK(refusal("text,label\n", {.is_given = false, .columns = Columns::none, .reads_tables = false}) ==
        "begins with a header, expected texts: --format text takes it as it is");
  CHECK(
      refusal("{\"data\": [{\"title\": \"a\", \"paragraphs\": []}]}", {.format = Format::jsonl, .reads_squad = true}) ==
      "JSON as of SQuAD, expected objects with texts: --format squad reads it");
  CHECK(
      refusal("sentence,label\n\"a, b\",1\n", {.format = Format::tsv, .is_given = false, .columns = Columns::names}) ==
      "cells between commas, expected between tab: --format csv reads them; --separator tab takes the lines as they "
      "are");
  CHECK(refusal("sentence,label\nc,1\n", {.format = Format::tsv, .is_given = false, .columns = Columns::none}) ==
        "begins with a header, expected texts: name their --columns with --format csv; --header no takes it for a "
        "record");
}

TEST_CASE("JSON is told by its first bytes, and what would read it is said") {
  const ReadAs text = {.is_given = false};
  CHECK(refusal("{\"text\": \"a\"}\n", text) ==
        "JSON, expected lines of text: --format jsonl reads it; --format text takes it as it is");
  CHECK(refusal("  {\"text\"\n:1", text) != "");
  CHECK(refusal("{\"version\": \"v2.0\", \"data\": [{\"paragraphs\"", text) ==
        "JSON, expected lines of text: electra qa reads it; --format text takes it as it is");
  for (const std::string json :
       {"[\n{", "[\"a\", \"b\"]", "[\n[1", "\n\n{\"a\":1}\n", "{ \"a\":1", "\xEF\xBB\xBF{\"a\":1}"}) {
    CAPTURE(json);
    CHECK(!takes(json));
    CHECK(!takes(json, {.format = Format::tsv, .is_given = false}));
    CHECK(!takes(json, {.format = Format::conll, .is_given = false}));
    CHECK(takes(json, {}));
  }
}

TEST_CASE("all JSON with objects is taken for jsonl, but not SQuAD's") {
  for (const bool is_given : {false, true}) {
    const ReadAs jsonl = {.format = Format::jsonl, .is_given = is_given};
    for (const std::string json : {"{\"text\": 1}\n", "null\n", "\n", "[MASK]\n", "[\"a\nb\"]\n", "[{\"a\":",
                                   "{\n\"a\":", "{\"version\": 1, \"text\": \"x\"}\n", "{\"data\": [{\"text\": 1}]}"}) {
      CHECK(takes(json, jsonl));
    }
    CHECK(refusal("{\"data\": [{\"title\": \"a\", \"paragraphs\": []}]}", jsonl) ==
          "JSON as of SQuAD, expected objects with texts: electra qa reads it");
  }
}

// What the bytes tell of the formats that tag and qa read between them. It must not depend on how they come.
std::optional<Format> told(const std::string& bytes) {
  constexpr Format formats[] = {Format::text, Format::jsonl, Format::squad, Format::conll, Format::conllu};
  const cli::Told whole = cli::tell_format(bytes, true, formats);
  CHECK(!whole.is_open);
  for (size_t size = 0; size <= bytes.size(); ++size) {
    const cli::Told part = cli::tell_format(bytes.substr(0, size), false, formats);
    CAPTURE(size);
    CHECK((part.is_open || part.format == whole.format));
  }
  return whole.format;
}

TEST_CASE("a format is told by what a file begins with") {
  CHECK(told("{\"a\": 1}\n{\"a\": 2}\n") == Format::jsonl);
  for (const std::string document :
       {"{\n  \"a\": 1}\n", "[{\"a\": 1}]", "{\"version\": \"x\", \"data\": [{\"id\": 1}]}"}) {
    CHECK(told(document) == Format::squad);
    CHECK(cli::tell_format(document, true, std::array{Format::text, Format::jsonl}).format == Format::jsonl);
  }
  CHECK(told("{\"data\": [{\"title\": \"a\", \"paragraphs\": [") == Format::squad);
  CHECK(told("EU\tB-ORG\n") == Format::conll);
  const std::string u = "1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n";
  for (const std::string before : {"", "# sent_id = 1\n", "# newdoc\n\n# text = The\n"}) {
    CHECK(told(before + u) == Format::conllu);
  }
  CHECK(told("# sent_id = 1\nEU\tB-ORG\n") == Format::conll);
  for (const std::string text : {"", "the cat\n", "[MASK] is\n", "{sic}\n", "# a heading\n\nand text\n"}) {
    CHECK(!told(text));
  }
}

TEST_CASE("CoNLL and CoNLL-U are no text") {
  const std::string u = "1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n";
  for (const std::string& conll :
       std::vector<std::string>{"-DOCSTART- -X- O O\n", "EU NNP B-NP B-ORG\nrejects VBZ B-VP O\n", "EU\tB-ORG\n",
                                "the\tO\n", "a O\nb O\n", "\n \nEU\tB-ORG\n", "EU B-ORG\n\nthe O\n",
                                "EU B-ORG\nthe\nUN B-ORG\n", "#begin document (a/b); part 000\na/b 0 0 EU\n"}) {
    CAPTURE(conll);
    CHECK(refusal(conll, {.is_given = false, .columns = Columns::none}) ==
          "CoNLL, expected lines of text: electra tag reads it; --format text takes it as it is");
    CHECK(takes(conll, {}));
    CHECK(takes(conll, {.format = Format::tsv, .is_given = false, .columns = Columns::numbers}));
  }
  for (const std::string& conll_u :
       std::vector<std::string>{"# sent_id = 1\n" + u, "# text = The cat\n", "# newdoc\n", u}) {
    CAPTURE(conll_u);
    CHECK(refusal(conll_u, {.is_given = false, .columns = Columns::none}) ==
          "CoNLL, expected lines of text: electra tag reads it; --format text takes it as it is");
  }
}

TEST_CASE("a header is no record, unless the columns are named") {
  struct Case {
    std::string line;
    Format format;
  };
  const Case cases[] = {{"sentence\tlabel\n", Format::text},
                        {"index\tsentence1\tsentence2\tlabel\n", Format::text},
                        {"text,label\r\n", Format::text},
                        {"id\tvalue\n", Format::tsv},
                        {"Sentence\n", Format::tsv},
                        {"\xEF\xBB\xBF\"text\",\"label\"\n", Format::csv},
                        {"id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n", Format::tsv},
                        {"Category,Message\n", Format::csv},
                        {"ItemID,Sentiment,SentimentText\n", Format::csv},
                        {"clean_text,category\n", Format::csv},
                        {"reviewText\toverall\n", Format::tsv},
                        {"text;label\n", Format::csv},
                        {"text\tlabel\n", Format::csv},
                        {"text,label\n", Format::tsv},
                        {"Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n", Format::tsv}};
  for (const Case& test : cases) {
    CAPTURE(test.line);
    CHECK(!takes(test.line, {.format = test.format, .is_given = false, .columns = Columns::none}));
    CHECK(!takes(test.line, {.format = test.format, .is_given = false, .columns = Columns::numbers}));
    CHECK(takes(test.line, {.format = test.format, .columns = Columns::names}));
  }
  CHECK(takes("a context\tno clean text; none\n", {.is_given = false, .columns = Columns::none}));
  CHECK(takes("she said; he paid\n", {.format = Format::csv, .is_given = false, .columns = Columns::numbers}));
  CHECK(takes("sentence\tlabel\n", {.columns = Columns::none}));
  CHECK(refusal("sentence\tlabel\nfine\t1\n", {.is_given = false, .columns = Columns::none}) ==
        "begins with a header, expected texts: name their --columns; --format text takes it as it is");
}

TEST_CASE("a first line without an end is looked at no further than some kilobytes") {
  CHECK(cli::check_beginning(std::string(cli::longest_beginning, 'x'), false, {.is_given = false}, "f"));
  CHECK(!cli::check_beginning(std::string(100, 'x'), false, {.is_given = false}, "f"));
}

}  // namespace
}  // namespace electra::test
