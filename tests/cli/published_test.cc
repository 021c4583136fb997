// Files of texts and pairs as their publishers lay them out give what a plain file of the same texts gives.
#include <doctest/doctest.h>

#include "cli/harness.h"
#include "cli/reports.h"

namespace electra::test {
namespace {

// Three records, which `plain` has as "text TAB gold" or "text TAB pair TAB gold".
struct Layout {
  const char* name;
  const char* file;
  std::string flags, content;
  bool has_pairs = false;
  const char* model = "classify/labels-3";
  std::string gold[3] = {"0", "1", "2"};
};

const std::string first[] = {"the cat sat", "my \"school\"", "She said: no, thanks"};
const std::string second[] = {"the dog ran", "a way", "it is \"fine"};

// Names of the model for those of the files.
const std::string nli = " --map-labels contradiction=low,entailment=middle,neutral=high";

const Layout layouts[] = {
    {"CoLA has four columns without a header", "dev.tsv", "--columns 4 --label-column 2",
     "gj04\t0\t*\tthe cat sat\ngj04\t1\t\tmy \"school\"\nbc01\t2\t\tShe said: no, thanks\n"},
    {"SST-2", "dev.tsv", "--columns sentence --label-column label",
     "sentence\tlabel\nthe cat sat\t0\nmy \"school\"\t1\nShe said: no, thanks\t2\n"},
    {"MNLI has its gold at the end", "dev_matched.tsv", "--columns sentence1,sentence2 --label-column gold_label" + nli,
     "index\tpromptID\tpairID\tgenre\tsentence1_parse\tsentence1\tsentence2\tlabel1\tgold_label\n"
     "0\t6\t6e\tfiction\t( the cat )\tthe cat sat\tthe dog ran\tneutral\tcontradiction\n"
     "1\t7\t7e\tslate\t( my )\tmy \"school\"\ta way\tneutral\tentailment\n"
     "2\t8\t8e\tslate\t( She )\tShe said: no, thanks\tit is \"fine\tentailment\tneutral\n",
     true},
    {"QNLI", "dev.tsv", "--columns question,sentence --label-column label",
     "index\tquestion\tsentence\tlabel\n0\tthe cat sat\tthe dog ran\t0\n1\tmy \"school\"\ta way\t1\n"
     "2\tShe said: no, thanks\tit is \"fine\t2\n",
     true},
    {"STS-B",
     "dev.tsv",
     "--columns sentence1,sentence2 --label-column score",
     "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n"
     "0\tmain\tMSRvid\t2012\t1\tnone\tnone\tthe cat sat\tthe dog ran\t5.000\n"
     "1\tmain\tMSRvid\t2012\t2\tnone\tnone\tmy \"school\"\ta way\t4.750\n"
     "2\tmain\tMSRvid\t2012\t3\tnone\tnone\tShe said: no, thanks\tit is \"fine\t0.2\n",
     true,
     "hf/seqcls-regression",
     {"5.000", "4.750", "0.2"}},
    {"XNLI", "xnli.dev.tsv", "--columns sentence1,sentence2 --label-column gold_label" + nli,
     "language\tgold_label\tsentence1\tsentence2\nde\tcontradiction\tthe cat sat\tthe dog ran\n"
     "de\tentailment\tmy \"school\"\ta way\nde\tneutral\tShe said: no, thanks\tit is \"fine\n",
     true},
    {"PAWS-X", "dev_2k.tsv", "--columns sentence1,sentence2 --label-column label",
     "id\tsentence1\tsentence2\tlabel\n1\tthe cat sat\tthe dog ran\t0\n2\tmy \"school\"\ta way\t1\n"
     "3\tShe said: no, thanks\tit is \"fine\t2\n",
     true},
    {"KLUE-NLI is a list of objects", "klue-nli-v1.1_dev.json",
     "--columns premise,hypothesis --label-column gold_label" + nli,
     "[\n  {\n    \"guid\": \"a\",\n    \"premise\": \"the cat sat\",\n    \"hypothesis\": \"the dog ran\",\n"
     "    \"gold_label\": \"contradiction\"\n  },\n"
     "  {\"guid\": \"b\", \"premise\": \"my \\\"school\\\"\", \"hypothesis\": \"a way\", \"gold_label\": "
     "\"entailment\"},\n"
     "  {\"guid\": \"c\", \"premise\": \"She said: no, thanks\", \"hypothesis\": \"it is \\\"fine\", \"gold_label\": "
     "\"neutral\"}\n]\n",
     true},
    {"KLUE-YNAT", "ynat-v1.1_dev.json", "--columns title --label-column label" + nli,
     "[{\"guid\": \"a\", \"title\": \"the cat sat\", \"label\": \"contradiction\", \"annotations\": {\"n\": [1]}},\n"
     " {\"guid\": \"b\", \"title\": \"my \\\"school\\\"\", \"label\": \"entailment\"},\n"
     " {\"guid\": \"c\", \"title\": \"She said: no, thanks\", \"label\": \"neutral\"}]\n"},
    {"NSMC", "ratings_test.txt", "--columns document --label-column label",
     "id\tdocument\tlabel\n6\tthe cat sat\t0\n8\tmy \"school\"\t1\n9\tShe said: no, thanks\t2\n"},
    {"the lists of the datasets library", "data.json", "--columns sentence1,sentence2",
     "{\"data\": [{\"sentence1\": \"the cat sat\", \"sentence2\": \"the dog ran\", \"label\": 0},\n"
     "{\"sentence1\": \"my \\\"school\\\"\", \"sentence2\": \"a way\", \"label\": 1},\n"
     "{\"sentence1\": \"She said: no, thanks\", \"sentence2\": \"it is \\\"fine\", \"label\": 2}]}\n",
     true},
    {"a table of an office program", "data.csv", "--separator ';' --columns Satz --label-column Note",
     "\"Nr\";\"Satz\";\"Note\"\r\n1;\"the cat sat\";0\r\n2;\"my \"\"school\"\"\";1\r\n3;She said: no, thanks;2\r\n"}};

TEST_CASE("files as their publishers lay them out: labels and metrics of the same texts in a plain file") {
  const Folder folder;
  for (const Layout& layout : layouts) {
    CAPTURE(layout.name);
    std::string plain;
    for (int i = 0; i < 3; ++i) {
      plain += first[i] + '\t' + (layout.has_pairs ? second[i] + '\t' : "") + layout.gold[i] + '\n';
    }
    folder.write("plain.tsv", plain);
    folder.write(layout.file, layout.content);
    const std::string run = "electra classify --quiet --report r.json --model " + golden(layout.model) + " ";
    const RunResult published = folder.shell(run + layout.flags + " " + layout.file + "");
    const nlohmann::json metrics = metrics_in(folder.read("r.json"));
    CHECK(published.err == "");
    CHECK(published.code == 0);
    CHECK(metrics.at("items") == 3);
    const std::string columns = layout.has_pairs ? "--columns 1,2 --label-column 3" : "--columns 1 --label-column 2";
    CHECK(published.out == folder.shell(run + columns + " plain.tsv").out);
    CHECK(metrics == metrics_in(folder.read("r.json")));
  }
}

TEST_CASE("a label inside of another member, as KLUE-STS has it") {
  const Folder folder;
  const std::string run = "electra classify --quiet --evaluate --model " + golden("hf/seqcls-regression") + " ";
  folder.write("plain.tsv", "the cat sat\t3.7\nmy school\t0.5\n");
  const std::string expected = folder.shell(run + "--columns 1 --label-column 2 plain.tsv 2>&1").out;
  REQUIRE(expected.find("mse") != std::string::npos);
  struct Case {
    const char* column;
    const char* label;  // in an object, before and behind the value
    const char* end;
  };
  const Case cases[] = {{"labels.label", R"("labels": {"real-label": 3, "label": )", R"(, "binary-label": 1})"},
                        {"labels.label", R"("labels": {"label": 9}, "labels.label": )", ""},
                        {"a.b.c", R"("a": {"b": {"c": )", "}}"},
                        {"a.b.c", R"("a": {"b": 9, "b.c": )", "}"}};
  for (const Case& test : cases) {
    CAPTURE(test.label);
    const auto object = [&](const std::string& text, const std::string& value) {
      return "{\"sentence1\": \"" + text + "\", " + test.label + value + test.end + "}";
    };
    folder.write("a.json", "[" + object("the cat sat", "3.7") + ",\n " + object("my school", "0.5") + "]\n");
    const std::string flags = std::string("--columns sentence1 --label-column ") + test.column + " a.json 2>&1";
    CHECK(folder.shell(run + flags).out == expected);
  }
  folder.write("a.json", R"([{"sentence1": "x", "a": 1, "b": {"c": null}}])");
  for (const std::string column : {"a.b", "b.c", "b.d", "c.d", "b.", ".b", "."}) {
    CHECK(folder.shell(run + "--columns sentence1 a.json --label-column " + column).err ==
          "electra: a.json: record 1: no label to compare with\n");
  }
}

TEST_CASE("pairs under any keys answer as the same pair in a table does") {
  const Folder folder;
  folder.write("a.tsv", "the cat sat\tthe dog ran\n");
  const std::string run = "electra classify --quiet --all-scores --model " + golden("classify/labels-3") + " ";
  const std::string expected = folder.shell(run + "--columns 1,2 a.tsv").out;
  REQUIRE(expected != "");
  struct Case {
    const char* columns;
    const char* object;
  };
  const Case cases[] = {
      {"sentence1,sentence2", R"({"sentence1": "the cat sat", "sentence2": "the dog ran", "label": 1})"},
      {"premise,hypothesis", R"({"hypothesis": "the dog ran", "label": "entailment", "premise": "the cat sat"})"},
      {"text_a,text_b",
       R"({"text": 3, "pair": ["x"], "text_a": "the cat sat", "label": [1], "text_b": "the dog ran"})"},
      {"질문,sentence 2", R"({"질문": "the cat sat", "sentence 2": "the dog ran"})"}};
  for (const Case& test : cases) {
    CAPTURE(test.columns);
    folder.write("a.jsonl", test.object + std::string("\n"));
    const RunResult result = folder.shell(run + "--columns '" + test.columns + "' --label-column label a.jsonl");
    CHECK(result.err == "");
    CHECK(result.out == expected);
  }
}

}  // namespace
}  // namespace electra::test
