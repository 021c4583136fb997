#include "text/normalizers.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "lib/base/error_of.h"
#include "lib/text/golden_stages.h"
#include "support/damaged.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

Characters normalized(const char* stage, std::string_view text) {
  return normalized_by(normalizer_of({{"normalizer", json::parse(stage)}}), text);
}

Spans sources_of(const Characters& characters) {
  Spans sources;
  for (const Character& character : characters) sources.push_back(character.source);
  return sources;
}

std::string fault(const json& normalizer) {
  return error_of(ErrorKind::model, [&] { normalizer_of({{"normalizer", normalizer}}); });
}

json sequence(json stages) { return {{"type", "Sequence"}, {"normalizers", std::move(stages)}}; }

json replace(const char* pattern, const std::string& content) {
  return {{"type", "Replace"}, {"pattern", {{"String", pattern}}}, {"content", content}};
}

TEST_CASE("every normalizer makes of every text what was recorded, out of the same places") {
  const json golden = read_golden_stages();
  for (const json& entry : golden.at("normalizers")) {
    const std::string stage = entry.at("normalizer").dump();
    CAPTURE(stage);
    const Normalizer normalizer = normalizer_of(entry);
    for (size_t i = 0; i < golden.at("texts").size(); ++i) {
      const auto text = golden.at("texts")[i].get<std::string>();
      CAPTURE(text);
      const Characters characters = normalized_by(normalizer, text);
      const json& expected = entry.at("results").at(i);
      CHECK(text_of(characters) == expected.at(0).get<std::string>());
      CHECK(code_point_spans(text, sources_of(characters)) == spans_of(expected.at(1)));
    }
  }
}

TEST_CASE("a composite comes from the first of its parts") {
  const Characters characters = normalized(R"({"type": "NFC"})", "e\u0301x");
  CHECK(text_of(characters) == "éx");
  CHECK(sources_of(characters) == Spans{{0, 1}, {3, 4}});
}

TEST_CASE("the parts of a character come from it") {
  const Characters characters = normalized(R"({"type": "NFKD"})", "ﬁ");
  CHECK(text_of(characters) == "fi");
  CHECK(sources_of(characters) == Spans{{0, 3}, {0, 3}});
}

TEST_CASE("marks change places and their sources do not") {
  const Characters characters = normalized(R"({"type": "NFD"})", "a\u0301\u0323");
  CHECK(text_of(characters) == "a\u0323\u0301");
  CHECK(sources_of(characters) == Spans{{0, 1}, {1, 3}, {3, 5}});
}

TEST_CASE("what Replace puts in comes from the last character that goes") {
  const Characters characters =
      normalized(R"({"type": "Replace", "pattern": {"String": "ab"}, "content": "xyz"})", "cabab");
  CHECK(text_of(characters) == "cxyzxyz");
  CHECK(sources_of(characters) == Spans{{0, 1}, {2, 3}, {2, 3}, {2, 3}, {4, 5}, {4, 5}, {4, 5}});
}

TEST_CASE("malformed bytes are characters like others") {
  const Characters characters = normalized(R"({"type": "Lowercase"})", "A\xFF\xE4\xB8Z");
  CHECK(text_of(characters) == "a\uFFFD\uFFFDz");
  CHECK(sources_of(characters) == Spans{{0, 1}, {1, 2}, {2, 4}, {4, 5}});
}

TEST_CASE("a BertNormalizer of its own is known with its settings, one in a Sequence is not") {
  const json bert = json::parse(R"({"type": "BertNormalizer", "clean_text": false, "handle_chinese_chars": false,
                                    "strip_accents": true, "lowercase": false})");
  const Normalizer alone = normalizer_of({{"normalizer", bert}});
  REQUIRE(alone.bert() != nullptr);
  CHECK(*alone.bert() == normalizers::Bert{false, false, true, false});
  CHECK(normalizer_of({{"normalizer", sequence({bert})}}).bert() == nullptr);
  CHECK(normalizer_of({{"normalizer", {{"type", "NFC"}}}}).bert() == nullptr);
  CHECK(normalizer_of({{"normalizer", nullptr}}).bert() == nullptr);
  CHECK(normalizer_of(json::object()).bert() == nullptr);
}

TEST_CASE("other normalizers are refused by name, with their place") {
  CHECK(fault({{"type", "Precompiled"}}) ==
        R"(file: 'normalizer': 'type' is "Precompiled", expected BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, )"
        "StripAccents, Strip, Replace, Sequence");
  CHECK(fault(sequence({{{"type", "NFC"}}, {{"type", "Nmt"}}})).find("file: 'normalizer': 'normalizers': 'type' is") ==
        0);
  CHECK(fault(json::object()) == "file: 'normalizer': no \"type\"");
  CHECK(fault(7) == "file: 'normalizer' is 7, expected an object");
  CHECK(fault(sequence({nullptr})) == "file: 'normalizer': 'normalizers': null, expected an object");
  CHECK(fault(sequence(1)) == "file: 'normalizer': 'normalizers' is 1, expected a list");
  CHECK(fault({{"type", "Strip"}, {"strip_left", true}}) == "file: 'normalizer': no \"strip_right\"");
  CHECK(fault({{"type", "BertNormalizer"}, {"clean_text", 1}}) ==
        "file: 'normalizer': 'clean_text' is 1, expected true or false");
}

TEST_CASE("Replace with a regular expression or nothing to look for is refused") {
  CHECK(fault({{"type", "Replace"}, {"pattern", {{"Regex", " {2,}"}}}, {"content", " "}}) ==
        R"(file: 'normalizer': 'pattern' is {"Regex":" {2,}"}, expected one String)");
  CHECK(fault(replace("", "a")) == R"(file: 'normalizer': 'pattern': 'String' is "", expected at least one character)");
  CHECK(fault({{"type", "Replace"}, {"pattern", {{"String", "a"}}}}) == "file: 'normalizer': no \"content\"");
}

TEST_CASE("Sequences stand in each other sixteen deep and no deeper") {
  json stages = {{"type", "NFC"}};
  for (int depth = 0; depth < 16; ++depth) stages = sequence({stages});
  CHECK(fault(stages) == "no error");
  CHECK(fault(sequence({stages})).find("more than 16 Sequences in each other") != std::string::npos);
}

TEST_CASE("a text cannot be made to grow without end") {
  CHECK(fault(replace("a", std::string(64, 'a'))) == "no error");
  const json ten = replace("a", std::string(10, 'a'));
  CHECK(fault(sequence({ten})) == "no error");
  CHECK(fault(sequence({ten, ten})) == "file: 'normalizer': its Replace can make a text more than 64 times as long");
}

TEST_CASE("a damaged file gives an Error or a normalizer") {
  const std::string file = json{{"normalizer", sequence({replace("é", "e"), {{"type", "NFKC"}}})}}.dump();
  const auto read = [](const std::string& damaged) {
    try {
      const json parsed = parse_json(damaged, "file");
      normalized_by(normalizer_of(parsed), "é ﬁ");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::model);
    }
  };
  for_each_damaged(file, read);
}

}  // namespace
}  // namespace electra
