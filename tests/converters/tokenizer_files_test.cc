#include "converters/tokenizer_files.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "converters/names_source.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

using nlohmann::json;

// A tokenizer made of a vocabulary with these pieces.
TokenizerFiles read(const TemporaryDirectory& folder, const std::string& pieces,
                    const TokenizerSettings& settings = {}) {
  const auto file = folder.file("v", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + pieces);
  return read_tokenizer_files(NamesSource({}), file, settings).value();
}

json written(const TemporaryDirectory& folder, const TokenizerFiles& files) {
  write_tokenizer_files(files, {}, folder.path());
  return json::parse(read_file(folder / "tokenizer_config.json"));
}

TEST_CASE("an uncased vocabulary with accents is written as one that keeps them, with its reason") {
  const TemporaryDirectory folder;
  const TokenizerFiles german = read(folder, "haus\n\u00fcber\n");
  CHECK(german.casing_reason == "no piece has a capital letter");
  CHECK(german.accents_reason == "stripping changes '\u00fcber' on line 7");
  CHECK(written(folder, german)["do_lower_case"] == true);
  CHECK(written(folder, german)["strip_accents"] == false);
  CHECK(written(folder, read(folder, "haus\nuber\n"))["strip_accents"] == nullptr);
}

TEST_CASE("what is too large for a vocabulary is refused by its size") {
  const TemporaryDirectory folder;
  const auto file = folder.file("vocab.txt", "");
  std::filesystem::resize_file(file, 67'108'865);  // of zeros that are nowhere
  const std::string expected = file.string() + ": 67108865 bytes, expected at most 67108864";
  const NamesSource source({}, folder.path().string());
  CHECK(error_of(ErrorKind::model, [&] { read_tokenizer_files(source, file, {}); }) == expected);
  CHECK(error_of(ErrorKind::model, [&] { read_tokenizer_files(source, {}, {}); }) == expected);
  CHECK(error_of(ErrorKind::model, [&] { read_copied_files(source); }) == expected);
}

TEST_CASE("a cased vocabulary needs no word on accents") {
  const TemporaryDirectory folder;
  const TokenizerFiles german = read(folder, "Haus\n\u00dcber\n");
  CHECK(german.casing_reason == "'Haus' on line 6 has a capital letter");
  CHECK(german.accents_reason == "as case is");
  CHECK(written(folder, german)["do_lower_case"] == false);
  CHECK(written(folder, german)["strip_accents"] == nullptr);
}

TEST_CASE("what is said comes before what the vocabulary shows") {
  const TemporaryDirectory folder;
  const TokenizerFiles cased = read(folder, "\u00fcber\n", {.lower_case = false});
  CHECK_FALSE(cased.options.lower_case);
  CHECK(cased.options.strip_accents == StripAccents::automatic);
  const TokenizerFiles lower = read(folder, "\u00dcber\n", {.lower_case = true});
  CHECK(lower.options.lower_case);
  CHECK(lower.options.strip_accents == StripAccents::no);
  for (const StripAccents strip : {StripAccents::automatic, StripAccents::yes, StripAccents::no}) {
    const TokenizerFiles asked = read(folder, "\u00fcber\n", {.strip_accents = strip});
    CHECK(asked.options.strip_accents == strip);
    CHECK(asked.accents_reason == "as asked for");
  }
}

TEST_CASE("the kind of tokenizer is written if it is Google's") {
  const TemporaryDirectory folder;
  CHECK_FALSE(written(folder, read(folder, "a\n")).contains("electra_tokenizer"));
  CHECK(written(folder, read(folder, "a\n", {.is_google = true}))["electra_tokenizer"] == "google");
}

TEST_CASE("a piece that decides is shown short and on one line") {
  const TemporaryDirectory folder;
  const TokenizerFiles files = read(folder, "A\x1b" + std::string(300, 'a') + "\n");
  CHECK(files.casing_reason == "'A\\x1b" + std::string(195, 'a') + "...' on line 6 has a capital letter");
}

TEST_CASE("a vocabulary that is none is refused") {
  const TemporaryDirectory folder;
  const auto file = folder.file("v", "[UNK]\n[CLS]\na\n");
  CHECK(error_of(ErrorKind::model, [&] { read_tokenizer_files(NamesSource({}), file, {}); }) ==
        file.string() + ": has no [SEP]: expected a WordPiece vocabulary");
}

}  // namespace
}  // namespace electra::converters
