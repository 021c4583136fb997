// Added tokens of every kind, in every file that names them, as recorded with Transformers 4.57.6.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "lib/base/temporary_directory.h"
#include "lib/text/golden_texts.h"

namespace electra {
namespace {

using nlohmann::json;

constexpr int64_t rows = 30'600;

// Whether the ids that the files state are those that follow from the order: the slow tokenizer takes the stated ones.
bool in_order(const Tokenizer& tokenizer) {
  for (const std::string& warning : tokenizer.warnings()) {
    if (warning.find("added token") != warning.npos && warning.find("has id") != warning.npos) return false;
  }
  return true;
}

TEST_CASE("added tokens are found, numbered and decoded as recorded") {
  for (const json& directory : json::parse(read_file(golden_tokenizer / "added_tokens.json"))) {
    const TemporaryDirectory folder;
    for (const auto& [name, contents] : directory.at("files").items()) folder.file(name, contents.dump());
    std::filesystem::copy(golden_tokenizer / "vocab.txt", folder.path() / "vocab.txt");
    const std::string files = directory.at("files").dump();
    CAPTURE(files);
    const Tokenizer tokenizer = Tokenizer::load(folder.path(), rows);
    CHECK(tokenizer.size() == directory.at("size"));
    const Tokenizer slow = Tokenizer::load(folder.path(), rows, TokenizerKind::slow);
    for (const json& test : directory.at("cases")) {
      const auto text = test.at("text").get<std::string>();
      CAPTURE(text);
      const Encoding encoding = tokenizer.encode_pieces(text);
      CHECK(encoding.ids == test.at("ids").get<Ids>());
      CHECK(code_point_spans(text, encoding.spans) == spans_of(test.at("offsets")));
      CHECK(encoding.word_ids == words_of(test.at("word_ids")));
      CHECK(tokenizer.decode(encoding.ids, {.clean_up_spaces = false}) == test.at("decoded").get<std::string>());
      CHECK(tokenizer.decode(encoding.ids, {.skip_special_tokens = true, .clean_up_spaces = false}) ==
            test.at("decoded_skip").get<std::string>());
      if (in_order(slow)) {
        CHECK(slow.encode_pieces(text).ids == test.at(test.contains("slow_ids") ? "slow_ids" : "ids").get<Ids>());
      }
    }
  }
}

TEST_CASE("Google's tokenizer finds no added tokens") {
  const TemporaryDirectory folder;
  folder.file("added_tokens.json", R"({"zzz": 30522})");
  std::filesystem::copy(golden_tokenizer / "vocab.txt", folder.path() / "vocab.txt");
  CHECK(Tokenizer::load(folder.path(), rows).encode_pieces("zzz").ids == Ids{30522});
  CHECK(Tokenizer::load(folder.path(), rows, TokenizerKind::google).encode_pieces("zzz").size() > 1);
}

}  // namespace
}  // namespace electra
