// Spans of labels of every scheme: what Transformers' pipeline recorded, and what the labels mean.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/electra.h"
#include "support/gzip.h"

namespace electra {
namespace {

using nlohmann::json;
using Labels = std::vector<std::string>;

constexpr const char* directory = ELECTRA_GOLDEN "/hf/tokencls";

// The golden tagger with these labels.
Pipeline tagger_of(const Labels& labels) {
  Config config = read_config(std::string(directory) + "/config.json");
  config.id2label = labels;
  Tokenizer tokenizer = Tokenizer::load(directory, config.vocab_size);
  return Pipeline(Model::load(directory, std::move(config), {}), std::move(tokenizer), 1);
}

const std::map<std::string, Aggregation> strategies = {{"none", Aggregation::none},
                                                       {"simple", Aggregation::simple},
                                                       {"first", Aggregation::first},
                                                       {"average", Aggregation::average},
                                                       {"max", Aggregation::max}};

void check_spans(const std::vector<FoundSpan>& spans, const json& groups) {
  REQUIRE(spans.size() == groups.size());
  for (size_t i = 0; i < spans.size(); ++i) {
    CHECK(spans[i].bytes.begin == groups[i][0]);
    CHECK(spans[i].bytes.end == groups[i][1]);
    CHECK(spans[i].label == groups[i][2]);
    CHECK(spans[i].probability == doctest::Approx(groups[i][3].get<double>()).epsilon(1e-4));
  }
}

TEST_CASE("an aggregation of the pipeline gives the pipeline's groups, whatever the labels are") {
  const json rows = json::parse(read_gzip(std::string(directory) + "/groups.json.gz"));
  CHECK(rows.size() == 72);
  for (const json& row : rows) {
    CAPTURE(row.dump());
    Pipeline tagger = tagger_of(row.at("labels"));
    const std::vector<std::string> texts = row.at("texts");
    for (const auto& [name, strategy] : strategies) {
      CAPTURE(name);
      for (size_t i = 0; i < texts.size(); ++i) {
        check_spans(tagger.find_spans(texts[i], strategy), row.at("groups").at(name)[i]);
      }
    }
  }
}

std::string spans_of(const Labels& labels, std::string_view text) {
  std::string found;
  for (const FoundSpan& span : tagger_of(labels).find_spans(text, Aggregation::scheme)) {
    found += std::string(span.bytes.of(text)) + "|" + span.label + " ";
  }
  return found;
}

// The labels of its words are 4 1 3 3 2 4 1.
TEST_CASE("by the scheme of the labels, spans have their types and ends") {
  const std::string text = "school is down the long way back";
  CHECK(spans_of({"O", "B-x", "I-x", "B-y", "I-y"}, text) == "");
}

}  // namespace
}  // namespace electra
