// electra score tag: what electra tag writes, and every file that it reads, beside gold of every kind.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "cli/harness.h"

namespace electra::test {
namespace {

using nlohmann::json;

TEST_CASE("score tag reads what tag writes, and every file that tag reads") {
  const Folder folder;
  const std::pair<std::string, std::string> golds[] = {
      {"g.conll", "Angela\tB-PER\nMerkel\tI-PER\n\nin\tO\nJapan\tB-LOC\n\n"},
      {"g.jsonl", R"({"tokens": ["Angela", "Merkel"], "ner_tags": ["B-PER", "I-PER"]}
{"tokens": ["in", "Japan"], "ner_tags": ["O", "B-LOC"]}
)"},
      {"g.csv", "Sentence #,Word,POS,Tag\n1,Angela,N,B-PER\n,Merkel,N,I-PER\n2,in,N,O\n,Japan,N,B-LOC\n"},
      {"g.tsv", "Angela Merkel\tB-PER I-PER\nin Japan\tO B-LOC\n"},
      {"i.tsv", "1\tAngela\tB-PER\tO\n2\tMerkel\tI-PER\tO\n\n1\tin\tO\tO\n2\tJapan\tB-LOC\tO\n"},
      {"u.conllu",
       "1\tAngela\t_\tB-PER\t_\t_\t0\t_\t_\t_\n2\tMerkel\t_\tI-PER\t_\t_\t0\t_\t_\t_\n\n"
       "1\tin\t_\tO\t_\t_\t0\t_\t_\t_\n2\tJapan\t_\tB-LOC\t_\t_\t0\t_\t_\t_\n"}};
  for (const auto& [gold, text] : golds) {
    CAPTURE(gold);
    folder.write(gold, text);
    const auto f1 = [&, name = gold](const std::string& predictions) {
      const RunResult scored =
          folder.electra({"score", "tag", predictions, name, "--quiet", "--output-format", "json"});
      CHECK(scored.err == "");
      return scored.code == 0 ? json::parse(scored.out).at("f1") : json();
    };
    for (const std::string format : {"conll", "jsonl", "tsv"}) {
      CAPTURE(format);
      CHECK(folder.electra({"tag", "--quiet", gold, "--output-format", format, "--output", "p"}).code == 0);
      CHECK(f1("p") == 1);
    }
    // The file's own lines, which are not the numbers of its sentences.
    CHECK(folder.electra({"tag", "--quiet", gold, "--output-format", "tsv", "--with-filename", "--output", "p"}).code ==
          0);
    CHECK(f1("p") == 1);
    if (gold != "i.tsv") CHECK(f1(gold) == 1);  // the last column is that of predictions
  }
}

TEST_CASE("score tag: numbers of labels are compared with numbers alone; other words are named") {
  const Folder folder;
  folder.write("n.jsonl", "{\"tokens\": [\"in\", \"Japan\"], \"ner_tags\": [0, 3]}\n");
  folder.write("m.jsonl", "{\"tokens\": [\"in\", \"Japan\"], \"ner_tags\": [0, 2]}\n");
  folder.write("names.jsonl", "{\"tokens\": [\"in\", \"Japan\"], \"ner_tags\": [\"O\", \"B-LOC\"]}\n");
  folder.write("other.jsonl", "{\"tokens\": [\"in\", \"Rome\"], \"ner_tags\": [0, 3]}\n");
  const auto score = [&](const std::string& predictions, const std::string& gold) {
    return folder.electra({"score", "tag", predictions, gold, "--output-format", "json"});
  };
  CHECK(json::parse(score("m.jsonl", "n.jsonl").out).at("word_accuracy") == 0.5);
  CHECK(score("names.jsonl", "n.jsonl").err ==
        "electra: names.jsonl:1: tags are names, but in n.jsonl:1 numbers of labels: only the model knows which is "
        "which, so give both as names\n");
  CHECK(score("other.jsonl", "n.jsonl").err == "electra: other.jsonl:1: 'Rome', but n.jsonl:1 has 'Japan'\n");
  folder.write("null.jsonl", "null\n");
  CHECK(score("null.jsonl", "n.jsonl").err.find("1 item without a prediction left out") != std::string::npos);
  CHECK(json::parse(folder
                        .electra({"score", "tag", "n.jsonl", "n.jsonl", "--label-column", "ner_tags", "--output-format",
                                  "json"})
                        .out)
            .at("word_accuracy") == 1);
}

TEST_CASE("score tag: tags that are all numbers have no names, in CoNLL, too") {
  const Folder folder;
  folder.write("numbers.conll", "in 0\nJapan 3\n");
  folder.write("names.conll", "in O\nJapan B-LOC\n");
  CHECK(folder.electra({"score", "tag", "numbers.conll", "names.conll"}).err ==
        "electra: numbers.conll:1: tags are numbers of labels, but in names.conll:1 names: only the model knows which "
        "is which, so give both as names\n");
  CHECK(folder.electra({"score", "tag", "numbers.conll", "numbers.conll"}).code == 0);
}

TEST_CASE("score tag reads texts with escaped marks") {
  const Folder folder;
  folder.write("gold.conll", "a[1] O\n[[x|PER]] B-LOC\n\\n O\n\nRome B-LOC\n\n");
  folder.write("p.txt", "a\\[1\\] [[\\[\\[x\\|PER\\]\\]|LOC]] \\\\n\n[[Rome|LOC]]\n");
  const RunResult scored = folder.electra({"score", "tag", "p.txt", "gold.conll", "--output-format", "json"});
  CHECK(scored.err == "");
  CHECK(json::parse(scored.out).at("f1") == 1);
  folder.write("p.txt", "a[1] [[x|PER]] \\n\n[[Rome|LOC]]\n");
  CHECK(folder.electra({"score", "tag", "p.txt", "gold.conll"}).code == 1);
}

}  // namespace
}  // namespace electra::test
