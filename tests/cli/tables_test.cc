// --header and --separator, and the quotes of csv with any separator.
#include <doctest/doctest.h>

#include "cli/harness.h"

namespace electra::test {
namespace {

// What of a table is read: a line for every text, as it was read.
RunResult read(const Folder& folder, const std::string& flags) {
  return folder.shell("electra detect-replaced --quiet --threshold 1 --model " + golden("hf/pretraining") + " " +
                      flags);
}

TEST_CASE("--header says whether there is one, whatever names a column") {
  const Folder folder;
  folder.write("a.tsv", "text\tref\nmy school\t7\n");
  folder.write("one.tsv", "text\nmy school\n");
  CHECK(read(folder, "--header yes --columns 1 a.tsv a.tsv").out == "my school\nmy school\n");
  CHECK(read(folder, "--header no --columns 1 a.tsv").out == "text\nmy school\n");
  CHECK(read(folder, "--header auto --columns text a.tsv").out == "my school\n");
  CHECK(read(folder, "--header yes one.tsv one.tsv").out == "my school\nmy school\n");
  CHECK(read(folder, "--header no one.tsv").out == "text\nmy school\n");
}

TEST_CASE("a header that would be read as a text is refused with the flags that mend it") {
  const Folder folder;
  folder.write("a.tsv", "text\tlabel\nmy school\t7\n");
  folder.write("one.tsv", "text\nmy school\n");
  folder.write("semicolons.csv", "text;label\nmy school;7\n");
  struct Case {
    std::string flags, err;
  };
  const Case cases[] = {
      {"--columns 1 a.tsv",
       "a.tsv: begins with a header, expected texts: --header yes skips it; --header no takes it for a record"},
      {"one.tsv",
       "one.tsv: begins with a header, expected texts: name it in --columns, or --header yes skips it; --header no "
       "takes it for a record"},
      {"a.tsv", "a.tsv: begins with a header, expected texts: name their --columns; --header no takes it for a record"},
      {"semicolons.csv",
       "semicolons.csv: begins with a header, expected texts: name their --columns and --separator ';'; --header no "
       "takes it for a record"},
      {"--header yes a.tsv",
       "a.tsv: 2 columns, expected --columns to name those of the text, there is 'text', 'label'"},
      {"--header no --columns text a.tsv",
       "--header no: the column 'text', expected a number: without a header there are no names"}};
  for (const Case& test : cases) {
    CAPTURE(test.flags);
    const RunResult result = read(folder, test.flags);
    CHECK(result.out == "");
    CHECK(result.code == 2);
    CHECK(result.err.find(": " + test.err) != std::string::npos);
  }
}

TEST_CASE("cells stand between separators of any kind, with the quotes of their format") {
  const Folder folder;
  folder.write("a.csv", "ref;text\n1;\"the; \"\"way\"\"\"\n2;my, school\n");
  folder.write("pipes.csv", "1|my school\n");
  folder.write("tabs.csv", "1\t\"my\tschool\"\n");
  folder.write("a.tsv", "1;\"my school\n");
  CHECK(read(folder, "--separator ';' --columns text a.csv").out == "the; \"way\"\nmy, school\n");
  CHECK(read(folder, "--separator '|' --columns 2 pipes.csv").out == "my school\n");
  CHECK(read(folder, "--separator tab --columns 2 tabs.csv").out == "my\tschool\n");
  CHECK(read(folder, "--separator '\\t' --columns 2 tabs.csv").out == "my\tschool\n");
  CHECK(read(folder, "--separator ';' --columns 2 a.tsv").out == "\"my school\n");
}

TEST_CASE("a separator that files are not told to have is noticed") {
  const Folder folder;
  folder.write("names.csv", "ref;text\n");
  folder.write("numbers.csv", "1;my school\n2;the way\n");
  folder.write("quoted.csv", "\"ref\";\"text\"\n\"1\";\"my, school\"\n\"2\";\"the way\"\n");
  folder.write("commas.tsv", "ref,text\n1,my school\n");
  folder.write("texts.csv", "she said; he paid\nhe did\n");
  folder.write("many.csv", [] {
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += std::to_string(i) + ";my school\n";
    return lines;
  }());
  const RunResult names = read(folder, "--columns text names.csv");
  CHECK(names.err.ends_with("names.csv: no column 'text' between ,: --separator ';' finds it\n"));
  CHECK(names.code == 2);
  for (const std::string flags : {"--columns 1 numbers.csv", "numbers.csv", "--columns text quoted.csv",
                                  "--columns 2 many.csv", "--format csv --columns 1 < numbers.csv"}) {
    CAPTURE(flags);
    const RunResult result = read(folder, flags);
    CHECK(
        result.err.find(": cells between ';', expected between ,: --separator ';' reads them; --separator , takes the "
                        "lines as they are\n") != std::string::npos);
    CHECK(result.out == "");
    CHECK(result.code == 2);
  }
  CHECK(read(folder, "--columns text commas.tsv").err.find("expected between tab: --format csv reads them") !=
        std::string::npos);
  CHECK(read(folder, "--separator , --columns 1 numbers.csv").out == "1;my school\n2;the way\n");
  CHECK(read(folder, "texts.csv").out == "she said; he paid\nhe did\n");
}

TEST_CASE("--header and --separator are refused where there are no cells") {
  const Folder folder;
  folder.write("a.jsonl", "{\"text\": \"x\"}\n");
  folder.write("a.txt", "x\n");
  folder.write("a.conll", "x O\n\n");
  const auto refused = [&](const std::string& command, const std::string& flag) {
    CAPTURE(command);
    const RunResult result = folder.shell("electra " + command);
    CHECK(result.err.ends_with(flag + " is for tsv and csv: --format says which\n"));
    CHECK(result.code == 2);
  };
  refused("classify --header yes a.jsonl", "--header");
  refused("classify --separator ';' a.txt", "--separator");
  refused("tag --separator ';' a.conll", "--separator");
  refused("choose --header no a.jsonl", "--header");
  CHECK(folder.shell("electra classify --pair --separator ';' --format tsv a.txt").code == 2);
  for (const std::string separator : {"';;'", "'\"'", "''", "§"}) {
    CHECK(folder.shell("electra classify --separator " + separator + " a.csv").code == 2);
  }
}

TEST_CASE("files of SWAG have other separators, too") {
  const Folder folder;
  folder.write("a.csv", "sent1;sent2;ending0;ending1;label\nHe ran, \"fast\";He;fell.;\"flew; up.\";1\n");
  folder.write("b.csv", "sent1,sent2,ending0,ending1,label\n\"He ran, \"\"fast\"\"\",He,fell.,flew; up.,1\n");
  const RunResult commas = folder.shell("electra choose --quiet b.csv");
  CHECK(commas.code == 0);
  CHECK(commas.out != "");
  CHECK(folder.shell("electra choose --quiet --separator ';' a.csv").out == commas.out);
  CHECK(folder.shell("electra choose --quiet a.csv").code != 0);
  CHECK(folder.shell("electra choose --quiet --header no b.csv").err.ends_with("a file of SWAG has a header\n"));
  const std::string score = "electra choose --quiet b.csv > p.tsv; electra score choose p.tsv ";
  CHECK(folder.shell(score + "--separator ';' a.csv").out == folder.shell(score + "b.csv").out);
}

TEST_CASE("a quote that nothing closes takes its own line alone with it, counted truly") {
  struct Case {
    const char* name;
    std::string flags, content, out, place;
  };
  const Case cases[] = {
      {"with a separator", "--separator ';'", "text;n\n\"a; b\nc\";1\n\"open;2\nend;3\n", "a; b c\n\nend\n", "4"},
      {"CR LF", "", "text,n\r\n\"a, b\r\nc\",1\r\n\"open,2\r\nend,3\r\nlast,4\r\n", "a, b  c\n\nend\nlast\n", "4"},
      {"CR LF with a separator", "--separator ';'", "text;n\r\n\"open;2\r\nend;3\r\n", "\nend\n", "2"},
      {"at the end", "", "text,n\n\"a\nb\",1\nend,2\n\"open", "a b\nend\n\n", "5"},
      {"behind cells of several lines", "", "text,n\n\"a\nb\n\nc\",1\n\"d\ne\",2\n\"open,3\nend,4\n",
       "a b  c\nd e\n\nend\n", "8"},
      {"closed with something behind it", "", "text,n\n\"a\nb\",1\n\"d,2\ne\" x,3\nend,4\n", "a b\n\ne\" x\nend\n",
       "4"},
      {"in a later cell", "--separator tab", "text\tn\n\"a\nb\"\t\"1\nend\t2\n", "\nend\n", "2"}};
  const Folder folder;
  for (const Case& test : cases) {
    CAPTURE(test.name);
    folder.write("a.csv", test.content);
    const RunResult result = read(folder, "--columns text --on-error skip " + test.flags + " a.csv");
    CHECK(result.out == test.out);
    CHECK(result.code == 3);
    const RunResult stopped = read(folder, "--columns text " + test.flags + " a.csv");
    CHECK(stopped.err == "electra: a.csv:" + test.place + ": a quoted cell does not end\n");
  }
}

}  // namespace
}  // namespace electra::test
