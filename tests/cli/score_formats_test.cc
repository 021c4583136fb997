// electra score of what other programs write, and of every format of electra classify and tag: told by the content.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

std::string line_of(const std::string& table, const std::string& name) {
  const size_t at = table.find("\n" + name);
  return at == table.npos ? table : table.substr(at + 1, table.find('\n', at + 1) - at - 1);
}

std::string metric(const Folder& folder, std::vector<std::string> arguments, const std::string& predictions,
                   const std::string& name) {
  arguments.insert(arguments.begin(), "score");
  const RunResult result = folder.electra(arguments, predictions);
  CHECK(result.err == "");
  return line_of(result.out, name);
}

std::string fault(const Folder& folder, std::vector<std::string> arguments, const std::string& predictions) {
  arguments.insert(arguments.begin(), "score");
  return folder.electra(arguments, predictions).err;
}

TEST_CASE("classify: predict_results.txt of run_glue.py, with names, numbers, values and lists") {
  const Folder folder;
  folder.write("names.tsv", "good\nbad\ngood\n");
  folder.write("numbers.tsv", "1\n0\n1\n");
  folder.write("values.tsv", "1.5\n2\n4\n");
  folder.write("lists.jsonl", R"({"text": "", "label": ["x", "y z"]}
{"text": "", "label": []}
)");
  const auto gold = [](const char* file) {
    return std::vector<std::string>{"classify", "-", file, "--label-column", "1"};
  };
  const std::string head = "index\tprediction\n";
  CHECK(metric(folder, gold("names.tsv"), head + "0\tgood\n1\tbad\n2\tbad\n", "accuracy") == "accuracy  0.6667");
  CHECK(metric(folder, gold("numbers.tsv"), head + "0\t1\n1\t0\n2\t0\n", "accuracy") == "accuracy  0.6667");
  CHECK(metric(folder, gold("values.tsv"), head + "0\t1.500\n1\t2.000\n2\t4.000\n", "mse") == "mse       0.0000");
  const std::string lists = head + "0\t['x', \"y z\"]\n1\t[]\n";
  CHECK(metric(folder, {"classify", "-", "lists.jsonl"}, lists, "exact_match") == "exact_match  1.0000");
  CHECK(fault(folder, {"classify", "-", "lists.jsonl", "--problem-type", "single-label"}, lists) ==
        "electra: score: --problem-type: the predictions are lists of labels, expected multi-label\n");
  CHECK(fault(folder, gold("names.tsv"), head + "0\tgood\n2\tbad\n") == "electra: <stdin>:3: index '2', expected 1\n");
}

TEST_CASE("classify: rows with a file and its line, and objects under any name") {
  const Folder folder;
  folder.write("gold.tsv", "good\nbad\ngood\n");
  const std::vector<std::string> gold = {"classify", "-", "gold.tsv", "--label-column", "1"};
  const auto accuracy = [&](const std::string& predictions) { return metric(folder, gold, predictions, "accuracy"); };
  CHECK(accuracy("a\t1\tgood\t0.9\na\t2\tbad\t0.8\nb\t1\tbad\t0.7\n") == "accuracy  0.6667");
  CHECK(accuracy("good\t1\tbad\t0.1\nbad\t2\tgood\t0.1\ngood\t3\tbad\t0\n") == "accuracy  1.0000");
  CHECK(accuracy("good\t1\tbad\t1e-9\ngood\t1\tbad\t1e-9\nbad\t1\tgood\t1e-9\n") == "accuracy  0.3333");
  const std::string object = R"({"file": "a", "labels": [{"label": "good", "score": 1}]})";
  CHECK(accuracy(object + "\n" + object + "\n" + object + "\n") == "accuracy  0.6667");
}

TEST_CASE("choose, qa: rows that begin with columns of --keep, which may look like results") {
  const Folder folder;
  folder.write("c.jsonl", R"({"prompt": "p", "choices": ["1", "b"], "label": 1}
{"prompt": "p", "choices": ["c", "d\te"], "label": 0}
)");
  const auto accuracy = [&](const std::string& rows) {
    return metric(folder, {"choose", "-", "c.jsonl"}, rows, "accuracy");
  };
  CHECK(accuracy("1\t0\t1\t0.7\t0.3\n0\t1\td e\t0.4\t0.6\n") == "accuracy  0.0000");
  CHECK(accuracy("a\t1\t0\t1\t0.7\t0.3\nb\t1\t0\tc\t0.6\t0.4\n") == "accuracy  0.5000");
  CHECK(accuracy("c.jsonl\t1\t1\tx\t1\tb\t0.3\t0.7\nc.jsonl\t2\t0\tx\t1\td e\t0.4\t0.6\n") == "accuracy  0.5000");
  CHECK(accuracy("1\tb\n0\tsure\n") == "accuracy  1.0000");  // of other programs
  CHECK(fault(folder, {"choose", "-", "c.jsonl"}, "0\t1\tb\t0.7\t0.3\n0\tx\t1\t1\t0\n") ==
        "electra: <stdin>:2, c.jsonl:2: choice 'x', expected an index\n");
  folder.write("q.jsonl", R"({"id": "a", "question": "Who?", "context": "Ann ran.", "answers": {"text": ["Ann"]}}
{"id": "b", "question": "When?", "context": "At ten.", "answers": {"text": ["ten"]}}
)");
  const auto exact = [&](const std::string& rows) {
    return metric(folder, {"qa", "-", "q.jsonl", "--predictions-format", "tsv"}, rows, "exact");
  };
  CHECK(exact("a\ta\tAnn\t0\t3\t0.9\nb\tb\tten\t3\t6\t0.9\n") == "exact  100.0000");
  CHECK(exact("x\tb\tz\ta\tAnn\t0\t3\t0.9\nx\ta\tz\tb\tAt\t0\t2\t0.9\n") == "exact  50.0000");
  CHECK(exact("q.jsonl\t1\tb\ta\tAnn\t0\t3\t0.9\nq.jsonl\t2\ta\tb\tten\t3\t6\t0.9\n") == "exact  100.0000");
  CHECK(exact("a\tAnn\nb\tten\tnote\n") == "exact  100.0000");
}

TEST_CASE("classify: a number beside a number is no prediction of a value") {
  const Folder folder;
  folder.write("gold.tsv", "0.5\n3\n");
  const std::vector<std::string> told = {"classify", "-", "gold.tsv", "--label-column", "1"};
  const auto as = [&](const char* problem) {
    std::vector<std::string> arguments = told;
    arguments.insert(arguments.end(), {"--problem-type", problem});
    return arguments;
  };
  const auto doubt = [](const std::string& label, const std::string& score) {
    return "electra: <stdin>:1, gold.tsv:1: '" + label + "' beside " + score +
           ", expected a value alone, or a label beside its probability: of --keep, score reads jsonl\n";
  };
  const std::string kept = "0.5\t-1.25\n3\t0.5\n";
  CHECK(fault(folder, told, kept) == doubt("0.5", "-1.25"));
  CHECK(fault(folder, as("regression"), kept) == doubt("0.5", "-1.25"));
  CHECK(fault(folder, told, "3\t2.5\n3\t0.5\n") == doubt("3", "2.5"));
  CHECK(fault(folder, told, "0.5\t0.5\n3\t0.5\n") == doubt("0.5", "0.5"));
  CHECK(fault(folder, told, "f.tsv\t1\t0.5\t0.5\nf.tsv\t2\t3\t0.5\n") == doubt("0.5", "0.5"));
  CHECK(metric(folder, as("single-label"), kept, "accuracy") == "accuracy  1.0000");
  CHECK(metric(folder, told, "1\t0.5\n3\t1\n", "accuracy") == "accuracy  0.5000");
  CHECK(metric(folder, as("regression"), "1\t0.5\n3\t1\n", "mse") == "mse       0.1250");
}

constexpr const char* sentences = "Anna B-PER\nLee I-PER\nleft O\n\n# a note\nRome B-LOC\n\nNo O\none O\n";

TEST_CASE("tag: lines of tags as run_ner.py writes them") {
  const Folder folder;
  folder.write("gold.conll", sentences);
  const std::vector<std::string> gold = {"tag", "-", "gold.conll"};
  CHECK(metric(folder, gold, "B-PER I-PER O\nB-LOC\nO O\n", "f1") == "f1             1.0000");
  CHECK(metric(folder, gold, "O O O\nB-LOC\nO O\n", "recall") == "recall         0.5000");
  CHECK(fault(folder, gold, "B-PER I-PER\nB-LOC\nO O\n") ==
        "electra: <stdin>:1: 2 tags, expected 3: one for every word\n");
  CHECK(fault(folder, gold, "B-PER I-PER O\nB-LOC\n") ==
        "electra: <stdin>: 2 lines, expected 3: one for every sentence of gold.conll\n");
  folder.write("words.conll", "O O\nB-X B-PER\n");  // words that look like tags
  CHECK(metric(folder, {"tag", "-", "words.conll"}, "O O\nB-X B-PER\n", "f1") == "f1             1.0000");
}

TEST_CASE("tag: spans of whole words in text, jsonl and tsv") {
  const Folder folder;
  folder.write("gold.conll", sentences);
  const std::vector<std::string> gold = {"tag", "-", "gold.conll"};
  const auto f1 = [&](const std::string& predictions) { return metric(folder, gold, predictions, "f1"); };
  const std::string right = "f1             1.0000";
  CHECK(f1("[[Anna Lee|PER]] left\n[[Rome|LOC]]\nNo one\n") == right);
  CHECK(f1(R"({"spans":[{"text":"Anna Lee","start":0,"end":8,"label":"PER","score":1}]}
{"file":"a","line":2,"spans":[{"text":"Rome","start":0,"end":4,"label":"LOC","score":1}]}
{"spans":[]}
)") == right);
  CHECK(f1("1\t0\t8\tAnna Lee\tPER\t1\n2\t0\t4\tRome\tLOC\t1\n") == right);
  CHECK(f1("a.txt\t1\t0\t8\tAnna Lee\tPER\t1\na.txt\t2\t0\t4\tRome\tLOC\t1\n") == right);
  CHECK(fault(folder, gold, "2\t0\t4\tRoma\tLOC\t1\n") ==
        "electra: <stdin>:1: a span 'Roma' that is not in its record 'Rome'\n");
  folder.write("nouns.conll", "Rome NOUN\nParis NOUN\nis VERB\n");  // tags without letters
  CHECK(metric(folder, {"tag", "-", "nouns.conll"}, "1\t0\t10\tRome Paris\tNOUN\t1\n1\t11\t13\tis\tVERB\t1\n",
               "word_accuracy") == "word_accuracy  1.0000");
  CHECK(fault(folder, gold, "1\t0\t6\tAnna L\tPER\t1\n") ==
        "electra: <stdin>:1: a span from 0 to 6, expected whole words of 'Anna Lee left'\n");
  CHECK(fault(folder, gold, "4\t0\t8\tAnna Lee\tPER\t1\n") == "electra: <stdin>:1: record 4, expected 1 to 3\n");
  CHECK(fault(folder, gold, "a\t1\t0\t8\tAnna Lee\tPER\t1\nb\t1\t0\t4\tRome\tLOC\t1\n") ==
        "electra: <stdin>:2: rows of a second file: --no-filename of the command numbers them on\n");
}

}  // namespace
}  // namespace electra::test
