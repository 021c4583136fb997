// Parts of the program that the whole of it cannot show in short time.
#include <doctest/doctest.h>

#include <cmath>

#include "cli/args/suggest.h"
#include "cli/evaluation/classify.h"
#include "cli/formats/classify.h"
#include "cli/harness.h"
#include "cli/io/json_out.h"
#include "cli/io/reader.h"

namespace electra::test {
namespace {

struct Read {
  std::vector<std::string> texts;  // "!" for a line that is too long
  std::vector<uint64_t> lines;
};

Read read_all(const Folder& folder, const std::string& content, size_t line_limit, cli::WindowLimit window,
              cli::Format format = cli::Format::text) {
  folder.write("a.txt", content);
  cli::Reader reader({(folder.path() / "a.txt").string()}, {.format = format}, line_limit);
  Read read;
  for (auto records = reader.next(window); !records.empty(); records = reader.next(window)) {
    CHECK(records.size() <= window.records);
    for (const cli::Record& record : records) {
      read.texts.emplace_back(record.too_long ? "!" : record.text);
      read.lines.push_back(record.line);
    }
  }
  return read;
}

TEST_CASE("the label that is written is the one that is compared, also where probabilities round to the same") {
  Classification result;
  result.logits = {16.0F, std::nextafter(16.0F, 17.0F)};
  result.probabilities = {0.5F, 0.5F};
  cli::LabelStyle style = {.labels = {"less", "more"}};
  std::string out;
  cli::write_labels_tsv({}, result, style, out);
  CHECK(out.starts_with("more\t"));
  cli::ClassifyEvaluation evaluation(style.labels, ProblemType::single_label, 0.5);
  cli::TextExample example;
  example.label.value = "more";
  evaluation.add(example, result, "");
  CHECK(evaluation.report().at("accuracy") == 1.0);
}

TEST_CASE("a line over the limit is one record without text, and the lines around it are read") {
  const Folder folder;
  const std::string content = "a\n" + std::string(2'000'000, 'x') + "\nb\n" + std::string(101, 'y') + "\n" +
                              std::string(100, 'z') + "\n" + std::string(3'000'000, 'x');
  const Read read = read_all(folder, content, 100, {.bytes = 1 << 20, .records = 100});
  CHECK(read.texts == std::vector<std::string>{"a", "!", "b", "!", std::string(100, 'z'), "!"});
  CHECK(read.lines == std::vector<uint64_t>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("windows of every size give the same records") {
  const Folder folder;
  std::string content;
  std::vector<std::string> expected;
  for (size_t i = 0; i < 3000; ++i) {
    expected.push_back(std::string(i * i % 977, static_cast<char>('a' + i % 26)));
    content += expected.back() + (i % 3 == 0 ? "\r\n" : "\n");
  }
  for (const size_t records : {size_t{1}, size_t{7}, size_t{10'000}}) {
    for (const size_t bytes : {size_t{1}, size_t{1000}, size_t{1} << 30}) {
      CHECK(read_all(folder, content, 1 << 20, {.bytes = bytes, .records = records}).texts == expected);
    }
  }
}

TEST_CASE("a record of CSV ends at a line end outside of quotes") {
  const Folder folder;
  const auto records = [&](const std::string& content, size_t line_limit = 100) {
    return read_all(folder, content, line_limit, {.bytes = 1 << 20, .records = 100}, cli::Format::csv);
  };
  const Read read = records("a,\"b\nc\"\n\"d\n\"\"\n\",e\r\n5\" pipe,f\n\"\"\nlast,\"\n");
  CHECK(read.texts == std::vector<std::string>{"a,\"b\nc\"", "\"d\n\"\"\n\",e", "5\" pipe,f", "\"\"", "last,\""});
  CHECK(read.lines == std::vector<uint64_t>{1, 3, 6, 7, 8});
  // The limit is one of records.
  CHECK(records("\"" + std::string(60, 'x') + "\n" + std::string(60, 'x') + "\"\nb\n").texts ==
        std::vector<std::string>{"!", "b"});
}

TEST_CASE("a quote of CSV that nothing closes costs its own line") {
  const Folder folder;
  struct Case {
    std::string content;
    std::vector<std::string> texts;
    std::vector<uint64_t> lines;
  };
  const Case cases[] = {
      {"a\n\"b,c\nd\ne", {"a", "\"b,c", "d", "e"}, {1, 2, 3, 4}},
      {"a\n\"b,c\nd,\"e\"\nf\n", {"a", "\"b,c", "d,\"e\"", "f"}, {1, 2, 3, 4}},  // the next quote closes it badly
      {"\"b\r\nd,\"e\"\r\n", {"\"b", "d,\"e\""}, {1, 2}},
      {"\"a\nb\",\"c\nd\ne\n", {"\"a\nb\",\"c", "d", "e"}, {1, 3, 4}},  // the second quote of a record
      {"\"a\n\"b\n\"c\n", {"\"a", "\"b", "\"c"}, {1, 2, 3}},
      {"\"a\nb\"\"\nc\"\nd\n", {"\"a\nb\"\"\nc\"", "d"}, {1, 4}},  // none of these
      {"\"a\nb\"\r\nc\n", {"\"a\nb\"", "c"}, {1, 3}},
      {"\"a\"b,\"c\nd\"\ne\n", {"\"a\"b,\"c\nd\"", "e"}, {1, 3}},
      {"\xEF\xBB\xBF\"a\nb\n", {"\"a", "b"}, {1, 2}},
      {"a\n\"", {"a", "\""}, {1, 2}},
  };
  for (const Case& test : cases) {
    CAPTURE(test.content);
    for (const size_t records : {size_t{1}, size_t{100}}) {
      const Read read = read_all(folder, test.content, 100, {.bytes = 1 << 20, .records = records}, cli::Format::csv);
      CHECK(read.texts == test.texts);
      CHECK(read.lines == test.lines);
    }
  }
}

TEST_CASE("a byte-order mark before CSV does not hide a quote") {
  const Folder folder;
  const auto texts = [&](const std::string& content, cli::Format format) {
    return read_all(folder, content, 100, {.bytes = 1 << 20, .records = 100}, format).texts;
  };
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(texts(mark + "\"a\nb\",c\n" + mark + "d\n", cli::Format::csv) ==
        std::vector<std::string>{"\"a\nb\",c", mark + "d"});
  CHECK(texts(mark + "a", cli::Format::csv) == std::vector<std::string>{"a"});
  CHECK(texts(mark + "a\n", cli::Format::text) == std::vector<std::string>{mark + "a"});
}

TEST_CASE("quotes across any border of windows and reads are followed") {
  const Folder folder;
  std::string content;
  std::vector<std::string> expected;
  for (size_t i = 0; i < 2000; ++i) {
    expected.push_back("\"" + std::string(i * i % 977, i % 2 == 0 ? '\n' : 'x') + "\"\"\n\",b");
    content += expected.back() + "\n";
  }
  for (const size_t window : {size_t{1}, size_t{7}, size_t{10'000}}) {
    CHECK(read_all(folder, content, 1 << 20, {.bytes = 1 << 30, .records = window}, cli::Format::csv).texts ==
          expected);
  }
}

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps") {
  CHECK(cli::edit_distance("", "") == 0);
  CHECK(cli::edit_distance("model", "model") == 0);
  CHECK(cli::edit_distance("model", "modle") == 1);
  CHECK(cli::edit_distance("treshold", "threshold") == 1);
  CHECK(cli::edit_distance("abc", "") == 3);
  CHECK(cli::edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest name is offered only if it is near") {
  using Names = std::vector<std::string>;
  const std::vector<std::string> names = {"--model", "--threads", "--top-k"};
  CHECK(cli::nearest_names("--modle", names) == Names{"--model"});
  CHECK(cli::nearest_names("--TOP_K", names) == Names{"--top-k"});
  CHECK(cli::nearest_names("--frobnicate", names).empty());
  CHECK(cli::nearest_names("ca", Names{"ar", "de"}).empty());  // nothing of it is there
  CHECK(cli::nearest_names("", names).empty());
}

TEST_CASE("what a name is the beginning of comes before what is near it") {
  using Names = std::vector<std::string>;
  CHECK(cli::nearest_names("--t", Names{"--threads", "--top-k", "--x"}) == Names{"--threads", "--top-k"});
  CHECK(cli::nearest_names("t", Names{"ta", "tb", "tc", "td"}) == Names{"ta"});  // too many begin so
  CHECK(cli::did_you_mean("--t", Names{"--threads", "--top-k"}) == "; did you mean '--threads' or '--top-k'?");
  CHECK(cli::did_you_mean("x", Names{"--threads"}) == "");
}

TEST_CASE("JSON strings are escaped") {
  std::string out;
  cli::append_json_string(out, std::string_view("a\"b\\c\n\t\x01\0é", 11));
  CHECK(out == "\"a\\\"b\\\\c\\n\\t\\u0001\\u0000é\"");
}

TEST_CASE("scores have six significant digits, and JSON no NaN") {
  std::string out;
  for (const float score : {0.123456789F, 1.0F, 1e-7F, 0.5F}) {
    cli::append_json_score(out, score);
    out += ' ';
  }
  cli::append_json_score(out, NAN);
  CHECK(out == "0.123457 1 1e-07 0.5 null");
}

}  // namespace
}  // namespace electra::test
