// electra tag and score tag: the files that words with tags come in, and what they go out as.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/harness.h"
#include "cli/samples.h"

namespace electra::test {
namespace {

using nlohmann::json;

RunResult tag(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin(), {"tag", "--quiet"});
  return folder.electra(arguments, input);
}

// What is wrong, without "electra: ".
std::string fault(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  const RunResult result = tag(folder, std::move(arguments), input);
  CHECK(result.code != 0);
  CHECK(result.err.starts_with("electra: "));
  return result.err.substr(std::min(result.err.size(), size_t{9}));
}

// A number of the report of an evaluation.
json reported(const Folder& folder, std::vector<std::string> arguments, const std::string& key,
              std::string_view input = "") {
  arguments.insert(arguments.end(), {"--report", "r.json", "--output", "out"});
  const RunResult result = tag(folder, std::move(arguments), input);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return json::parse(folder.read("r.json")).at(key);
}

constexpr const char* angela_and_japan = "Angela\tB-PER\nMerkel\tI-PER\n\nin\tO\nJapan\tB-LOC\n\n";

TEST_CASE("sentences of CoNLL go out as objects, and as rows of spans") {
  const Folder folder;
  folder.write("a.conll", "# text = x\nAngela O\nMerkel O\n\nin\tO\nJapan\tO\n\n# the end\n");
  CHECK(tag(folder, {"a.conll", "--output-format", "jsonl"}).out ==
        "{\"tokens\":[\"Angela\",\"Merkel\"],\"tags\":[\"B-PER\",\"I-PER\"]}\n"
        "{\"tokens\":[\"in\",\"Japan\"],\"tags\":[\"O\",\"B-LOC\"]}\n");
  CHECK(tag(folder, {"a.conll", "--output", "b.jsonl", "--scheme", "bioes"}).code == 0);
  CHECK(json::parse(folder.read("b.jsonl").substr(0, folder.read("b.jsonl").find('\n'))).at("tags") ==
        json{"B-PER", "E-PER"});
  const std::string rows = tag(folder, {"a.conll", "--output-format", "tsv"}).out;
  CHECK(rows.starts_with("1\t0\t13\tAngela Merkel\tPER\t0.9"));
  CHECK(rows.find("\n2\t3\t8\tJapan\tLOC\t0.8") != rows.npos);
  CHECK(tag(folder, {"a.conll", "--output-format", "tsv", "--with-filename"})
            .out.starts_with("a.conll\t2\t0\t13\tAngela Merkel\tPER\t0.9"));
  CHECK(fault(folder, {"a.conll", "--output-format", "text"}) ==
        "tag: --output-format text is not for words, which go out as conll, jsonl, tsv, html\n");
}

TEST_CASE("objects with lists of words are tagged as words; ids stay") {
  const Folder folder;
  folder.write("a.jsonl", R"({"id": "a7", "tokens": ["Angela", "Merkel"], "ner_tags": ["B-PER", "O"]}
{"id": 8, "words": ["in", "Japan"], "ner": ["O", "B-LOC"], "text": "unread"}
)");
  CHECK(tag(folder, {"a.jsonl"}).out ==
        "{\"id\":\"a7\",\"tokens\":[\"Angela\",\"Merkel\"],\"tags\":[\"B-PER\",\"I-PER\"]}\n"
        "{\"id\":8,\"tokens\":[\"in\",\"Japan\"],\"tags\":[\"O\",\"B-LOC\"]}\n");
  CHECK(tag(folder, {"a.jsonl", "--output", "a.conll"}).code == 0);
  CHECK(folder.read("a.conll") == angela_and_japan);
  CHECK(reported(folder, {"a.jsonl"}, "word_accuracy") == 0.75);
  const char* const list = R"([{"tokens": ["Japan"], "tags": ["B-LOC"]}, {"tokens": ["in"], "tags": ["O"]}])";
  CHECK(reported(folder, {}, "word_accuracy", list) == 1);
  CHECK(reported(folder, {}, "words", R"({"data": [{"tags": ["O"], "tokens": ["in"]}]})") == 1);
  const char* const named = R"({"w": ["Japan"], "tags": ["O"], "gold": ["B-LOC"]})";
  CHECK(reported(folder, {"--columns", "w", "--tag-column", "gold"}, "word_accuracy", named) == 1);
  CHECK(reported(folder, {"--word-column", "w"}, "word_accuracy", named) == 0);
}

TEST_CASE("tags of objects may be numbers of the model's labels") {
  const Folder folder;
  const json labels =
      read_json(std::string(ELECTRA_SOURCE) + "/data/models/electra-mini-ner/config.json").at("id2label");
  int loc = -1, o = -1;
  for (const auto& [number, label] : labels.items()) {
    if (label == "B-LOC") loc = std::stoi(number);
    if (label == "O") o = std::stoi(number);
  }
  const std::string object = R"({"tokens": ["in", "Japan"], "ner_tags": )" + json{o, loc}.dump() + "}\n";
  CHECK(reported(folder, {}, "word_accuracy", object) == 1);
  CHECK(fault(folder, {"--evaluate"}, R"({"tokens": ["in"], "ner_tags": [900]})") ==
        "<stdin>:1: tag 900, expected a number below " + std::to_string(labels.size()) +
            ": the model has so many labels\n");
  CHECK(fault(folder, {"--evaluate"}, R"({"tokens": ["in", "Rome"], "ner_tags": [0, "O"]})") ==
        "<stdin>:1: 'ner_tags' has \"O\", expected names of tags, or numbers of labels alone\n");
}

TEST_CASE("a text and words: words; neither: a record without text; text alone as ever") {
  const Folder folder;
  const auto out = [&](std::vector<std::string> arguments, std::string_view input) {
    return tag(folder, std::move(arguments), input).out;
  };
  CHECK(out({}, R"({"text": "in Japan"})") == "in [[Japan|LOC]]\n");
  const char* const both = R"({"text": "in Rome", "tokens": ["in", "Japan"]})";
  CHECK(out({}, both) == "{\"tokens\":[\"in\",\"Japan\"],\"tags\":[\"O\",\"B-LOC\"]}\n");
  CHECK(out({"--columns", "text"}, both) == "in [[Rome|LOC]]\n");
  CHECK(fault(folder, {}, R"({"sentence": "in Rome"})").starts_with("<stdin>:1: no \"text\""));
  CHECK(fault(folder, {}, R"({"words": [{"text": "in"}]})").starts_with("<stdin>:1: no \"text\""));
  CHECK(fault(folder, {"--on-error", "stop"}, "{\"tokens\": [\"in\"]}\n{\"text\": \"in\"}\n")
            .ends_with("<stdin>:2: no list \"tokens\" or \"words\": --word-column names the one with the words\n"));
  CHECK(fault(folder, {"--output-format", "text"}, both).find("is not for words") != std::string::npos);
}

TEST_CASE("lists of other lengths and words that are none are bad records") {
  const Folder folder;
  const auto of = [&](const std::string& object) { return fault(folder, {"--word-column", "tokens"}, object); };
  CHECK(of(R"({"tokens": ["a", "b"], "tags": ["O"]})") == "<stdin>:1: 2 words, but 1 tag in 'tags'\n");
  CHECK(of(R"({"tokens": ["a", 3]})") == "<stdin>:1: 'tokens' has 3, expected a word\n");
  CHECK(of(R"({"tokens": "a b"})") == "<stdin>:1: 'tokens' is \"a b\", expected a list of words\n");
  CHECK(fault(folder, {"--tag-column", "x", "--evaluate"}, R"({"tokens": ["a"], "tags": ["O"]})") ==
        "<stdin>:1: no \"x\"\n");
  CHECK(fault(folder, {"--evaluate"}, R"({"tokens": ["a"]})") == "<stdin>:1: no tags to compare with\n");
  const RunResult skipped = tag(folder, {"--on-error", "skip"},
                                "{\"tokens\": [\"in\"]}\n{\"tokens\": [1]}\n{\"tokens\": [], \"tags\": []}\n");
  CHECK(skipped.out == "{\"tokens\":[\"in\"],\"tags\":[\"O\"]}\nnull\n{\"tokens\":[],\"tags\":[]}\n");
  CHECK(skipped.code == 3);
}

TEST_CASE("words without text are O, break no span and are not compared; CoNLL has no line for some") {
  const Folder folder;
  const std::string object =
      R"({"tokens": ["Angela", "", "Merkel", " ", "was\nin"], "tags": ["B-PER", "X", "I-PER", "X", "O"]})";
  folder.write("a.jsonl", object + "\n");
  CHECK(json::parse(tag(folder, {"a.jsonl"}).out).at("tags") == json{"B-PER", "O", "I-PER", "O", "O"});
  CHECK(reported(folder, {"a.jsonl"}, "words") == 3);
  CHECK(reported(folder, {"a.jsonl"}, "f1") == 1);
  CHECK(tag(folder, {"a.jsonl", "--output-format", "tsv"}).out.starts_with("1\t0\t14\tAngela  Merkel\tPER\t"));
  CHECK(tag(folder, {"a.jsonl", "--output", "p.jsonl"}).code == 0);
  const RunResult scored = folder.electra({"score", "tag", "p.jsonl", "a.jsonl", "--output-format", "json"});
  CHECK(json::parse(scored.out).at("f1") == 1);
  CHECK(json::parse(scored.out).at("words") == 3);
  for (const std::string word : {"", "a\\nb", "a\\tb", "-DOCSTART-"}) {
    CAPTURE(word);
    CHECK(fault(folder, {"--output-format", "conll"}, R"({"tokens": [")" + word + "\"]}")
              .ends_with(" fits in no line of conll: --output-format jsonl has room for it\n"));
  }
}

TEST_CASE("tables with a word a row are told by their header: simpletransformers, Kaggle, and CoNLL under a header") {
  const Folder folder;
  folder.write("a.csv", "sentence_id,words,labels\n0,Angela,B-PER\n0,Merkel,I-PER\n1,in,O\n1,Japan,B-LOC\n");
  folder.write("k.csv",
               "Sentence #,Word,POS,Tag\nSentence: 1,Angela,NNP,B-PER\n,Merkel,NNP,I-PER\n"
               "Sentence: 2,in,IN,O\n,Japan,NNP,B-LOC\n");
  folder.write("h.tsv", "word\ttag\nAngela\tB-PER\nMerkel\tI-PER\n\nin\tO\nJapan\tB-LOC\n");
  for (const std::string file : {"a.csv", "k.csv", "h.tsv"}) {
    CAPTURE(file);
    CHECK(tag(folder, {file}).out == angela_and_japan);
    CHECK(reported(folder, {file}, "word_accuracy") == 1);
    CHECK(reported(folder, {}, "sentences", folder.read(file)) == 2);
  }
  CHECK(tag(folder, {"k.csv", "--output-format", "jsonl"})
            .out.starts_with("{\"id\":\"Sentence: 1\",\"tokens\":[\"Angela\",\"Merkel\"],"));
  folder.write("n.csv", "doc,w,t\n1,Japan,B-LOC\n2,\"a \"\"b\"\"\",O\n");
  CHECK(tag(folder, {"n.csv", "--word-column", "w", "--tag-column", "t", "--sentence-column", "doc"}).out ==
        "Japan\tB-LOC\n\na \"b\"\tO\n\n");
  CHECK(tag(folder, {"--format", "csv", "--word-column", "2", "--sentence-column", "1"}, "1,in,x\n1,Japan,x\n").out ==
        "in\tO\nJapan\tB-LOC\n\n");
}

TEST_CASE("tables of words that cannot be read as such are refused") {
  const Folder folder;
  CHECK(fault(folder, {"--format", "csv"}, "id,tokens,tags\n1,\"['alice', 'ran']\",\"['O', 'O']\"\n")
            .find("no column is known to say where sentences begin: --sentence-column names it, there is 'id', ") !=
        std::string::npos);
  CHECK(fault(folder, {"--format", "csv"}, "tokens,tags\n\"['alice', 'ran']\",\"['O', 'O']\"\n") ==
        "<stdin>:2: a list of words in a cell, '['alice', 'ran']', expected a word a row: lists are for jsonl\n");
  CHECK(fault(folder, {"--format", "csv"}, "words,tags\nThe cat,O O\n") ==
        "<stdin>:2: several tags in a cell, 'O O', expected a word a row: --format tagged reads sentences with their "
        "tags "
        "behind a TAB\n");
  CHECK(fault(folder, {"--format", "csv", "--word-column", "w"}, "words,tags\na,O\n") ==
        "tag: <stdin>: no column 'w', there is 'words', 'tags'\n");
  CHECK(fault(folder, {"--format", "csv", "--tag-column", "t"}, "w,t\na,O\n") ==
        "tag: <stdin>: no column of words: --word-column names it or gives its number\n");
  CHECK(fault(folder, {"--format", "conll", "--sentence-column", "t"}, "w\n") ==
        "tag: --sentence-column is for tsv and csv\n");
  const RunResult skipped = tag(folder, {"--format", "csv", "--on-error", "skip", "--output-format", "jsonl"},
                                "sent,word,tag\n1,in,O\n2,in,O\n2,Japan\n2,and,O\n3,Rome,O\n");
  CHECK(skipped.out.find("}\nnull\n{\"id\":\"3\"") != std::string::npos);
  CHECK(skipped.code == 3);
  const RunResult said = folder.electra({"tag", "--model", "electra-mini-ner", "--format", "csv", "--on-error", "skip"},
                                        "sent,word,tag\n2,in,O\n2,Japan\n");
  CHECK(said.err ==
        "electra: <stdin>:3: 2 columns, expected 3 as in the header\n"
        "electra: 1 bad record skipped, first at <stdin>:3\n");
}

TEST_CASE("a sentence a line with its tags behind a TAB") {
  const Folder folder;
  folder.write("n.tsv", "Angela Merkel\tPER-B PER-I\nin  Japan\tO LOC-B\n");
  const RunResult told = folder.electra({"tag", "--model", "electra-mini-ner", "n.tsv"});
  CHECK(told.out == angela_and_japan);
  CHECK(told.err == "electra: n.tsv: read as tagged\n");
  CHECK(tag(folder, {"n.tsv", "--output-format", "jsonl"})
            .out.starts_with("{\"tokens\":[\"Angela\",\"Merkel\"],\"tags\":[\"B-PER\",\"I-PER\"]}\n"));
  CHECK(reported(folder, {}, "word_accuracy", "Japan\tB-LOC\nin Japan\tO B-LOC\n") == 1);
  // Words a line, or texts.
  CHECK(tag(folder, {}, "in\tO\nJapan\tB-LOC\n").out == "in\tO\tO\nJapan\tB-LOC\tB-LOC\n");
  CHECK(tag(folder, {"--format", "text"}, "in Japan\tO B-LOC\n").out.starts_with("in [[Japan"));
  CHECK(tag(folder, {"--format", "tagged"}, "in Japan\n").out == "in\tO\nJapan\tB-LOC\n\n");
  CHECK(fault(folder, {"--format", "tagged"}, "in Japan\tO\n") == "<stdin>:1: 2 words, but 1 tag\n");
  CHECK(fault(folder, {"--format", "tagged"}, "in\tO\tO\n") ==
        "<stdin>:1: 3 columns, expected words, a TAB and their tags\n");
  CHECK(fault(folder, {"--format", "tagged", "--evaluate"}, "in\n") == "<stdin>:1: no tags to compare with\n");
  CHECK(fault(folder, {"--format", "tagged", "--tag-column", "2"}, "in\tO\n") ==
        "tag: --word-column and --tag-column are not for tagged\n");
  folder.write("a.conll", "in\tO\n");
  CHECK(fault(folder, {"a.conll", "n.tsv"}).find(": --format tagged reads it\n") != std::string::npos);
}

TEST_CASE("columns that number the words are no words: GermEval, and index columns of others") {
  const Folder folder;
  const std::string head = "#\thttp://de.wikipedia.org/wiki/A [2009-10-17]\n";
  const std::string input = head + "1\tAngela\tB-PER\tO\n2\tMerkel\tI-PER\tB-LOC\n\n" + head + "1\tJapan\tB-LOC\tO\n";
  folder.write("g.tsv", input);
  const RunResult told = folder.electra({"tag", "--model", "electra-mini-ner", "g.tsv", "--report", "r.json"});
  CHECK(told.out ==
        head + "1\tAngela\tB-PER\tO\tB-PER\n2\tMerkel\tI-PER\tB-LOC\tI-PER\n\n" + head + "1\tJapan\tB-LOC\tO\tB-LOC\n");
  CHECK(told.err ==
        "electra: g.tsv: read as conll\n"
        "electra: g.tsv: column 1 numbers the words: they are read from column 2, tags from column 3\n");
  CHECK(json::parse(folder.read("r.json")).at("word_accuracy") == 1);
  CHECK(reported(folder, {"g.tsv", "--tag-column", "4"}, "types").contains("PER") == true);
  const std::string blanks = "1 in IN O\n2 Japan NNP B-LOC\n";
  CHECK(reported(folder, {"--format", "conll"}, "word_accuracy", blanks) == 1);
  CHECK(tag(folder, {"--format", "conll"}, "1 CD O\n").out == "1 CD O O\n");  // a word that is a number
  CHECK(json::parse(tag(folder, {"--format", "conll", "--output-format", "jsonl"}, "1 CD O\n").out).at("tokens") ==
        json{"1"});
}

TEST_CASE("words are numbered from 0, and behind the names of documents, too") {
  const Folder folder;
  struct Case {
    std::string lines, note;
  };
  const Case cases[] = {
      {"0\tAngela\tB-PER\n1\tleft\tO\n\n0\tJapan\tB-LOC\n", "1 numbers the words: they are read from column 2"},
      {"d-1\t1\tAngela\tB-PER\nd-1\t2\tleft\tO\n\nd-2\t1\tJapan\tB-LOC\n",
       "2 numbers the words: they are read from column 3"},
      {"#begin document (d); part 000\nd 0 0 Angela B-PER\nd 0 1 left O\n\nd 0 0 Japan B-LOC\n\n#end document\n",
       "3 numbers the words: they are read from column 4"}};
  for (const Case& one : cases) {
    CAPTURE(one.lines);
    folder.write("a.txt", one.lines);
    const RunResult told = folder.electra({"tag", "--model", "electra-mini-ner", "a.txt"});
    CHECK(told.err == "electra: a.txt: read as conll\nelectra: a.txt: column " + one.note + "\n");
    const bool has_tabs = one.lines.find('\t') != std::string::npos;
    std::string expected;
    std::istringstream lines(one.lines);
    for (std::string line; std::getline(lines, line);) {
      const size_t tag = line.find_last_of("\t ");
      const bool is_word = !line.empty() && line.front() != '#';
      expected += line + (is_word ? (has_tabs ? "\t" : " ") + line.substr(tag + 1) : "") + "\n";
    }
    CHECK(told.out == expected);
  }
  // Numbers of sentences before those of words; a part of a file that begins in a sentence; a fault.
  const auto tokens = [&](const std::string& lines) {
    return tag(folder, {"--format", "conll", "--output-format", "jsonl"}, lines).out;
  };
  CHECK(tokens("1\t1\tAnn\tB-PER\n1\t2\tran\tO\n\n2\t1\tBob\tB-PER\n\n3\t1\tRome\tB-LOC\n")
            .starts_with("{\"tokens\":[\"Ann\",\"ran\"]"));
  std::string many;
  for (int i = 0; i < 20; ++i) many += "0\tAnn\tB-PER\n1\tran\tO\n\n";
  CHECK(tokens("5\tran\tO\n6\tand\tO\n\n" + many).starts_with("{\"tokens\":[\"ran\",\"and\"]"));
  CHECK(tokens(many + "0\tBob\tB-PER\n2\tsat\tO\n").ends_with("[\"Bob\",\"sat\"],\"tags\":[\"B-PER\",\"O\"]}\n"));
  const RunResult doubtful = folder.electra({"tag", "--model", "electra-mini-ner", "--format", "conll"},
                                            "1 Ann B-PER\n1 ran O\n\n2 Bob B-PER\n2 sat O\n");
  CHECK(doubtful.err ==
        "electra: <stdin>: column 1 has numbers alone: --word-column gives the number of that with the words\n");
  // The word may be a number, and so may all of them.
  CHECK(tag(folder, {"--format", "conll"}, "0\tO\n1\tO\n").out == "0\tO\tO\n1\tO\tO\n");
  CHECK(tag(folder, {"--format", "conll", "--output-format", "jsonl"}, "7\tCD\tO\n8\tCD\tO\n")
            .out.starts_with("{\"tokens\":[\"7\",\"8\"]"));
}

TEST_CASE("columns have names in CoNLL-U, and where a file gives them") {
  const Folder folder;
  const std::string input =
      "# global.columns = ID FORM UPOS NER\n# sent_id = s-1\n1-2\tinthe\t_\t_\n1\tin\tADP\tO\n2\tJapan\tPROPN\tB-LOC\n";
  folder.write("a.conllup", input);
  CHECK(reported(folder, {"a.conllup"}, "word_accuracy") == 1);
  CHECK(reported(folder, {"a.conllup", "--tag-column", "UPOS"}, "word_accuracy") == 0);
  CHECK(tag(folder, {"a.conllup", "--output-format", "jsonl"}).out ==
        "{\"id\":\"s-1\",\"tokens\":[\"in\",\"Japan\"],\"tags\":[\"O\",\"B-LOC\"]}\n");
  CHECK(json::parse(tag(folder, {"a.conllup", "--word-column", "UPOS", "--output-format", "jsonl"}).out).at("tokens") ==
        json{"ADP", "PROPN"});
  CHECK(fault(folder, {"a.conllup", "--word-column", "X"}) ==
        "tag: a.conllup: no column 'X', there is 'ID', 'FORM', 'UPOS', 'NER'\n");
  CHECK(fault(folder, {"--format", "conll", "--word-column", "FORM"}, "a O\n") ==
        "tag: <stdin>: no names of columns, expected a number from 1 in place of 'FORM'\n");
  const std::string u = "1\tins\tin\tADP\tX\t_\t0\t_\t_\t_\n";
  CHECK(json::parse(tag(folder, {"--word-column", "LEMMA", "--output-format", "jsonl"}, u).out).at("tokens") ==
        json{"in"});
}

TEST_CASE("a line of several words of CoNLL-U is inside of its sentence") {
  const Folder folder;
  const std::string cells = "\t_\tX\t_\t_\t0\t_\t_\t_\n";
  const std::string input = "1\tAngela" + cells + "2-3\tamMerkel" + cells + "2\tMerkel" + cells;
  CHECK(json::parse(tag(folder, {"--output-format", "jsonl"}, input).out).at("tokens") == json{"Angela", "Merkel"});
}

TEST_CASE("# is a word where its line has the columns of one") {
  const Folder folder;
  const auto tokens = [&](std::string_view input) {
    std::string all;
    const std::string out = tag(folder, {"--format", "conll", "--output-format", "jsonl"}, input).out;
    for (size_t begin = 0; begin < out.size(); begin = out.find('\n', begin) + 1) {
      all += json::parse(out.substr(begin, out.find('\n', begin) - begin)).at("tokens").dump();
    }
    return all;
  };
  CHECK(tokens("#\tO\nJapan\tO\n\n# sent_id = 1\n#\tO\n") == "[\"#\",\"Japan\"][\"#\"]");
  CHECK(tokens("# O\nJapan O\n\n# a comment\n# O\n# O\n") == "[\"#\",\"Japan\"][\"#\",\"#\"]");
  CHECK(tokens("#\tSYM\n1\tNUM\n") == "[\"#\",\"1\"]");
  CHECK(tokens("# id = 3\nJapan NNP I-NP B-LOC\n") == "[\"Japan\"]");  // as many columns, but no tag
  CHECK(tokens("Japan\n#\n\n#\n") == "[\"Japan\",\"#\"][\"#\"]");
  CHECK(tokens("#tag O\nJapan O\n") == "[\"#tag\",\"Japan\"]");
}

TEST_CASE("a bad line of CoNLL takes its whole sentence with it") {
  const Folder folder;
  const std::string input = "Japan O\n\n# x\nin O\nRome\nand O\n\nJapan O\n";
  const RunResult skipped =
      folder.electra({"tag", "--model", "electra-mini-ner", "--format", "conll", "--on-error", "skip"}, input);
  CHECK(skipped.out == "Japan O B-LOC\n\n\n\n\n\n\nJapan O B-LOC\n");
  CHECK(skipped.err ==
        "electra: <stdin>:5: 1 column, expected 2 as in the lines before\n"
        "electra: 1 bad record skipped, first at <stdin>:5\n");
  CHECK(skipped.code == 3);
  CHECK(tag(folder, {"--format", "conll", "--on-error", "skip", "--output-format", "jsonl"}, input).out ==
        "{\"tokens\":[\"Japan\"],\"tags\":[\"B-LOC\"]}\nnull\n{\"tokens\":[\"Japan\"],\"tags\":[\"B-LOC\"]}\n");
}

TEST_CASE("sentences are numbered on from --first-line, as their lines are") {
  const Folder folder;
  const std::string input = "Japan B-LOC\n\nAngela B-PER\nleft O\n";
  const auto rows = [&](std::vector<std::string> flags) {
    flags.insert(flags.end(), {"--format", "conll", "--output-format", "tsv", "--first-line", "101"});
    return tag(folder, flags, input).out;
  };
  CHECK(rows({}).starts_with("101\t0\t5\tJapan\t"));
  CHECK(rows({}).find("\n102\t0\t6\tAngela\t") != std::string::npos);
  CHECK(rows({"--with-filename"}).find("\n<stdin>\t103\t0\t6\tAngela\t") != std::string::npos);
}

TEST_CASE("what --keep would write twice, or has several of, is refused") {
  const Folder folder;
  folder.write("a.jsonl", "{\"id\": 7, \"tokens\": [\"Rome\"], \"title\": \"T\"}\n");
  folder.write("a.csv", "sentence_id,words,labels\n1,Rome,O\n");
  CHECK(folder.electra({"tag", "--quiet", "--keep", "id", "a.jsonl"})
            .err.starts_with("electra: tag: --keep: the output has a key 'id'"));
  CHECK(folder.electra({"tag", "--quiet", "--keep", "title", "a.jsonl"}).out.starts_with("{\"title\":\"T\",\"id\":7,"));
  CHECK(folder.electra({"tag", "--quiet", "--keep", "words", "--output-format", "jsonl", "a.csv"}).err ==
        "electra: tag: --keep is not for a table with a word a row: a sentence has more rows than one\n");
}

}  // namespace
}  // namespace electra::test
