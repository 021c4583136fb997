// --plot: pictures that are well-formed and say what the report says.
#include "cli/plot/plot.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/plot/svg.h"

namespace electra::test {
namespace {

using namespace cli;

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// What is wrong with a text as XML; empty: nothing. Enough of XML for what is written here: elements with attributes in
// double quotes, text with entities.
std::string xml_fault(const std::string& text) {
  std::vector<std::string> open;
  size_t at = text.starts_with("<?xml") ? text.find("?>") + 2 : 0;
  while (at < text.size()) {
    if (text[at] == '&') {
      const size_t end = text.find(';', at);
      const std::string entity = text.substr(at, end - at + 1);
      if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" && entity != "&quot;") return "entity " + entity;
      at = end + 1;
    } else if (text[at] == '>') {
      return "a bare >";
    } else if (text[at] != '<') {
      if (static_cast<unsigned char>(text[at]) < 0x20 && text[at] != '\n') return "a control character";
      ++at;
    } else {
      size_t end = at + 1;
      for (bool quoted = false; end < text.size() && (quoted || text[end] != '>'); ++end) {
        if (text[end] == '"') quoted = !quoted;
        if (text[end] == '<') return "< in a tag: " + text.substr(at, end - at);
      }
      const std::string tag = text.substr(at + 1, end - at - 1);
      if (tag.starts_with('/')) {
        if (open.empty() || open.back() != tag.substr(1)) return "closes " + tag;
        open.pop_back();
      } else if (!tag.ends_with('/')) {
        open.push_back(tag.substr(0, tag.find(' ')));
      }
      at = end + 1;
    }
  }
  return open.empty() ? "" : "stays open: " + open.back();
}

TEST_CASE("the reader of XML above finds faults") {
  CHECK(xml_fault("<a b=\"c\">&amp;<d/></a>\n") == "");
  for (const char* wrong : {"<a>", "<a></b>", "<a>&nbsp;</a>", "<a>\x01</a>", "<a b=\"<\"></a>", "</a>"}) {
    CHECK(xml_fault(wrong) != "");
  }
}

// A run with --plot, and the picture.
std::string plot_of(const Folder& folder, const std::string& command, const std::string& input) {
  const RunResult result = folder.shell("electra " + command + " --quiet --plot p.svg > out", input);
  CHECK(result.err == "");
  REQUIRE(result.code == 0);
  std::string svg = folder.read("p.svg");
  CHECK(xml_fault(svg) == "");
  CHECK(svg.find("prefers-color-scheme:dark") != svg.npos);
  CHECK(svg.find("http") == svg.find("http://www.w3.org/2000/svg"));  // and nowhere else
  CHECK(count_of(svg, "http") == 1);
  // Every picture has a name and a description for who does not see it.
  CHECK(count_of(svg, "role=\"img\"") == count_of(svg, "<desc>") - 1);
  return svg;
}

std::vector<std::string> charts_of(const std::string& svg) {
  std::vector<std::string> titles;
  constexpr std::string_view mark = "role=\"img\"";
  for (size_t at = svg.find(mark); at != svg.npos; at = svg.find(mark, at + 1)) {
    const size_t begin = svg.find("<title>", at) + 7;
    titles.push_back(svg.substr(begin, svg.find('<', begin) - begin));
  }
  return titles;
}

const std::string films =
    "{\"text\": \"a warm film\", \"label\": \"positive\"}\n{\"text\": \"a bad film\", \"label\": \"positive\"}\n"
    "{\"text\": \"a dull film\", \"label\": \"negative\"}\n";

TEST_CASE("each task draws what fits it, and score draws the same of its files") {
  const Folder folder;
  const std::vector<std::string> curves = {"Confusions", "Precision and recall", "ROC", "Calibration"};
  const std::string run = plot_of(folder, "classify --format jsonl", films);
  CHECK(charts_of(run) == curves);
  CHECK(run.find("gold positive, predicted positive: 1 of 2<") != run.npos);
  folder.write("gold.jsonl", films);
  folder.shell("electra classify --quiet --top-k 2 gold.jsonl > labels.tsv");
  const std::string scored = plot_of(folder, "score classify labels.tsv gold.jsonl", "");
  CHECK(charts_of(scored) == curves);
  CHECK(scored == run);
  // Without probabilities there are no curves.
  folder.shell("cut -f 1 labels.tsv > names.tsv");
  CHECK(charts_of(plot_of(folder, "score classify names.tsv gold.jsonl", "")) ==
        std::vector<std::string>{"Confusions"});
  // One of two says nothing of the other: with a sigmoid both may be low.
  folder.shell("electra classify --quiet --activation sigmoid gold.jsonl > best.tsv");
  const std::string best = plot_of(folder, "score classify best.tsv gold.jsonl", "");
  CHECK(charts_of(best) == std::vector<std::string>{"Confusions"});
  CHECK(best.find("curves need both labels") != best.npos);

  CHECK(charts_of(
            plot_of(folder, "detect-replaced --format jsonl", "{\"text\": \"a famous sugar\", \"replaced\": [2]}\n")) ==
        std::vector<std::string>(curves.begin() + 1, curves.end()));
  CHECK(charts_of(plot_of(folder, "fill-mask --format jsonl",
                          "{\"text\": \"He opened the [MASK].\", \"original\": \"door\"}\n")) ==
        std::vector<std::string>{"Right words among the best"});
  CHECK(charts_of(plot_of(folder, "choose --format jsonl",
                          "{\"prompt\": \"It is late.\", \"choices\": [\"It fell.\", \"It was.\"], \"label\": 1}\n")) ==
        std::vector<std::string>{"Accuracy", "Calibration"});
  CHECK(charts_of(plot_of(folder, "tag --format conll", "Anna B-PER\nleft O\n")) ==
        std::vector<std::string>{"Precision, recall and F1 of types of spans"});
  const std::string question = R"({"id": "a", "question": "Who left?", "context": "Ann left.", )";
  CHECK(charts_of(plot_of(folder, "qa --format jsonl", question + "\"answers\": [{\"text\": \"Ann\"}]}\n")) ==
        std::vector<std::string>{"Exact and F1"});
  CHECK(charts_of(plot_of(folder, "qa --format jsonl --null-threshold 0",
                          question + "\"answers\": [{\"text\": \"Ann\"}]}\n" +
                              R"({"id": "b", "question": "Who sang?", "context": "Ann left.", "answers": []})"
                              "\n")) == std::vector<std::string>{"Exact and F1", "No answer"});
}

TEST_CASE("values are points, several labels are bars, many classes are cut with a count") {
  const Folder folder;
  folder.write("values.jsonl", "{\"text\": \"a\", \"label\": 1.5}\n{\"text\": \"b\", \"label\": -2}\n");
  folder.write("values.tsv", "1\n-2.5\n");
  const std::string values = plot_of(folder, "score classify values.tsv values.jsonl", "");
  CHECK(charts_of(values) == std::vector<std::string>{"Values"});
  CHECK(count_of(values, "h0") == 2);

  folder.write("sets.jsonl", "{\"text\": \"a\", \"label\": [\"x\", \"y\"]}\n{\"text\": \"b\", \"label\": [\"y\"]}\n");
  folder.write("sets.tsv", "x\t0.9\ty\t0.8\nx\t0.7\n");
  const std::string sets = plot_of(folder, "score classify --problem-type multi-label sets.tsv sets.jsonl", "");
  CHECK(charts_of(sets) == std::vector<std::string>{"Precision, recall and F1 of labels"});
  CHECK(sets.find("x: precision 0.500<") != sets.npos);

  MatrixChart many = {.title = "many", .about = "", .names = {}, .counts = {}};
  for (int64_t i = 0; i < 40; ++i) {
    many.names.push_back(fmt::format("class {}", i));
    many.counts[{i, i}] = i + 1;
  }
  const std::string svg = svg_of({.title = "t", .about = "", .charts = {many}});
  CHECK(xml_fault(svg) == "");
  CHECK(svg.find(">29 others<") != svg.npos);
  CHECK(svg.find("gold class 39, predicted class 39: 40 of 40<") != svg.npos);
  CHECK(svg.find(fmt::format("gold 29 others, predicted 29 others: {0} of {0}<", 29 * 30 / 2)) != svg.npos);
}

TEST_CASE("names are escaped, and what XML cannot hold is replaced") {
  std::string out;
  append_xml_text(out, "<b>&\"\x01\xEF\xBF\xBE\xFF");
  CHECK(out == "&lt;b&gt;&amp;&quot;\xE2\x90\x81\xEF\xBF\xBD\xEF\xBF\xBD");
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"a\", \"label\": \"<b> & \\\"c\\\" \\u0001\"}\n");
  folder.write("labels.tsv", "</svg>\t0.5\n");
  const RunResult result = folder.shell("electra score classify labels.tsv gold.jsonl --plot p.svg");
  CHECK(result.code == 0);
  CHECK(xml_fault(folder.read("p.svg")) == "");
  CHECK(folder.read("p.svg").find("&lt;b&gt; &amp; &quot;c&quot; \xE2\x90\x81") != std::string::npos);
}

TEST_CASE("a picture does not grow with what cannot be seen") {
  const auto size_of = [](size_t points) {
    LineChart lines = {
        .title = "l", .about = "", .x = {.title = "x"}, .y = {.title = "y"}, .lines = {{.name = "n", .points = {}}}};
    PointChart dots = {.title = "d", .about = "", .x = {.title = "x"}, .y = {.title = "y"}, .points = {}};
    for (size_t i = 0; i < points; ++i) {
      const double x = static_cast<double>(i) / static_cast<double>(points);
      lines.lines[0].points.push_back({x, x * x});
      dots.points.push_back({x, static_cast<double>(i * 7919 % 1000) / 1000.0});
    }
    return svg_of({.title = "t", .about = "", .charts = {lines, dots}}).size();
  };
  CHECK(size_of(1'000'000) < 600'000);
  CHECK(size_of(10) < size_of(1000));
}

TEST_CASE("long names are shortened by the room they take") {
  CHECK(shortened("label", 5) == "label");
  CHECK(shortened("label of one", 9) == "label…one");
  CHECK(shortened("\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2", 5) == "\xE6\xBC\xA2…\xE6\xBC\xA2");
  CHECK(letters_of("a\xE6\xBC\xA2") == 3);
}

TEST_CASE("--plot says at once what is wrong with its file, and leaves an old one until the end") {
  const Folder folder;
  const auto fault = [&](const std::string& flags) {
    const RunResult result = folder.shell("electra classify --quiet --format jsonl " + flags, films);
    CHECK(result.code != 0);
    CHECK(result.out == "");
    return result.err;
  };
  CHECK(fault("--plot p.png") == "electra: classify: --plot: 'p.png', expected a name that ends in .svg\n");
  CHECK(fault("--plot no/p.svg").find("no/p.svg") != std::string::npos);
  CHECK(fault("--plot p.svg --report p.svg").find("--plot") != std::string::npos);
  folder.write("p.svg", "old");
  CHECK(folder.shell("electra classify --quiet --format jsonl --plot p.svg", "{\"text\": \"a\"}\n").code == 1);
  CHECK(folder.read("p.svg") == "old");
  CHECK(folder.shell("electra classify --quiet --plot p.svg", "a\n")
            .err.find("--evaluate, --report and --plot need the right labels") != std::string::npos);
  CHECK(fault("--plot p.svg --output p.svg").find("--plot") != std::string::npos);
}

TEST_CASE("without records there is nothing to draw, and that is said") {
  const Folder folder;
  const std::string svg = plot_of(folder, "classify --format jsonl", "");
  CHECK(svg.find(">Nothing to draw.<") != svg.npos);
}

}  // namespace
}  // namespace electra::test
