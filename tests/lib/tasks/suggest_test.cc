// Suggestions agree with what the two models say of the texts that they would make.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

using Texts = std::vector<std::string_view>;

struct Models {
  GoldenModel discriminator{"pretraining"};
  GoldenModel generator{"maskedlm"};

  std::vector<JudgedText> judge(const Texts& texts, int64_t max_length = 0) {
    return detect_replaced(discriminator.runner, discriminator.tokenizer, texts, {.max_length = max_length});
  }
  std::vector<JudgedText> suggest(const Texts& texts,
                                  const SuggestOptions& options = {.threshold = 0.0F, .min_gain = -1.0F}) {
    std::vector<JudgedText> judged = judge(texts);
    electra::suggest({discriminator.runner, discriminator.tokenizer}, {generator.runner, generator.tokenizer}, texts,
                     judged, options);
    return judged;
  }
  JudgedText suggest(std::string_view text, const SuggestOptions& options = {.threshold = 0.0F, .min_gain = -1.0F}) {
    return suggest(Texts{text}, options).front();
  }
};

std::string replaced(std::string_view text, Span word, std::string_view by) {
  return std::string(text.substr(0, word.begin)).append(by).append(text.substr(word.end));
}

// The word that stands in a text from a byte on.
const JudgedWord& word_at(const JudgedText& judged, uint32_t begin) {
  const auto found =
      std::ranges::find_if(judged.words, [&](const JudgedWord& word) { return word.bytes.begin == begin; });
  REQUIRE(found != judged.words.end());
  return *found;
}

// Its probability among all pieces of the vocabulary, at a mask in place of the word.
float generated(Models& models, std::string_view text, Span word, const std::string& suggestion) {
  const std::string masked = replaced(text, word, "[MASK]");
  const MaskedText asked = {.text = masked, .originals = {models.generator.tokenizer.id(suggestion)}};
  const auto filled = fill_mask(models.generator.runner, models.generator.tokenizer, std::span(&asked, 1), {});
  return static_cast<float>(std::exp(filled.front().masks.front().original_log_probability.value()));
}

TEST_CASE("the numbers of a suggestion are those of the text with it in place of the word") {
  Models models;
  for (const std::string_view text :
       {"my schoolwork is down the long way", "back", "city and , schoolwork ! way", "unbelievable schoolwork"}) {
    CAPTURE(text);
    const JudgedText judged = models.suggest(text);
    REQUIRE(judged.suggested.size() == judged.words.size());
    for (const SuggestedWord& suggested : judged.suggested) {
      const JudgedWord& word = judged.words[suggested.word];
      CHECK(suggested.suggestions.size() == 3);
      for (const Suggestion& suggestion : suggested.suggestions) {
        CAPTURE(suggestion.text);
        const std::string made = replaced(text, word.bytes, suggestion.text);
        const JudgedText again = models.judge({made}).front();
        CHECK(suggestion.replaced_probability == word_at(again, word.bytes.begin).probability);
        CHECK(suggestion.gain == word.probability - suggestion.replaced_probability);
        CHECK(std::abs(suggestion.probability / generated(models, text, word.bytes, suggestion.text) - 1.0F) < 1e-4F);
      }
    }
  }
}

TEST_CASE("the best suggestion is what both models take for right, among as many as the generator may give") {
  Models models;
  const std::string_view text = "my schoolwork is down";
  const SuggestOptions options = {.threshold = 0.0F, .top_k = 40, .candidates = 40, .min_gain = -1.0F};
  for (const SuggestedWord& suggested : models.suggest(text, options).suggested) {
    std::vector<float> ranks, probabilities;
    for (const Suggestion& suggestion : suggested.suggestions) {
      ranks.push_back(suggestion.probability * (1.0F - suggestion.replaced_probability));
      probabilities.push_back(suggestion.probability);
    }
    CHECK(ranks.size() == 40);
    CHECK(std::ranges::is_sorted(ranks, std::ranges::greater()));
    // The two best of them are the better of two, if no more than two are asked for: the generator chooses first.
    std::ranges::sort(probabilities, std::ranges::greater());
    const JudgedText two = models.suggest(text, {.threshold = 0.0F, .top_k = 2, .candidates = 2, .min_gain = -1.0F});
    for (const Suggestion& suggestion : two.suggested[suggested.word].suggestions) {
      CHECK(suggestion.probability >= probabilities[1]);
    }
  }
}

TEST_CASE("what looks more replaced than the word is not suggested") {
  Models models;
  const std::string_view text = "my schoolwork is down the long way";
  const SuggestOptions all = {.threshold = 0.0F, .top_k = 40, .candidates = 40, .min_gain = -1.0F};
  for (const float least : {0.0F, 0.01F}) {
    CAPTURE(least);
    const JudgedText some = models.suggest(text, {.threshold = 0.0F, .top_k = 40, .candidates = 40, .min_gain = least});
    size_t dropped = 0;
    for (const SuggestedWord& suggested : models.suggest(text, all).suggested) {
      std::vector<std::string> expected, found;
      for (const Suggestion& suggestion : suggested.suggestions) {
        if (suggestion.gain > least) expected.push_back(suggestion.text);
      }
      dropped += suggested.suggestions.size() - expected.size();
      for (const Suggestion& suggestion : some.suggested[suggested.word].suggestions) found.push_back(suggestion.text);
      CHECK(found == expected);
    }
    CHECK(dropped > 0);
  }
}

TEST_CASE("words below the threshold get nothing") {
  Models models;
  const std::string_view text = "my schoolwork is down the long way, back to the city";
  const std::vector<JudgedWord> words = models.judge({text}).front().words;
  std::vector<float> sorted;
  for (const JudgedWord& word : words) sorted.push_back(word.probability);
  std::ranges::sort(sorted);
  const float threshold = sorted[sorted.size() / 2];
  const JudgedText judged = models.suggest(text, {.threshold = threshold});
  size_t flagged = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].probability < threshold) continue;
    REQUIRE(flagged < judged.suggested.size());
    CHECK(judged.suggested[flagged++].word == i);
  }
  CHECK(flagged == judged.suggested.size());
  CHECK(models.suggest("", {}).suggested.empty());
}

bool is_mark(std::string_view text) { return text.size() == 1 && std::ispunct(static_cast<unsigned char>(text[0])); }

TEST_CASE("a mark gets marks, a word words in its letter case, and none gets itself or a part of a word") {
  Models models;
  const std::string_view text = "The CITY is Down , way";
  const SuggestOptions all = {.threshold = 0.0F, .top_k = 200, .candidates = 200, .min_gain = -1.0F};
  const JudgedText judged = models.suggest(text, all);
  for (const SuggestedWord& suggested : judged.suggested) {
    const std::string_view word = judged.words[suggested.word].bytes.of(text);
    CHECK(!suggested.suggestions.empty());
    for (const Suggestion& suggestion : suggested.suggestions) {
      CAPTURE(word);
      CAPTURE(suggestion.text);
      CHECK(suggestion.text != word);
      if (!is_mark(word)) CHECK(suggestion.text.find_first_of(" #[") == std::string::npos);
      if (suggestion.text.size() == 1) CHECK(is_mark(suggestion.text) == is_mark(word));
      const bool is_latin = std::ranges::all_of(suggestion.text, [](char c) { return c >= 'A' && c <= 'z'; });
      if (!is_latin) continue;
      CHECK(std::isupper(suggestion.text[0]) == std::isupper(word[0]));
      if (suggestion.text.size() > 1)
        CHECK(std::isupper(suggestion.text[1]) == (word == "CITY" ? std::isupper('A') : 0));
    }
  }
}

TEST_CASE("suggestions depend on no other text, batch or thread") {
  const std::string long_text = plain_text(200);
  const Texts texts = {"my schoolwork is down", long_text, "", "back", "the long way back to the city"};
  Models models;
  const std::vector<JudgedText> together = models.suggest(texts);
  Models threads;
  threads.discriminator.runner = Runner(threads.discriminator.model, 2);
  threads.generator.runner = Runner(threads.generator.model, 2);
  for (size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(i);
    for (const JudgedText& alone :
         {threads.suggest(texts[i], {.threshold = 0.0F, .min_gain = -1.0F, .batch_tokens = 64})}) {
      REQUIRE(alone.suggested.size() == together[i].suggested.size());
      for (size_t word = 0; word < alone.suggested.size(); ++word) {
        const auto& left = alone.suggested[word].suggestions;
        const auto& right = together[i].suggested[word].suggestions;
        REQUIRE(left.size() == right.size());
        for (size_t k = 0; k < left.size(); ++k) {
          CHECK(left[k].text == right[k].text);
          CHECK(left[k].probability == right[k].probability);
          CHECK(left[k].replaced_probability == right[k].replaced_probability);
        }
      }
    }
  }
}

TEST_CASE("words at both ends of a text that is longer than the model get what a window around them gives") {
  Models models;
  const std::string text = plain_text(300);
  const JudgedText judged =
      models.suggest(text, {.threshold = 0.0F, .top_k = 1, .candidates = 2, .min_gain = -1.0F, .max_length = 12});
  REQUIRE(judged.suggested.size() == 300);
  // The window of the first word is the first ten words; that of the last one the last ten.
  const size_t tenth = judged.words[9].bytes.end, tenth_last = judged.words[290].bytes.begin;
  const std::pair<std::string, uint32_t> windows[] = {{text.substr(0, tenth), 0}, {text.substr(tenth_last), 9}};
  for (const auto& [window, word] : windows) {
    const SuggestOptions options = {.threshold = 0.0F, .top_k = 1, .candidates = 2, .min_gain = -1.0F};
    const JudgedText alone = models.suggest(window, options);
    const Suggestion& expected = alone.suggested[word].suggestions[0];
    const Suggestion& found = (word == 0 ? judged.suggested.front() : judged.suggested.back()).suggestions[0];
    CHECK(found.text == expected.text);
    CHECK(found.replaced_probability == expected.replaced_probability);
  }
}

TEST_CASE("the two models may split a text differently") {
  Models models;
  models.generator.tokenizer =
      Tokenizer::from_vocab(std::filesystem::path(ELECTRA_GOLDEN) / "hf" / "vocab.txt", {.lower_case = false});
  const std::string_view text = "My Schoolwork is DOWN";  // one [UNK] each to a vocabulary in lower case
  const JudgedText judged = models.suggest(text);
  REQUIRE(judged.suggested.size() == 4);
  for (const SuggestedWord& suggested : judged.suggested) CHECK(suggested.suggestions.size() == 3);
}

TEST_CASE("what cannot be suggested from is refused") {
  Models models;
  const auto refused = [&](ErrorKind kind, const SuggestOptions& options) {
    return error_of(kind, [&] { models.suggest("back", options); });
  };
  CHECK(refused(ErrorKind::usage, {.top_k = 0}) == "top_k: 0, expected at least 1");
  CHECK(refused(ErrorKind::usage, {.top_k = 5, .candidates = 4, .min_gain = -1.0F}) ==
        "candidates: 4, expected at least 5");
  CHECK(refused(ErrorKind::usage, {.max_length = 2}).starts_with("max length: 2, expected 3"));
  std::vector<JudgedText> none;
  const RunnerOf discriminator = {models.discriminator.runner, models.discriminator.tokenizer};
  CHECK(error_of(ErrorKind::model, [&] {
          suggest(discriminator, discriminator, {}, none, {});
        }).find("has a replaced-token head; fill-mask needs a masked-LM head") != std::string::npos);
}

}  // namespace
}  // namespace electra
