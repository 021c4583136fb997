// Tags of every scheme, with their letter before and behind the type: what seqeval recorded, and what the labels mean.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/metrics.h"
#include "lib/base/error_of.h"
#include "support/gzip.h"

namespace electra {
namespace {

using nlohmann::json;
using Tags = std::vector<std::string>;
using Spans = std::vector<TaggedSpan>;
using enum TagAffix;

Tags split(const std::string& text) {
  std::istringstream in(text);
  Tags tags;
  for (std::string tag; in >> tag;) tags.push_back(tag);
  return tags;
}

TagScheme strict_scheme(const std::string& name) {
  if (name == "IOB1") return TagScheme::strict_iob1;
  if (name == "IOB2") return TagScheme::strict_iob2;
  if (name == "IOE1") return TagScheme::strict_ioe1;
  if (name == "IOE2") return TagScheme::strict_ioe2;
  return name == "IOBES" ? TagScheme::strict_iobes : TagScheme::strict_bilou;
}

SpanMetrics metrics_of(const json& file, TagScheme scheme) {
  SpanAccumulator accumulator(scheme, file.at("suffix").get<bool>() ? suffix : prefix);
  for (size_t i = 0; i < file.at("gold").size(); ++i) {
    accumulator.add(split(file.at("gold")[i]), split(file.at("predicted")[i]));
  }
  return accumulator.metrics();
}

void check(const PrecisionRecall& ours, const json& row) {
  CHECK(ours.precision == doctest::Approx(row[0].get<double>()).epsilon(1e-9));
  CHECK(ours.recall == doctest::Approx(row[1].get<double>()).epsilon(1e-9));
  CHECK(ours.f1 == doctest::Approx(row[2].get<double>()).epsilon(1e-9));
}

void check_report(const SpanMetrics& metrics, const json& report) {
  check(metrics.averages.micro, report.at("micro avg"));
  check(metrics.averages.macro, report.at("macro avg"));
  check(metrics.averages.weighted, report.at("weighted avg"));
  REQUIRE(metrics.types.size() + 3 == report.size());
  for (const auto& [type, counts] : metrics.types) {
    check(precision_recall(counts), report.at(type));
    CHECK(static_cast<double>(counts.gold) == report.at(type)[3]);
  }
}

TEST_CASE("files of every scheme have seqeval's scores, lenient and strict, with prefixes and suffixes") {
  size_t refused = 0;
  const json files = json::parse(read_gzip(ELECTRA_GOLDEN "/metrics/tag_schemes.json.gz"));
  CHECK(files.size() == 7 * 2 * 60);
  for (const json& file : files) {
    const auto scheme = file.at("scheme").get<std::string>();
    CAPTURE(file.dump());
    check_report(metrics_of(file, TagScheme::lenient), file.at("default"));
    if (!file.contains("strict")) continue;
    if (file.at("strict").is_null()) {
      ++refused;
      CHECK_THROWS_AS(metrics_of(file, strict_scheme(scheme)), Error);
    } else {
      check_report(metrics_of(file, strict_scheme(scheme)), file.at("strict"));
    }
  }
  CHECK(refused > 20);
}

TEST_CASE("a strict scheme refuses a letter that it does not have, and nothing is counted then") {
  CHECK(error_of(ErrorKind::input, [] {
          tagged_spans(Tags{"O", "E-PER"}, TagScheme::strict_iob2);
        }) == "tag 'E-PER': expected one of the letters IOB before the type: choose a scheme that has it");
  CHECK(error_of(ErrorKind::input, [] { tagged_spans(Tags{"PER-E"}, TagScheme::strict_bilou, suffix); }) ==
        "tag 'PER-E': expected one of the letters IOBLU behind the type: choose a scheme that has it");
  CHECK_THROWS_AS(tagged_spans(Tags{""}, TagScheme::strict_ioe1), Error);
  SpanAccumulator accumulator(TagScheme::strict_iob1);
  CHECK_THROWS_AS(accumulator.add(Tags{"B-PER"}, Tags{"U-PER"}), Error);
  CHECK(accumulator.metrics().sentences == 0);
  CHECK(accumulator.metrics().types.empty());
}

Spans meant(const std::string& tags, const std::string& labels) {
  return read_spans(split(tags), read_labels(split(labels)));
}

TEST_CASE("spans begin and end where the labels of a model say so") {
  const std::string bilou = "O B-x I-x L-x U-x", bioes = "O B-x I-x E-x S-x";
  CHECK(meant("U-x U-x B-x I-x L-x L-x", bilou) == Spans{{"x", 0, 1}, {"x", 1, 2}, {"x", 2, 5}, {"x", 5, 6}});
  CHECK(meant("I-x E-x I-x E-x O E-x", "O I-x E-x") == Spans{{"x", 0, 2}, {"x", 2, 4}, {"x", 5, 6}});
  CHECK(meant("I-x B-x I-x I-y", "O I-x B-x I-y B-y") == Spans{{"x", 0, 1}, {"x", 1, 3}, {"y", 3, 4}});
  CHECK(meant("PER PER LOC O PER", "O PER LOC") == Spans{{"PER", 0, 2}, {"LOC", 2, 3}, {"PER", 4, 5}});
  CHECK(meant("x-B x-I x-B y-I", "O x-B x-I y-B y-I") == Spans{{"x", 0, 2}, {"x", 2, 3}, {"y", 3, 4}});
  CHECK(meant("x-S x-B x-E x-U", "O x-S x-B x-E x-U x-L") == Spans{{"x", 0, 1}, {"x", 1, 3}, {"x", 3, 4}});
  CHECK(meant("B-O B-x I-O", "B-O I-O B-x I-x") == Spans{{"x", 1, 2}});
  CHECK(meant("I-x I-y", bioes) == tagged_spans(split("I-x I-y"), TagScheme::google));
}

}  // namespace
}  // namespace electra
