// Pages of html, as text: what stands in them, and what a browser is not needed to see. browser_test.cc opens them.
#include "cli/pages.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "electra/version.h"

namespace electra::test {
namespace {

bool has(const std::string& page, const std::string& part) {
  const bool found = page.find(part) != page.npos;
  if (!found) MESSAGE(("not there: " + part));
  return found;
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("every page names its files, its model, its version and what it counted") {
  const Folder folder;
  folder.write("one.txt", "We drove to the city by moon.\nThe chef cooked the meal.\n");
  folder.write("two.txt", "\nAngela Merkel was born in Hamburg.\n");
  const std::string heat = page_of(folder, {"detect-replaced", "one.txt", "two.txt"});
  CHECK(has(heat, "<title>Words that look replaced: one.txt, two.txt</title>"));
  CHECK(has(heat, "<dt>Files</dt><dd><bdi>one.txt</bdi>, <bdi>two.txt</bdi></dd>"));
  CHECK(has(heat, "<dt>Model</dt><dd><bdi>electra-mini-discriminator</bdi></dd>"));
  CHECK(has(heat, "<dt>Flagged from</dt><dd>0.5</dd>"));
  CHECK(has(heat, "<dt>Texts</dt><dd>4</dd>"));
  CHECK(has(heat, "<dt>Words</dt><dd>21</dd>"));
  CHECK(has(heat, "<footer>electra " ELECTRA_VERSION "</footer>"));
  const std::string spans = page_of(folder, {"tag", "--model", "electra-mini-ner", "two.txt"});
  CHECK(has(spans, "<dt>File</dt><dd><bdi>two.txt</bdi></dd>"));
  CHECK(has(spans, "<dt>Spans</dt><dd>2</dd>"));
  CHECK(has(spans, "<dt><b class=\"h0\">PER</b></dt><dd>1</dd>"));
  CHECK(has(page_of(folder, {"tag"}, ""), "<dt>File</dt><dd><bdi>&lt;stdin&gt;</bdi></dd>"));
}

TEST_CASE("where files are named, each has a heading, and lines have their numbers in it") {
  const Folder folder;
  folder.write("a", "Rome\n\nRome\n");
  folder.write("b", "Paris\n");
  const std::string page = page_of(folder, {"tag", "a", "b"});
  CHECK(has(page, "<h2><bdi>a</bdi></h2>\n<div class=\"block\">\n<p id=\"r1\""));
  CHECK(has(page,
            "</div>\n<h2><bdi>b</bdi></h2>\n<div class=\"block\">\n<p id=\"r4\" class=\"m\" dir=\"auto\"><a "
            "href=\"#r4\" tabindex=\"-1\">1</a>"));
  CHECK(count(page, "<h2>") == 2);
  CHECK(count(page_of(folder, {"tag", "--no-filename", "a", "b"}), "<h2>") == 0);
  CHECK(count(page_of(folder, {"tag", "--with-filename", "b"}), "<h2>") == 1);
  folder.write("c", "Paris\n");
  CHECK(count(page_of(folder, {"qa", "--question", "Who?", "b", "c"}), "<h2>") == 2);
}

TEST_CASE("lines stand in blocks of a hundred, all of which are closed") {
  const Folder folder;
  std::string lines;
  for (int i = 0; i < 201; ++i) lines += "\n";
  const std::string page = page_of(folder, {"tag"}, lines);
  CHECK(count(page, "<div class=\"block\">") == 3);
  CHECK(count(page, "<div") == count(page, "</div>"));
  CHECK(has(page, "</p>\n</div>\n<div class=\"block\">\n<p id=\"r101\""));
}

TEST_CASE("a flagged word says its probability to those who do not see it") {
  const Folder folder;
  const std::string page = page_of(folder, {"detect-replaced"}, "We drove to the city by moon.\n");
  CHECK(has(page, "class=\"s7 f\" tabindex=\"0\" role=\"note\" aria-label=\"moon: 0.7"));
  CHECK(count(page, "data-tip=") < 8);
  const std::string all = page_of(folder, {"detect-replaced", "--all"}, "We drove to the city by moon.\n");
  CHECK(count(all, "data-tip=") == 8);
  CHECK(count(all, "tabindex=\"0\"") == 1);
  CHECK(folder.electra({"detect-replaced", "--all", "--output-format", "jsonl"}).code == 2);
}

TEST_CASE("with --suggest a flagged word says what may stand there instead") {
  const Folder folder;
  const std::string line = "We drove to the city by moon.\n";
  const std::string page = page_of(folder, {"detect-replaced", "--suggest"}, line);
  CHECK(has(page, "<dt>Generator</dt><dd><bdi>electra-mini-generator</bdi></dd>"));
  const auto object = nlohmann::json::parse(
      folder.electra({"detect-replaced", "--suggest", "--quiet", "--output-format", "jsonl"}, line).out);
  std::string tip;
  for (const auto& word : object["words"]) {
    if (word["text"] != "moon") continue;
    tip = word["score"].dump() + "; instead: ";
    for (const auto& suggestion : word["suggestions"]) tip += suggestion["text"].get<std::string>() + " or ";
  }
  CHECK(count(tip, " or ") == 3);
  tip.resize(tip.size() - 4);
  CHECK(has(page, "aria-label=\"moon: " + tip + "\" data-tip=\"" + tip + "\">moon<"));
}

TEST_CASE("words are coloured as texts are, whatever they come in") {
  const Folder folder;
  const std::string expected = "<i> PER</i></b> was born in <b class=\"h2\"";
  for (const auto& [format, words] :
       {std::pair("conll", "# text\nAngela X\nMerkel X\nwas X\nborn X\nin X\nHamburg X\n. X\n"),
        {"jsonl", "{\"tokens\": [\"Angela\", \"Merkel\", \"was\", \"born\", \"in\", \"Hamburg\", \".\"]}\n"},
        {"tagged", "Angela Merkel was born in Hamburg .\tO O O O O O O\n"}}) {
    CAPTURE(format);
    const std::string page = page_of(folder, {"tag", "--format", format}, words);
    CHECK(has(page, ">Angela Merkel" + expected));
    CHECK(has(page, "<dt>Texts</dt><dd>1</dd>"));
    CHECK(has(page, "<dt>Spans</dt><dd>2</dd>"));
  }
  const std::string skipped =
      folder
          .electra({"tag", "--quiet", "--on-error", "skip", "--format", "conll", "--output-format", "html"},
                   "Rome X\n\nRome X\n\xff\xfe\n")
          .out;
  CHECK(has(skipped, "</html>"));
}

TEST_CASE("a context stands once, before all of its questions, with their answers marked") {
  const Folder folder;
  folder.write("q.json", R"({"data": [{"paragraphs": [
    {"context": "Brackwater was founded in 1642 by fishermen.", "qas": [
      {"id": "a", "question": "When was Brackwater founded?"},
      {"id": "b", "question": "Who founded Brackwater?"},
      {"id": "c", "question": "Is it <big>?", "is_impossible": true}]},
    {"context": "Anna Lee lives in Rome.", "qas": [{"id": "d", "question": "Where does Anna Lee live?"}]}]}]})");
  const std::string page = page_of(folder, {"qa", "--null-threshold", "-1000", "--n-best", "1", "q.json"});
  CHECK(count(page, "<article ") == 2);
  CHECK(count(page, "Brackwater was founded") == 1);
  CHECK(
      has(page, ">Is it &lt;big&gt;?<span class=\"w\" dir=\"auto\"><em lang=\"en\">no answer</em> <small>null odds "));
  CHECK(has(page, "<sup><a href=\"#r4\" aria-label=\"answers question 4\">4</a></sup>"));
  CHECK(has(page, "<dt>Contexts</dt><dd>2</dd>"));
  CHECK(has(page, "<dt>Questions</dt><dd>4</dd>"));
  CHECK(has(page, "<dt>Answered</dt><dd>3</dd>"));
  CHECK(page.find("id=\"r3\"") < page.find("Anna Lee lives"));
}

TEST_CASE("the files beside the answers are written with a page, too") {
  const Folder folder;
  folder.write("q.json", R"({"data": [{"paragraphs": [{"context": "Anna", "qas": [{"id": "a", "question": "?"}]}]}]})");
  CHECK(folder.electra({"qa", "--quiet", "--nbest", "n.json", "--output", "q.html", "q.json"}).code == 0);
  CHECK(has(folder.read("n.json"), "\"a\": [{"));
  CHECK(has(folder.read("q.html"), "</html>"));
}

TEST_CASE("line ends of texts break lines; other control characters are pictures") {
  const Folder folder;
  const std::string page = page_of(folder, {"detect-replaced", "--format", "jsonl", "--threshold", "1"},
                                   R"({"text": "one.\n\ntwo\u0000\u001b[31m"})");
  CHECK(has(page, "\n\n"));
  CHECK(page.find("\u240a") == page.npos);
  CHECK(has(page, "\u2400"));
  CHECK(has(page, "\u241b"));
  CHECK(page.find('\0') == page.npos);
  CHECK(page.find('\x1b') == page.npos);
}

}  // namespace
}  // namespace electra::test
