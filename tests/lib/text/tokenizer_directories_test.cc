// Recorded answers of Transformers for tokenizer directories that differ in one thing each: names, ids, types, offsets,
// truncation, decoded texts; and what becomes of the directories that one of the two refuses.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tokenizer.h"
#include "lib/base/temporary_directory.h"
#include "lib/text/golden_texts.h"
#include "lib/text/tokenizer_departures.h"
#include "support/gzip.h"

namespace electra {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path directories = golden_tokenizer / "directories";
constexpr int64_t rows = 1000;  // more than any of the tokenizers has ids

json recording_of(const std::string& name) { return json::parse(read_gzip(directories / name / "expected.json.gz")); }

std::vector<std::string> names_of_directories() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directories)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

bool is_ascii(const json& test) {
  const std::string text = test.dump(-1, ' ', false);
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Of texts that are not ASCII the spans count bytes; in a pair they count in the token's own text, so those are left.
bool has_offsets(const json& test, TokenizerKind kind) {
  return kind == TokenizerKind::fast && (test.is_string() || is_ascii(test));
}

json offsets_of(const Encoding& encoding, const json& test) {
  const Spans spans = test.is_string() ? code_point_spans(test.get<std::string>(), encoding.spans) : encoding.spans;
  json flat = json::array();
  for (const Span& span : spans) flat.insert(flat.end(), {span.begin, span.end});
  return flat;
}

json result_of(const Tokenizer& tokenizer, const json& test, bool cut, TokenizerKind kind) {
  const std::string text = test.is_array() ? test.at(0) : test;
  std::optional<std::string> pair;
  if (test.is_array()) pair = test.at(1).get<std::string>();
  EncodeOptions options{.keep_empty_pair = kind == TokenizerKind::slow};  // as Transformers' Python does
  if (cut) options.truncation = Truncation::longest_first, options.max_length = 8;
  const Encoding encoding = tokenizer.encode(text, pair, options).front();
  json result = {{"ids", encoding.ids}, {"types", encoding.token_type_ids}};
  if (cut) return result;
  if (has_offsets(test, kind)) result["offsets"] = offsets_of(encoding, test);
  result["decoded"] = tokenizer.decode(encoding.ids);
  result["skipped"] = tokenizer.decode(encoding.ids, {.skip_special_tokens = true});
  return result;
}

// A recorded result in full: it leaves out what it shares with that of the directory `both`.
json expected_of(const json& recorded, const json& base, const json& test, TokenizerKind kind) {
  json expected = base;
  expected.update(recorded);
  if (expected.at("types").is_null()) expected["types"] = Ids(expected.at("ids").size(), 0);  // as the model takes it
  if (!has_offsets(test, kind)) expected.erase("offsets");
  return expected;
}

// Only the first differences of a directory are shown in full.
class Differences {
 public:
  explicit Differences(std::string where) : where_(std::move(where)) {}
  ~Differences() {
    if (count_ > shown) FAIL_CHECK(where_, ": ", count_, " differences in all");
  }
  Differences(const Differences&) = delete;
  Differences& operator=(const Differences&) = delete;

  void compare(const json& test, const json& got, const json& expected) {
    for (const auto& [key, value] : expected.items()) {
      if (got.contains(key) && got.at(key) == value) continue;
      if (++count_ > shown) return;
      const std::string seen = got.contains(key) ? got.at(key).dump() : got.dump();
      FAIL_CHECK(where_, ": ", test.dump(), ": ", key, ": got ", seen, ", expected ", value.dump());
    }
  }

 private:
  static constexpr int shown = 3;
  std::string where_;
  int count_ = 0;
};

void compare_results(const Tokenizer& tokenizer, const json& recorded, const json& base, TokenizerKind kind,
                     Differences& differences) {
  static const json tests = json::parse(read_file(directories / "texts.json"));
  for (const char* part : {"texts", "pairs", "cut"}) {
    for (size_t i = 0; i < tests.at(part).size(); ++i) {
      const json& test = tests.at(part).at(i);
      const json& result = recorded.at(part).at(i);
      if (result.contains("error")) continue;  // by Transformers, over one word of the text
      json got;
      try {
        got = result_of(tokenizer, test, std::string_view(part) == "cut", kind);
      } catch (const Error& error) {
        got = error.what();
      }
      differences.compare(test, got, expected_of(result, base.at(part).at(i), test, kind));
    }
  }
}

void compare_settings(const Tokenizer& tokenizer, const json& recorded, Differences& differences) {
  json got = json::object(), expected = json::object();
  const std::pair<const char*, int32_t> ids[] = {{"unk", tokenizer.unk_id()},
                                                 {"sep", tokenizer.sep_id()},
                                                 {"pad", tokenizer.pad_id()},
                                                 {"cls", tokenizer.cls_id()},
                                                 {"mask", tokenizer.mask_id()}};
  for (const auto& [name, id] : ids) {
    got[name] = id;
    if (recorded.at("names").contains(name)) expected[name] = recorded["names"][name];
  }
  // PreTrainedTokenizerFast has only the names that the files give; here the usual ones serve where they are tokens.
  const bool has_usual_names = recorded.at("class") != "PreTrainedTokenizerFast";
  if (!recorded.at("names").contains("mask") && has_usual_names) expected["mask"] = -1;
  got["max_length"] = tokenizer.model_max_length().value_or(-1);
  const auto length = recorded.at("max_length").get<double>();
  expected["max_length"] = length < 1e9 ? static_cast<int64_t>(length) : -1;  // 1e30 for none
  differences.compare("settings", got, expected);
}

// Whether the directory can be loaded; if so, it has to be as recorded.
void check_directory(const std::string& name, TokenizerKind kind, const json& base) {
  const char* kind_name = kind == TokenizerKind::fast ? "fast" : "slow";
  const json recorded = recording_of(name).at(kind_name);
  if (recorded.is_null()) return;
  const std::string where = name + ", " + kind_name;
  const bool transformers_loads = !recorded.contains("error");
  const Departure* departure = find_departure(name, kind);
  const bool loads = departure == nullptr ? transformers_loads : departure->loads;
  // Transformers' slow tokenizer needs a vocab.txt; ours takes the pieces of tokenizer.json.
  const bool without_vocab = kind == TokenizerKind::slow && !fs::exists(directories / name / "vocab.txt");
  try {
    const Tokenizer tokenizer = Tokenizer::load(directories / name, rows, kind);
    if (!loads && !without_vocab) FAIL_CHECK(where, ": loads, expected a refusal");
    if (!transformers_loads || !loads || reads_otherwise(name)) return;
    Differences differences(where);
    compare_settings(tokenizer, recorded, differences);
    compare_results(tokenizer, recorded, base.at(kind_name), kind, differences);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::model);
    if (loads) FAIL_CHECK(where, ": refused: ", std::string(error.what()));
  }
}

TEST_CASE("the directories are as Transformers' tokenizers have them") {
  const json base = recording_of("both");
  const std::vector<std::string> names = names_of_directories();
  CHECK(names.size() == 199);
  for (const std::string& name : names) {
    check_directory(name, TokenizerKind::fast, base);
    check_directory(name, TokenizerKind::slow, base);
  }
}

TEST_CASE("every departure from Transformers is one of a recorded directory") {
  for (const Departure& departure : departures()) {
    CAPTURE(departure.directory);
    const json recorded = recording_of(departure.directory);
    const json& result = recorded.at(departure.kind == TokenizerKind::fast ? "fast" : "slow");
    CHECK(departure.loads == result.contains("error"));
  }
}

}  // namespace
}  // namespace electra
