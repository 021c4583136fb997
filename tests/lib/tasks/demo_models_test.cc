// The demo models predict what Transformers recorded in expected.json: per word and per mask, and so do the metrics.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "electra/model.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace {

using electra::Span;
using nlohmann::json;
namespace fs = std::filesystem;

// 1e-4 on logits is the library's tolerance: at most 2.5e-5 on a sigmoid and 2e-4 of a softmax's value. The recorded
// probabilities are rounded to 4 (words) and 5 (masks) digits.
constexpr double word_tolerance = 0.5e-4 + 2.5e-5;
double mask_tolerance(double probability) { return 0.5e-5 + 2e-4 * probability; }

struct Sample {
  std::string text, gold;
};

// Lines of two columns, text and what is right.
std::vector<Sample> read_samples(const fs::path& file) {
  std::ifstream in(file);
  REQUIRE_MESSAGE(in, file.string());
  std::vector<Sample> samples;
  for (std::string line; std::getline(in, line);) {
    const size_t tab = line.find('\t');
    samples.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return samples;
}

std::vector<std::string_view> texts_of(const std::vector<Sample>& samples) {
  std::vector<std::string_view> texts;
  for (const Sample& sample : samples) texts.push_back(sample.text);
  return texts;
}

// A demo model, ready to run.
struct Loaded {
  explicit Loaded(const std::string& name)
      : directory(fs::path(ELECTRA_DATA) / "models" / name),
        model(electra::Model::load(directory)),
        tokenizer(electra::Tokenizer::load(directory, model.config().vocab_size)),
        runner(model, 2) {}
  fs::path directory;
  electra::Model model;
  electra::Tokenizer tokenizer;
  electra::Runner runner;
};

std::vector<Span> blank_separated(const std::string& text) {
  std::vector<Span> words;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    begin = end + 1;
  }
  return words;
}

// The recorded words are what blanks separate; ours are BERT's, one or more of them: the highest counts.
std::vector<double> join_words(const std::string& text, const std::vector<electra::JudgedWord>& ours) {
  std::vector<double> probabilities;
  for (const Span& word : blank_separated(text)) {
    double highest = 0;
    for (const electra::JudgedWord& part : ours) {
      if (part.bytes.begin >= word.begin && part.bytes.end <= word.end)
        highest = std::max<double>(highest, part.probability);
    }
    probabilities.push_back(highest);
  }
  return probabilities;
}

std::set<size_t> gold_words(const std::string& column) {
  std::set<size_t> positions;
  std::string separated = column;
  std::replace(separated.begin(), separated.end(), ',', ' ');
  std::istringstream in(separated);
  for (size_t position; in >> position;) positions.insert(position);
  return positions;
}

electra::BinaryMetrics metrics_of(const std::vector<uint8_t>& gold, const std::vector<float>& probabilities, float threshold) {
  electra::BinaryAccumulator accumulator(threshold);
  accumulator.add(gold, probabilities);
  return accumulator.metrics();
}

void check_threshold(const std::vector<uint8_t>& gold, const std::vector<float>& probabilities, float threshold,
                     const json& expected) {
  const electra::PrecisionRecall found = metrics_of(gold, probabilities, threshold).found;
  CHECK(std::abs(found.precision - expected.at("precision").get<double>()) < 1e-6);
  CHECK(std::abs(found.recall - expected.at("recall").get<double>()) < 1e-6);
  CHECK(std::abs(found.f1 - expected.at("f1").get<double>()) < 1e-6);
}

void check_replaced_words(const fs::path& folder) {
  const json expected = json::parse(std::ifstream(folder / "expected.json")).at("detect-replaced");
  const std::vector<Sample> samples = read_samples(folder / expected.at("input").get<std::string>());
  Loaded demo(expected.at("model"));
  const auto results = electra::detect_replaced(demo.runner, demo.tokenizer, texts_of(samples), {});
  const json& recorded = expected.at("word_probabilities");
  REQUIRE(results.size() == samples.size());
  REQUIRE(recorded.size() == samples.size());

  std::vector<uint8_t> is_replaced;
  std::vector<float> all_probabilities;
  double top_is_replaced = 0, with_replacement = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    CAPTURE(samples[i].text);
    const std::vector<double> probabilities = join_words(samples[i].text, results[i].words);
    const std::set<size_t> gold = gold_words(samples[i].gold);
    REQUIRE(probabilities.size() == recorded[i].size());
    for (size_t word = 0; word < probabilities.size(); ++word) {
      CAPTURE(word);
      CHECK(std::abs(probabilities[word] - recorded[i][word].get<double>()) <= word_tolerance);
      is_replaced.push_back(gold.contains(word));
      all_probabilities.push_back(static_cast<float>(probabilities[word]));
    }
    const auto top =
        static_cast<size_t>(std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
    with_replacement += !gold.empty();
    top_is_replaced += gold.contains(top);
  }
  const json& metrics = expected.at("metrics");
  CHECK(std::abs(*metrics_of(is_replaced, all_probabilities, 0.5F).auc - metrics.at("auc").get<double>()) < 1e-5);
  CHECK(std::abs(top_is_replaced / with_replacement - metrics.at("top_word_is_replaced").get<double>()) < 1e-6);
  check_threshold(is_replaced, all_probabilities, 0.5F, metrics.at("at_0.5"));
  check_threshold(is_replaced, all_probabilities, 0.3F, metrics.at("at_0.3"));
}

// One [MASK]: our predictions against the recorded five. Neighbours closer than the tolerance may change places.
void check_top5(const Loaded& demo, const std::vector<electra::Prediction>& ours, const json& top5) {
  for (size_t rank = 0; rank < top5.size(); ++rank) {
    const std::string token = top5[rank][0];
    const double probability = top5[rank][1];
    CAPTURE(token);
    CHECK(std::abs(ours[rank].probability - probability) <= mask_tolerance(probability));
    const auto found = std::find_if(ours.begin(), ours.end(), [&](const electra::Prediction& prediction) {
      return demo.tokenizer.token(prediction.id) == token;
    });
    REQUIRE(found != ours.end());
    CHECK(std::abs(found->probability - probability) <= mask_tolerance(probability));
  }
}

void check_filled_masks(const fs::path& folder) {
  const json expected = json::parse(std::ifstream(folder / "expected.json")).at("fill-mask");
  const std::vector<Sample> samples = read_samples(folder / expected.at("input").get<std::string>());
  Loaded demo(expected.at("model"));
  electra::FillMaskOptions options;
  options.top_k = demo.model.config().vocab_size;
  std::vector<electra::MaskedText> texts;
  for (const Sample& sample : samples) texts.push_back({sample.text});
  const auto results = electra::fill_mask(demo.runner, demo.tokenizer, texts, options);
  const json& recorded = expected.at("predictions");
  REQUIRE(results.size() == samples.size());
  REQUIRE(recorded.size() == samples.size());

  double top1 = 0, top5 = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    CAPTURE(samples[i].text);
    REQUIRE(results[i].masks.size() == 1);
    const auto& ours = results[i].masks[0].predictions;
    REQUIRE(ours.size() == static_cast<size_t>(options.top_k));
    check_top5(demo, ours, recorded[i].at("top5"));

    const int32_t gold = demo.tokenizer.id(samples[i].gold);
    const auto rank =
        std::find_if(ours.begin(), ours.end(), [&](const auto& p) { return p.id == gold; }) - ours.begin();
    top1 += rank < 1;
    top5 += rank < 5;
    const json& probability = recorded[i].at("gold_probability");  // null: not one piece of the vocabulary
    if (probability.is_null()) continue;
    REQUIRE(gold >= 0);
    CHECK(std::abs(ours[static_cast<size_t>(rank)].probability - probability.get<double>()) <=
          mask_tolerance(probability));
  }
  const auto count = static_cast<double>(samples.size());
  CHECK(std::abs(top1 / count - expected.at("metrics").at("top1").get<double>()) < 1e-6);
  CHECK(std::abs(top5 / count - expected.at("metrics").at("top5").get<double>()) < 1e-6);
}

const fs::path own = fs::path(ELECTRA_GOLDEN) / "models";
const fs::path heldout = fs::path(ELECTRA_SHARED) / "models-2/samples/heldout";  // public data that stay outside

bool have_heldout() {
  const bool have = fs::exists(heldout / "expected.json");
  if (!have) MESSAGE("skipped: no held-out samples at ", heldout.string());
  return have;
}

}  // namespace

TEST_CASE("electra-mini-discriminator probabilities words as recorded") { check_replaced_words(own); }

TEST_CASE("electra-mini-discriminator probabilities held-out words as recorded") {
  if (have_heldout()) check_replaced_words(heldout);
}

TEST_CASE("electra-mini-generator fills masks as recorded") { check_filled_masks(own); }

TEST_CASE("electra-mini-generator fills held-out masks as recorded") {
  if (have_heldout()) check_filled_masks(heldout);
}
