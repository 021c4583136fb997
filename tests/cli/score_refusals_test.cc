// electra score: files that are not what they should be.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/samples.h"

namespace electra::test {
namespace {

TEST_CASE("bad files are named, with line and reason") {
  const Folder folder;
  folder.write("gold.tsv", "a\tx\nb\ty\n");
  folder.write("tags.conll", "Angela B-PER\nwas O\n\nthere O\n");
  folder.write("choices.jsonl", "{\"prompt\": \"p\", \"choices\": [\"a\", \"b\"], \"label\": 1}\n");
  folder.write("words.jsonl", "{\"text\": \"a b\", \"replaced\": [1]}\n");
  folder.write("odds.json", "{\"a\": 1, \"a\": 2}");
  folder.write("deep.tsv", "x\t" + std::string(100'000, '[') + "\n");
  folder.write("no_words.jsonl", "{\"text\": [], \"replaced\": []}\n");
  folder.write("masks.jsonl", "{\"text\": \"[MASK]\", \"original\": \"a\"}\n");
  folder.write("bad_choice.jsonl", "{\"prompt\": \"p\", \"choices\": [\"a\"], \"label\": 1}\n");
  folder.write("bad_words.jsonl", "{\"text\": \"a b\", \"replaced\": \"b\"}\n");
  folder.write("bad_mask.jsonl", "{\"text\": \"[MASK]\", \"original\": 3}\n");
  folder.write("bad_answer.jsonl",
               R"({"question": "q", "context": "c", "answers": [{"text": "d", "answer_start": 1}]})");
  struct Case {
    std::vector<std::string> arguments;
    std::string input, fault;
    int code;
  };
  const std::vector<std::string> labels = {"classify", "-", "gold.tsv", "--label-column", "2"};
  const auto and_also = [](std::vector<std::string> list, const std::vector<std::string>& more) {
    list.insert(list.end(), more.begin(), more.end());
    return list;
  };
  const Case cases[] = {
      {labels, "x\t0.5\n", "<stdin>: 1 predictions, but gold.tsv has more items", 1},
      {labels, "x\ny\nx\n", "<stdin>: more predictions than the 2 items of gold.tsv", 1},
      {labels, "x\t0.5\ty\nx\n", "<stdin>:1, gold.tsv:1: 3 columns, expected labels each with a score", 1},
      {labels, "x\thigh\nx\n", "<stdin>:1, gold.tsv:1: 'high', expected the score of 'x'", 1},
      {and_also(labels, {"--labels", "x,z"}), "x\nx\n",
       "<stdin>:2, gold.tsv:2: label 'y', expected 'x', 'z', or a number below 2", 1},
      {and_also(labels, {"--problem-type", "regression"}), "1\n2\n",
       "<stdin>:1, gold.tsv:1: label 'x', expected a number", 1},
      {and_also(labels, {"--predictions-format", "jsonl"}), "{\"labels\": [3]}\n",
       "<stdin>:1: 'labels': 3, expected an object", 1},
      {and_also(labels, {"--predictions-format", "jsonl"}), "{\"label\"\n", "<stdin>:1: not JSON at byte 9: ", 1},
      {and_also(labels, {"--labels", "x,y,x"}), "x\nx\n", "score: --labels: 'x,y,x', expected different names", 2},
      {{"classify", "-", "deep.tsv", "--label-column", "2", "--problem-type", "multi-label"},
       "x\n",
       "<stdin>:1, deep.tsv:1: a label that is a list or an object",
       1},
      {{"classify", "-", "gold.tsv", "--label-column", "3"}, "x\n", "gold.tsv:1: 2 columns, expected at least 3", 1},
      {{"classify", "-", "gold.tsv", "--label-column", "name"},
       "x\n",
       "score: gold.tsv: no column 'name', there is 'a', 'x'",
       2},
      {{"classify", "-", "gold.tsv"}, "", "score: GOLD needs a --label-column", 2},
      {{"tag", "-", "tags.conll"}, "Angela B-PER\nis O\n\nthere O\n", "<stdin>:2: 'is', but tags.conll:2 has 'was'", 1},
      {{"tag", "-", "tags.conll"},
       "Angela O\n\nthere O\n",
       "<stdin>:2: the end of the sentence, but tags.conll:2 has 'was'",
       1},
      {{"tag", "-", "tags.conll"}, "Angela O\n", "<stdin>: 1 sentences, expected 2 as in tags.conll", 1},
      {{"tag", "-", "tags.conll"}, "Angela O\nwas\n", "<stdin>:2: 1 column, expected 2 as in the lines before", 1},
      {{"tag", "-", "tags.conll", "--label-column", "1"},
       "",
       "score: --label-column: '1', expected a name or a number from 2",
       2},
      {{"choose", "-", "choices.jsonl"},
       "2\tc\n",
       "<stdin>:1, choices.jsonl:1: choice 2 was predicted, expected 0 to 1",
       1},
      {{"choose", "-", "bad_choice.jsonl"}, "\n", "bad_choice.jsonl:1: label 1, expected 0 to 0", 1},
      {{"detect-replaced", "-", "bad_words.jsonl"},
       "null\n",
       "bad_words.jsonl:1: 'replaced' is \"b\", expected a list of word indices",
       1},
      {{"fill-mask", "-", "bad_mask.jsonl"}, "null\n", "bad_mask.jsonl:1: 'original' has 3, expected a word", 1},
      {{"qa", "-", "bad_answer.jsonl", "--predictions-format", "tsv"},
       "1\td\n",
       "bad_answer.jsonl:1: answer \"d\" at 1 lies outside the context",
       1},
      {{"choose", "-", "choices.jsonl"}, "a\n", "<stdin>:1, choices.jsonl:1: choice 'a', expected an index", 1},
      {{"detect-replaced", "-", "words.jsonl"}, "{\"words\": [{\"start\": 0}]}\n", "<stdin>:1: 'words': no \"end\"", 1},
      {{"detect-replaced", "-", "words.jsonl"},
       "{\"words\": [{\"text\": \"a\", \"start\": -1, \"end\": 1, \"score\": 0.5}]}\n",
       "<stdin>:1: 'words': 'start' is -1, expected an integer from 0 to 4294967295",
       1},
      {{"detect-replaced", "-", "words.jsonl"},
       "{\"words\": [{\"text\": \"a\", \"start\": 1e300, \"end\": 1, \"score\": 0.5}]}\n",
       "<stdin>:1: 'words': 'start' is 1e+300, expected an integer from 0 to 4294967295",
       1},
      {{"detect-replaced", "-", "words.jsonl"},
       "{\"words\": [{\"text\": \"a\", \"start\": 100, \"end\": 200, \"score\": 0.5}]}\n",
       "<stdin>:1, words.jsonl:1: word 'a' does not stand at 100 to 200 of the text",
       1},
      {{"detect-replaced", "-", "words.jsonl"},
       "{\"words\": [{\"text\": \"b\", \"start\": 0, \"end\": 1, \"score\": 0.5}]}\n",
       "<stdin>:1, words.jsonl:1: word 'b' does not stand at 0 to 1 of the text",
       1},
      {{"detect-replaced", "-", "no_words.jsonl"},
       "{\"words\": [{\"text\": \"\", \"start\": 0, \"end\": 0, \"score\": 0.5}]}\n",
       "<stdin>:1, no_words.jsonl:1: no words, but 1 were scored",
       1},
      {{"detect-replaced", "-", "words.jsonl"}, "a b\n", "<stdin>:1, words.jsonl:1: flagged words alone, but ", 1},
      {{"detect-replaced", "-", "words.jsonl", "--predictions-format", "jsonl"},
       "a b\n",
       "<stdin>:1: not JSON at byte 1: ",
       1},
      {{"fill-mask", "-", "masks.jsonl"}, "{\"masks\": 3}\n", "<stdin>:1: 'masks' is 3, expected a list", 1},
      {{"fill-mask", "-", "masks.jsonl"}, "{\"masks\": []}\n{}\n", "<stdin>: more predictions than the 1 items", 1},
      {{"qa", "-", sample("qa.json")},
       "{\"a\": 3}",
       "<stdin>: the answer to 'a' is 3, expected a string or a list of the best ones",
       1},
      {{"qa", "-", sample("qa.json")}, "{\"a\": \"b\"", "<stdin>: not JSON at byte 10: ", 1},
      {{"qa", "-", sample("qa.json")}, "[]", "<stdin>: no object of ids", 1},
      {{"qa", "-", "."}, "{}", ".: cannot read: is a directory", 1},
      {{"qa", "-", "gold.json"}, "{}", "gold.json: cannot read: no such file or directory", 1},
      {{"qa", "-", sample("qa.json"), "--null-threshold", "0"}, "{}", "score: --null-threshold needs --null-odds", 2},
      {{"qa", "-", "-"}, "", "score: PREDICTIONS and GOLD cannot both be standard input", 2},
      {{"tag", "-", "tags.conll", "--labels", "x"}, "", "score: --labels has no meaning for tag", 2},
      {{"embed", "-", "tags.conll"}, "", "score: TASK: 'embed', expected one of detect-replaced, ", 2},
      {{"choose", "-", "choices.jsonl", "--format", "squad"},
       "",
       "score: --format: 'squad', expected one of jsonl, csv",
       2},
      {{"choose", "absent.tsv", "choices.jsonl"}, "", "absent.tsv: cannot read: no such file or directory", 1},
  };
  for (const Case& test : cases) {
    CAPTURE(test.fault);
    const RunResult result = folder.electra(and_also({"score"}, test.arguments), test.input);
    CHECK(result.err.substr(0, test.fault.size() + 9) == "electra: " + test.fault);
    CHECK(result.code == test.code);
    CHECK(result.out == "");
  }
}

TEST_CASE("a first sentence of gold without a word") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"tokens\": [], \"tags\": []}\n{\"tokens\": [\"Rome\"], \"tags\": [\"B-X\"]}\n");
  for (const std::string predicted : {"]q b\n", "O O\n\nB-X\n", "Rome B-X\n"}) {
    CAPTURE(predicted);
    folder.write("predicted", predicted);
    const RunResult result = folder.electra({"score", "tag", "predicted", "gold.jsonl"});
    CHECK(result.code == 1);
    CHECK(result.err.starts_with("electra: predicted"));
  }
}

}  // namespace
}  // namespace electra::test
