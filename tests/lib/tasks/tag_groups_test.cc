// Spans of labels of every scheme: what Transformers' pipeline recorded, and what the labels mean.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/electra.h"
#include "lib/base/temporary_directory.h"
#include "support/gzip.h"

namespace electra {
namespace {

using nlohmann::json;
using Labels = std::vector<std::string>;

const std::filesystem::path golden = ELECTRA_GOLDEN "/hf/tokencls";

// The golden tagger with these labels.
Pipeline tagger_of(const Labels& labels) {
  const TemporaryDirectory directory;
  json config = json::parse(read_file(golden / "config.json"));
  config.erase("label2id");
  for (size_t i = 0; i < labels.size(); ++i) config.at("id2label").at(std::to_string(i)) = labels[i];
  directory.file("config.json", config.dump());
  for (const char* file : {"model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"}) {
    std::filesystem::create_symlink(golden / file, directory / file);
  }
  return Pipeline::load(directory.path(), {.threads = 1});
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
  const json rows = json::parse(read_gzip(golden / "groups.json.gz"));
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

// The labels of the words are the third, third, second, third, fifth, third and fifth.
TEST_CASE("by the scheme of the labels, spans have their types and ends") {
  const std::string text = "school is down the long way back";
  const std::string joined = "school is|x down the|x long|y way|x back|y ";
  CHECK(spans_of({"O", "B-x", "I-x", "B-y", "I-y"}, text) == joined);
  CHECK(spans_of({"O", "x-B", "x-I", "y-B", "y-I"}, text) == joined);
  CHECK(spans_of({"O", "B-x", "U-x", "L-x", "U-y"}, text) == "school|x is|x down|x the|x long|y way|x back|y ");
  CHECK(spans_of({"O", "x-I", "x-S", "x-B", "y-E"}, text) == "school|x is|x down|x the|x long|y way|x back|y ");
  CHECK(spans_of({"O", "I-x", "E-x", "I-y", "E-y"}, text) == "school|x is|x down the|x long|y way|x back|y ");
  CHECK(spans_of({"B-y", "B-x", "B-O", "I-x", "I-y"}, text) == "down|x long|y back|y ");
  CHECK(spans_of({"O", "x", "y", "z", "x"}, text) == "school is|y down|x the|y long|x way|y back|x ");
}

}  // namespace
}  // namespace electra
