// electra tag and score tag: words that are told by their tags, columns that are named, and flags without a meaning.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

struct Run {
  std::string command, err;
  int code = 0;
  std::string out = "";
};

void check(const Folder& folder, const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    CAPTURE(run.command);
    const RunResult result = folder.shell("electra " + run.command);
    CHECK(result.err == run.err);
    CHECK(result.code == run.code);
    if (run.code == 0) CHECK(result.out == run.out);
  }
}

TEST_CASE("flags that words, or texts, know nothing of are refused") {
  const Folder folder;
  folder.write("a.conll", "Japan\tB-LOC\n");
  folder.write("a.jsonl", R"({"tokens": ["Japan"]})");
  folder.write("a.csv", "word,tag,src\nJapan,B-LOC,x\n");
  folder.write("a.txt", "Japan\n");
  const std::string for_texts =
      "electra: tag: --aggregate is for texts: words have a tag each, that of their first piece\n";
  const std::string for_words = "electra: tag: --scheme is for words: texts go out with their spans\n";
  check(folder, {{"tag --quiet a.conll --aggregate simple", for_texts, 2},
                 {"tag --quiet a.jsonl --aggregate max", for_texts, 2},
                 {"tag --quiet a.csv --sentence-column src --aggregate none", for_texts, 2},
                 {"tag --quiet a.txt --scheme bioes", for_words, 2},
                 {"tag --quiet a.jsonl --columns text --scheme raw", for_words, 2},
                 {"tag --quiet a.csv --columns word --scheme bio", for_words, 2}});
}

TEST_CASE("sentences with other numbers of tags than words stay sentences") {
  const Folder folder;
  folder.write("less.txt", "in Japan now\tO B-LOC\nin Japan\tO B-LOC\n");
  folder.write("more.tsv", "Japan\tO B-LOC\nin Japan\tO B-LOC\n");
  folder.write("one.txt", "in Japan\tB-LOC\nin Japan\tO B-LOC\n");
  folder.write("text.txt", "in Japan\tO\nHe said\tO no\n");
  check(folder, {{"tag --quiet less.txt", "electra: less.txt:1: 3 words, but 2 tags\n", 1},
                 {"tag --quiet more.tsv", "electra: more.tsv:1: 1 word, but 2 tags\n", 1},
                 {"tag --quiet one.txt", "electra: one.txt:1: 2 words, but 1 tag\n", 1},
                 {"tag --quiet text.txt", "", 0, "in [[Japan|LOC]]\tO\nHe said\tO no\n"}});
}

TEST_CASE("tags may stand before their words") {
  const Folder folder;
  const std::string input = "O\tin\nB-LOC\tJapan\n\nB-PER\tAngela\nI-PER\tMerkel\n";
  folder.write("a.bio", input);
  folder.write("b.txt", input);
  folder.write("blanks.conll", "O in\nB-LOC Japan\n");
  folder.write("text.txt", "O\tin\nO\tJapan is\n");
  folder.write("cells.tsv", "E-mail\tspam\nPlan\tham\n");
  const std::string out = "O\tin\tO\nB-LOC\tJapan\tB-LOC\n\nB-PER\tAngela\tB-PER\nI-PER\tMerkel\tI-PER\n";
  const std::string note = ": column 1 has the tags: words are read from column 2";
  const std::string model = "tag --model electra-mini-ner ";
  check(folder, {{model + "a.bio", "electra: a.bio" + note + "\n", 0, out},
                 {model + "b.txt", "electra: b.txt: read as conll\nelectra: b.txt" + note + "\n", 0, out},
                 {model + "blanks.conll", "electra: blanks.conll" + note + "\n", 0, "O in O\nB-LOC Japan B-LOC\n"},
                 {"tag --quiet --word-column 1 blanks.conll --output-format jsonl", "", 0,
                  "{\"tokens\":[\"O\",\"B-LOC\"],\"tags\":[\"B-PER\",\"B-ORG\"]}\n"},
                 {"tag --quiet text.txt", "", 0, "O\tin\n[[O\tJapan|ORG]] is\n"},
                 {"classify --quiet --columns 1 cells.tsv --output-format jsonl | wc -l", "", 0, "2\n"}});
  for (const std::string flags : {"", "--word-column 2 ", "--tag-column 1 ", "--word-column 2 --tag-column 1 "}) {
    CAPTURE(flags);
    const std::string command = "electra tag --quiet --evaluate --output out " + flags + "a.bio";
    CHECK(folder.shell(command + " 2>&1 | grep accuracy").out == "word_accuracy  1.0000\n");
    CHECK(folder.shell("electra score tag --quiet out a.bio | grep accuracy").out == "word_accuracy  1.0000\n");
  }
}

TEST_CASE("score tag takes the columns of its gold by name and number, as tag does") {
  const Folder folder;
  folder.write("p.conll", "Angela\tB-PER\nMerkel\tI-PER\n\nJapan\tO\n");
  folder.write("a.csv", "nr,w,gold\n1,Angela,B-PER\n1,Merkel,I-PER\n2,Japan,B-LOC\n");
  folder.write("a.tsv", "nr\tw\tgold\n1\tAngela\tB-PER\n1\tMerkel\tI-PER\n2\tJapan\tB-LOC\n");
  folder.write("a.jsonl",
               "{\"w\": [\"Angela\", \"Merkel\"], \"tags\": [\"B-PER\", \"I-PER\"]}\n"
               "{\"w\": [\"Japan\"], \"tags\": [\"B-LOC\"]}\n");
  folder.write("a.conll", "x Angela B-PER\nx Merkel I-PER\n\nx Japan B-LOC\n");
  for (const std::string gold : {"a.csv --word-column w --sentence-column nr --label-column gold",
                                 "a.csv --word-column 2 --sentence-column nr --label-column 3",
                                 "a.tsv --word-column w --sentence-column 1 --label-column gold",
                                 "a.jsonl --word-column w", "a.conll --word-column 2"}) {
    CAPTURE(gold);
    const RunResult result = folder.shell("electra score tag --quiet p.conll " + gold + " | grep -e words -e acc");
    CHECK(result.err == "");
    CHECK(result.out == "words          3\nword_accuracy  0.6667\n");
  }
  check(folder, {{"score classify p.conll a.csv --word-column w",
                  "electra: score: --word-column has no meaning for classify\n", 2},
                 {"score tag p.conll a.conll --sentence-column 1",
                  "electra: score: --sentence-column is for tsv and csv\n", 2}});
}

TEST_CASE("lists of words that are no UTF-8 are words all the same") {
  const Folder folder;
  folder.write("a.jsonl", "{\"tokens\": [\"Z\xFCrich\"]}\n");
  folder.write("b.jsonl", "{\"id\": 1, \"words\": [\"x\xFC\", \"y\"], \"tags\": [\"O\", \"O\"]}\n");
  folder.write("c.json", "[{\"tokens\": [\"\xE4\"]}]\n");
  for (const std::string file : {"a.jsonl", "b.jsonl", "c.json"}) {
    CAPTURE(file);
    const RunResult result = folder.shell("electra tag --quiet " + file);
    CHECK(result.code == 0);
    CHECK(result.out.find("\"tokens\":[\"") != std::string::npos);
  }
}

TEST_CASE("lists of words are told behind a long text, too") {
  const Folder folder;
  const std::string words = "{\"tokens\":[\"Japan\"],\"tags\":[\"B-LOC\"]}\n";
  for (const size_t length : {4000U, 4096U, 5000U, 70'000U}) {
    CAPTURE(length);
    const std::string text(length, 'x');
    folder.write("a.jsonl", R"({"text": ")" + text + R"(", "tokens": ["Japan"], "tags": ["B-LOC"]})");
    check(folder, {{"tag --quiet a.jsonl", "", 0, words},
                   {"tag --quiet < a.jsonl", "", 0, words},
                   {"tag --quiet --format jsonl < a.jsonl", "", 0, words}});
  }
}

TEST_CASE("a table with another separator is told behind lines without text, too") {
  const Folder folder;
  folder.write("a.csv", "Word;Tag\nJapan;B-LOC\n\nAngela;B-PER\n");
  folder.write("b.csv", "\nWord;Tag\nJapan;B-LOC\n");
  folder.write("c.csv", "Word\tTag\n\nJapan\tB-LOC\n\n\nAngela\tB-PER\n");
  const auto fault = [](const std::string& file, const std::string& separator) {
    return "electra: tag: " + file + ": cells between " + separator + ", expected between ,: --separator " + separator +
           " reads them; --separator , takes the lines as they are\n";
  };
  check(folder, {{"tag --quiet a.csv", fault("a.csv", "';'"), 2},
                 {"tag --quiet b.csv", fault("b.csv", "';'"), 2},
                 {"tag --quiet c.csv", "", 0, "Japan\tB-LOC\n\nAngela\tB-PER\n\n"},
                 {"tag --quiet a.csv --separator ';'", "", 0, "Japan\tB-LOC\n\nAngela\tB-PER\n\n"}});
}

TEST_CASE("answers that are none of the layouts are named as what they are") {
  const Folder folder;
  const std::string begin = R"({"id": "a", "question": "who?", "context": "Ann ran.", "answers": )";
  folder.write("less.jsonl", begin + R"({"text": ["Ann", "ran"], "answer_start": [0]}})");
  folder.write("more.jsonl", begin + R"({"text": [], "answer_start": [0]}})");
  folder.write("text.jsonl", begin + R"({"text": "Ann", "answer_start": 0}})");
  folder.write("squad.json", R"({"data": [{"paragraphs": []}]})");
  folder.write("list.json", R"({"a": [{"answer": "Ann"}]})");
  folder.write("gold.jsonl", begin + R"([]})");
  const std::string evaluate = "qa --quiet --evaluate --output out ";
  const std::string expected = ", expected a string or a list of the best ones\n";
  check(folder,
        {{evaluate + "less.jsonl", "electra: less.jsonl:1: 'answers' has 2 in 'text', but 1 in 'answer_start'\n", 1},
         {evaluate + "more.jsonl", "electra: more.jsonl:1: 'answers' has 0 in 'text', but 1 in 'answer_start'\n", 1},
         {evaluate + "text.jsonl",
          "electra: text.jsonl:1: 'answers' is {\"answer_start\":0,\"text\":\"Ann\"}, expected a list\n", 1},
         {"score qa squad.json gold.jsonl",
          "electra: squad.json: the answer to 'data' is [{\"paragraphs\":[]}]" + expected, 1},
         {"score qa list.json gold.jsonl", "electra: list.json: the answer to 'a' is [{\"answer\":\"Ann\"}]" + expected,
          1}});
}

}  // namespace
}  // namespace electra::test
