// --map-labels: gold labels by other names than those of the model.
#include "cli/evaluation/label_map.h"

#include <doctest/doctest.h>

#include "cli/harness.h"
#include "cli/reports.h"
#include "electra/error.h"

namespace electra::test {
namespace {

const std::string classify =
    "electra classify --quiet --columns text --label-column gold --output /dev/null --model " + golden("hf/seqcls-3");

// The report of the same texts with the model's own labels.
void write_both(const Folder& folder) {
  folder.write("own.tsv", "text\tgold\nthe cat\tentailment\nthe dog\tcontradiction\nmy school\tneutral\n");
  folder.write("other.tsv", "text\tgold\nthe cat\tyes, it=so\nthe dog\tno\nmy school\tneutral\n");
}
const std::string map_flag = " --map-labels 'yes\\, it\\=so=entailment,no=contradiction'";

TEST_CASE("gold by other names is that of the model") {
  const Folder folder;
  write_both(folder);
  const RunResult own = folder.shell(classify + " --report /dev/stdout own.tsv");
  CHECK(own.code == 0);
  CHECK(own.out.find("\"items\": 3") != std::string::npos);
  const RunResult other = folder.shell(classify + " --report /dev/stdout other.tsv" + map_flag);
  CHECK(metrics_in(other.out) == metrics_in(own.out));
  CHECK(other.code == 0);
  CHECK(folder.shell(classify + " --evaluate other.tsv").err.find("label 'yes, it=so', expected") != std::string::npos);
}

TEST_CASE("a label that is mapped is not mapped again, so that two may change places") {
  const Folder folder;
  folder.write("own.jsonl", "{\"text\": \"x\", \"gold\": 0}\n{\"text\": \"y\", \"gold\": \"1\"}\n");
  folder.write("other.jsonl", "{\"text\": \"x\", \"gold\": 1}\n{\"text\": \"y\", \"gold\": \"0\"}\n");
  const RunResult other = folder.shell(classify + " --report /dev/stdout other.jsonl --map-labels 0=1,1=0");
  CHECK(metrics_in(other.out) == metrics_in(folder.shell(classify + " --report /dev/stdout own.jsonl").out));
  CHECK(other.code == 0);
}

TEST_CASE("each of several gold labels of a text is mapped") {
  const Folder folder;
  folder.write("a.jsonl", "{\"text\": \"x\", \"label\": [0, 1]}\n{\"text\": \"y\", \"label\": []}\n");
  folder.write("b.jsonl", "{\"text\": \"x\", \"label\": [\"p\", 1]}\n{\"text\": \"y\", \"label\": []}\n");
  const std::string run = "electra classify --quiet --output /dev/null --report /dev/stdout --model " +
                          golden("hf/seqcls-multilabel") + " ";
  const RunResult mapped = folder.shell(run + "b.jsonl --map-labels p=0");
  CHECK(mapped.code == 0);
  CHECK(metrics_in(mapped.out) == metrics_in(folder.shell(run + "a.jsonl").out));
}

TEST_CASE("what is mapped and never occurs is one warning") {
  const Folder folder;
  write_both(folder);
  const RunResult result = folder.electra({"classify", "--columns", "text", "--label-column", "gold", "--model",
                                           golden("hf/seqcls-3"), "--output", "x.tsv", "--report", "r.json",
                                           "--map-labels", "a=neutral,neutral=entailment,b=neutral", "own.tsv"});
  CHECK(result.err == "electra: --map-labels: no gold label is 'a', 'b'\n");
  CHECK(result.code == 0);
}

TEST_CASE("what cannot be mapped is refused") {
  const Folder folder;
  write_both(folder);
  const auto refused = [&](const std::string& command, const std::string& why) {
    CAPTURE(command);
    const RunResult result = folder.shell(command);
    CHECK(result.err.ends_with(why + "\n"));
    CHECK(result.code == 2);
  };
  refused(classify + " own.tsv --map-labels a=neutral", "--map-labels needs --evaluate, --report or --plot");
  refused(classify + " own.tsv --evaluate --map-labels a=other",
          "--map-labels: label 'other', expected 'contradiction', 'entailment', 'neutral', or a number below 3");
  refused("electra classify --quiet --evaluate --label-column gold --columns text own.tsv --map-labels a=b --model " +
              golden("hf/seqcls-regression"),
          "--map-labels: the predictions are values, expected labels");
}

TEST_CASE("score maps gold labels, too, to labels that are predicted or named") {
  const Folder folder;
  folder.write("p.tsv", "pos\t0.9\nneg\t0.8\n");
  folder.write("own.jsonl", "{\"label\": \"pos\"}\n{\"label\": \"pos\"}\n");
  folder.write("other.jsonl", "{\"sentence\": \"x\", \"label\": 1}\n{\"label\": \"pos\"}\n");
  const std::string score = "electra score classify p.tsv ";
  const RunResult mapped = folder.shell(score + "other.jsonl --map-labels 1=pos");
  CHECK(mapped.err == "");
  CHECK(mapped.out == folder.shell(score + "own.jsonl").out);
  const RunResult unknown = folder.shell(score + "other.jsonl --map-labels 1=positive");
  CHECK(unknown.err.find("--map-labels: 'positive' is never predicted") != std::string::npos);
  CHECK(unknown.code == 2);
  CHECK(folder.shell(score + "other.jsonl --labels neg,pos,never --map-labels 1=never").code == 0);
  CHECK(folder.shell("electra score choose p.tsv own.jsonl --map-labels 1=pos")
            .err.ends_with("--map-labels has no meaning for choose\n"));
}

TEST_CASE("pairs of labels are read with their escapes, or refused") {
  cli::LabelMap map("a b=c d,\\,=\\\\,x\\y=\\=");
  CHECK(map.of("a b") == "c d");
  CHECK(map.of(",") == "\\");
  CHECK(map.of("x\\y") == "=");
  CHECK(map.of("z") == "z");
  for (const char* bad : {"a", "a=", "=b", "a=b,", ",a=b", "a=b=c", "a,b=c", "a=b,a=c"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(cli::LabelMap{bad}, Error);
  }
}

}  // namespace
}  // namespace electra::test
