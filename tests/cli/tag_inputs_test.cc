// electra tag and score tag: the files that words with tags come in, and what they go out as.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
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

TEST_CASE("sentences of CoNLL go out as objects, and as rows of spans") {
  const Folder folder;
  folder.write("a.conll", "# text = x\nAngela O\nMerkel O\n\nin\tO\nParis\tO\n\n# the end\n");
  CHECK(tag(folder, {"a.conll", "--output-format", "jsonl"}).out ==
        "{\"tokens\":[\"Angela\",\"Merkel\"],\"tags\":[\"B-PER\",\"I-PER\"]}\n"
        "{\"tokens\":[\"in\",\"Paris\"],\"tags\":[\"O\",\"B-LOC\"]}\n");
  CHECK(tag(folder, {"a.conll", "--output", "b.jsonl", "--scheme", "bioes"}).code == 0);
  CHECK(json::parse(folder.read("b.jsonl").substr(0, folder.read("b.jsonl").find('\n'))).at("tags") ==
        json{"B-PER", "E-PER"});
  const std::string rows = tag(folder, {"a.conll", "--output-format", "tsv"}).out;
  CHECK(rows.starts_with("1\t0\t13\tAngela Merkel\tPER\t0.9"));
  CHECK(rows.find("\n2\t3\t8\tParis\tLOC\t0.7") != rows.npos);
  CHECK(tag(folder, {"a.conll", "--output-format", "tsv", "--with-filename"})
            .out.starts_with("a.conll\t2\t0\t13\tAngela Merkel\tPER\t0.9"));
  CHECK(tag(folder, {"a.conll", "--output-format", "html"}).err ==
        "electra: tag: --output-format html is not for words, which go out as conll, jsonl, tsv\n");
}

}  // namespace
}  // namespace electra::test
