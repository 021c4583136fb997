#include "text/pre_tokenizers.h"

#include <algorithm>
#include <ranges>
#include <string>

#include "text/stage_tables.h"
#include "text/stages.h"
#include "text/unicode.h"

namespace electra::internal {
namespace {

using pre_tokenizers::Behavior;
using pre_tokenizers::Delimiter;
using pre_tokenizers::Stage;

constexpr Stage bert_stages[] = {{Delimiter::white_space, Behavior::removed},
                                 {Delimiter::punctuation, Behavior::isolated}};

bool is_delimiter(const Stage& stage, char32_t c) {
  switch (stage.delimiter) {
    case Delimiter::white_space:
      return is_white_space(c);
    case Delimiter::punctuation:
      return contains(unicode_tables::punctuation, c);
    case Delimiter::word_character:
      return contains(unicode_tables::word_characters, c);
    case Delimiter::digit:
      return contains(stage_tables::numeric, c);
    case Delimiter::one_character:
      return c == stage.character;
  }
  return false;
}

// One delimiter, or all that stands between two.
struct Part {
  size_t begin;
  size_t end;
  bool delimiter;
};

std::vector<Part> parts_of(const Stage& stage, PreTokenizer::Word word) {
  std::vector<Part> parts;
  for (size_t i = 0; i < word.size(); ++i) {
    const bool delimiter = is_delimiter(stage, word[i].code_point);
    if (!delimiter && !parts.empty() && !parts.back().delimiter) {
      ++parts.back().end;
    } else {
      parts.push_back({i, i + 1, delimiter});
    }
  }
  return parts;
}

// Whether a part goes together with the one before it.
bool joins_previous(Behavior behavior, const std::vector<Part>& parts, size_t i) {
  switch (behavior) {
    case Behavior::removed:
    case Behavior::isolated:
      return false;
    case Behavior::merged_with_previous:
      return parts[i].delimiter && !parts[i - 1].delimiter;
    case Behavior::merged_with_next:
      return parts[i - 1].delimiter && !parts[i].delimiter;
    case Behavior::contiguous:
      return parts[i].delimiter == parts[i - 1].delimiter;
  }
  return false;
}

void cut(const Stage& stage, PreTokenizer::Word word, std::vector<PreTokenizer::Word>& words) {
  const std::vector<Part> parts = parts_of(stage, word);
  for (size_t first = 0; first < parts.size();) {
    size_t next = first + 1;
    while (next < parts.size() && joins_previous(stage.behavior, parts, next)) ++next;
    const bool removed = stage.behavior == Behavior::removed && parts[first].delimiter;
    if (!removed) words.push_back(word.subspan(parts[first].begin, parts[next - 1].end - parts[first].begin));
    first = next;
  }
}

template <const auto& list>
void read_fixed(const JsonObject&, std::vector<Stage>& stages) {
  stages.insert(stages.end(), std::begin(list), std::end(list));
}

constexpr Stage white_space_split[] = {{Delimiter::white_space, Behavior::removed}};

// The library's expression is \w+|[^\w\s]+.
constexpr Stage white_space[] = {{Delimiter::white_space, Behavior::removed},
                                 {Delimiter::word_character, Behavior::contiguous}};

void read_punctuation(const JsonObject& object, std::vector<Stage>& stages) {
  constexpr std::pair<const char*, Behavior> behaviors[] = {{"Removed", Behavior::removed},
                                                            {"Isolated", Behavior::isolated},
                                                            {"MergedWithPrevious", Behavior::merged_with_previous},
                                                            {"MergedWithNext", Behavior::merged_with_next},
                                                            {"Contiguous", Behavior::contiguous}};
  const std::string name = object.string("behavior").value_or("Isolated");
  const auto found = std::ranges::find_if(behaviors, [&](const auto& behavior) { return name == behavior.first; });
  if (found == std::end(behaviors)) {
    object.refuse("behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
  }
  stages.push_back({Delimiter::punctuation, found->second});
}

void read_digits(const JsonObject& object, std::vector<Stage>& stages) {
  const bool individual = need_boolean(object, "individual_digits");
  stages.push_back({Delimiter::digit, individual ? Behavior::isolated : Behavior::contiguous});
}

void read_delimiter(const JsonObject& object, std::vector<Stage>& stages) {
  const std::u32string delimiter = code_points_of(object.need_string("delimiter"));
  if (delimiter.size() != 1) object.refuse("delimiter", "one character");
  stages.push_back({Delimiter::one_character, Behavior::removed, delimiter.front()});
}

constexpr StageReader<Stage> readers[] = {{"BertPreTokenizer", read_fixed<bert_stages>},
                                          {"Whitespace", read_fixed<white_space>},
                                          {"WhitespaceSplit", read_fixed<white_space_split>},
                                          {"Punctuation", read_punctuation},
                                          {"Digits", read_digits},
                                          {"CharDelimiterSplit", read_delimiter}};

}  // namespace

std::vector<PreTokenizer::Word> PreTokenizer::split(Word text) const {
  std::vector<Word> words;
  if (!text.empty()) words.push_back(text);
  for (const Stage& stage : stages_) {
    std::vector<Word> cut_words;
    for (const Word word : words) cut(stage, word, cut_words);
    words = std::move(cut_words);
  }
  return words;
}

PreTokenizer PreTokenizer::bert() { return PreTokenizer({std::begin(bert_stages), std::end(bert_stages)}); }

bool PreTokenizer::is_bert() const { return std::ranges::equal(stages_, bert_stages); }

PreTokenizer read_pre_tokenizer(const JsonObject& file, const char* key) {
  const auto object = file.object(key);
  if (!object) return {};
  std::vector<Stage> stages;
  read_stages(*object, {readers, "pretokenizers"}, stages);
  return PreTokenizer(std::move(stages));
}

}  // namespace electra::internal
