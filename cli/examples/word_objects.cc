#include "cli/examples/word_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/json_handler.h"
#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/examples/text.h"
#include "cli/io/first_bytes.h"
#include "cli/io/first_sentences.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// The key given, or the first of the usual names under which there is a list.
std::string key_of(const JsonObject& members, const std::string& given, std::span<const std::string_view> usual) {
  if (!given.empty()) return given;
  for (const std::string_view name : usual) {
    const std::string key(name);
    const json* const value = members.find(key.c_str());
    if (value != nullptr && value->is_array()) return key;
  }
  return "";
}

std::vector<std::string> read_words(const JsonObject& members, const WordsInput& input) {
  const std::string key = key_of(members, input.words, names_of_words);
  const json* const list = key.empty() ? nullptr : members.find(key.c_str());
  if (key.empty()) fail("no list \"tokens\" or \"words\": --word-column names the one with the words");
  if (list == nullptr || !list->is_array()) members.refuse(key, "a list of words");
  return list_of_words(*list, key);
}

// Names of labels, or their numbers; `has_numbers` receives which.
std::vector<std::string> read_tags(const json& list, const std::string& key, bool& has_numbers) {
  std::vector<std::string> tags;
  for (const json& tag : list) {
    const std::optional<int64_t> number = tag.is_string() ? std::nullopt : integer_of(tag, 0);
    const bool fits = (tag.is_string() || number) && (tags.empty() || has_numbers == number.has_value());
    if (!fits) {
      fail(fmt::format("{} has {}, expected names of tags, or numbers of labels alone", quote(key), quote_json(tag)));
    }
    has_numbers = number.has_value();
    tags.push_back(number ? std::to_string(*number) : tag.get<std::string>());
  }
  return tags;
}

// Whether the first object among the records has a list of strings under one of the keys: told before its end.
class ListFinder : public JsonHandler {
 public:
  ListFinder(std::span<const std::string_view> keys, size_t depth) : keys_(keys), depth_(depth) {}

  Verdict verdict() const { return verdict_; }
  bool in_list() const { return in_list_; }

  bool key(std::string& key) override {
    if (depth() == depth_) is_key_ = std::ranges::find(keys_, key) != keys_.end();
    return true;
  }

 protected:
  bool value(Json v) override {
    if (depth() == depth_ + 1 && in_list_) return settle(v.is_string());
    if (depth() == depth_) is_key_ = false;
    return true;
  }
  bool start(Json empty) override {
    if (depth() == depth_ + 1 && in_list_) in_list_ = false;  // a list of objects, or of lists
    if (depth() == depth_) in_list_ = std::exchange(is_key_, false) && empty.is_array();
    return true;
  }
  bool end() override {
    if (depth() == depth_ && in_list_) return settle(true);  // an empty list
    if (depth() + 1 == depth_) return finish();
    return true;
  }

 private:
  bool settle(bool is_words) {
    in_list_ = false;
    if (!is_words) return true;
    verdict_ = Verdict::yes;
    return false;
  }
  bool finish() {
    verdict_ = Verdict::no;
    return false;
  }

  std::span<const std::string_view> keys_;
  size_t depth_;  // objects and lists around the members of a record
  bool is_key_ = false;
  bool in_list_ = false;
  Verdict verdict_ = Verdict::open;
};

size_t depth_of_members(JsonLayout layout) {
  switch (layout) {
    case JsonLayout::array:
      return 2;
    case JsonLayout::data:
      return 3;
    default:
      return 1;
  }
}

}  // namespace

WordsExample words_of_object(const json& object, const WordsInput& input) {
  const JsonObject members = record_members(object);
  WordsExample example = {.words = read_words(members, input)};
  const std::string key = key_of(members, input.tags, names_of_tags);
  const json* const tags = key.empty() ? nullptr : members.find(key.c_str());
  if (tags != nullptr && !tags->is_array()) members.refuse(key, "a list of tags");
  if (tags != nullptr && tags->size() != example.words.size()) {
    fail(fmt::format("{}, but {} in {}", counted(example.words.size(), "word"), counted(tags->size(), "tag"),
                     quote(key)));
  }
  example.tags = read_gold([&]() -> std::optional<std::vector<std::string>> {
    if (tags == nullptr && !key.empty()) members.refuse(key, "a list of tags");
    if (tags == nullptr) return std::nullopt;
    return read_tags(*tags, key, example.has_numbers);
  });
  if (const json* const id = members.find("id")) example.id = id->dump();
  return example;
}

Verdict has_word_list(Beginning beginning, const WordsInput& input) {
  const JsonLook json = look_for_json(beginning_of(beginning.bytes, beginning.is_whole));
  if (json.is_json != Verdict::yes) return json.is_json;
  const std::string_view given = input.words;
  ListFinder finder(given.empty() ? names_of_words : std::span(&given, 1), depth_of_members(json.layout));
  const size_t begin = std::min(beginning.bytes.find('{'), beginning.bytes.find('['));
  static_cast<void>(finder.parse(beginning.bytes.substr(std::min(begin, beginning.bytes.size()))));
  // A list that no parser reads to its first element, such as one that is not of UTF-8, is the reader's to refuse.
  return finder.in_list() && beginning.is_whole ? Verdict::yes : finder.verdict();
}

}  // namespace electra::cli
