// SentencePiece models: the answers that were recorded of the library itself, and how they fit into a Tokenizer.
#include "text/sentence_pieces.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "electra/error.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/text/golden_texts.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

const char* const models[] = {"spm_unigram", "spm_unigram_bytefallback_lower", "spm_bpe_identity_nodummy",
                              "spm_userdef_split"};

TEST_CASE("pieces, ids, spans, pairs and decoded texts as recorded") {
  for (const std::string model : models) {
    CAPTURE(model);
    const std::filesystem::path folder = golden_tokenizer / model;
    const json recorded = json::parse(read_file(folder / "expected.json"));
    const Tokenizer tokenizer = Tokenizer::load(folder, recorded.at("piece_size"));
    CHECK(tokenizer.warnings().empty());
    const json& special = recorded.at("special");
    CHECK(json{tokenizer.pad_id(), tokenizer.unk_id(), tokenizer.cls_id(), tokenizer.sep_id(), tokenizer.mask_id()} ==
          json{special["pad"], special["unk"], special["cls"], special["sep"], special["mask"]});
    CHECK(recorded.at("cases").size() == 50);
    for (const json& test : recorded.at("cases")) {
      const auto text = test.at("text").get<std::string>();
      CAPTURE(text);
      const Encoding encoding = tokenizer.encode_pieces(text);
      CHECK(encoding.ids == test.at("ids").get<Ids>());
      CHECK(encoding.spans == spans_of(test.at("byte_begin_end")));
      CHECK(tokenizer.encode(text).ids == test.at("wrapped").get<Ids>());
      CHECK(tokenizer.decode(encoding.ids, {.clean_up_spaces = false}) == test.at("decoded").get<std::string>());
    }
    for (const json& pair : recorded.at("pairs")) {
      const Encoding encoding =
          tokenizer.encode(pair.at("a").get<std::string>(), pair.at("b").get<std::string>(), EncodeOptions{}).front();
      CHECK(encoding.ids == pair.at("ids").get<Ids>());
      CHECK(encoding.token_type_ids == pair.at("token_type_ids").get<Ids>());
    }
    const json pieces = json::parse(read_file(folder / "pieces.json"));
    REQUIRE(tokenizer.size() == static_cast<int32_t>(pieces.size()));
    for (int32_t id = 0; id < tokenizer.size(); ++id) CHECK(tokenizer.token(id) == pieces[id][0].get<std::string>());
  }
}

TEST_CASE("a long run of characters that no piece has is refused; long texts of others are split as short ones") {
  const auto repeated = [](size_t n, const std::string& part) {
    std::string text;
    for (size_t i = 0; i < n; ++i) text += part;
    return text;
  };
  const std::filesystem::path file = golden_tokenizer / "spm_unigram/spiece.model";
  const Tokenizer tokenizer = Tokenizer::from_vocab(file);
  for (const std::string unknown : {"\u0301", "\u0D15", "\u0D15\u0D16", "\U0001F600", "\xE2\x82"}) {
    for (const std::string before : {"", "the cat "}) {
      CAPTURE(unknown);
      const std::string text = before + repeated(40'000 / unknown.size(), unknown) + " the cat";
      CHECK(error_of(ErrorKind::input, [&] {
              tokenizer.encode(text);
            }).find("characters that " + file.string() + " does not know") != std::string::npos);
    }
    // The same run is taken or refused wherever it stands.
    for (size_t shift = 0; shift < 20'000; shift += 3000) {
      const std::string taken = repeated(shift, "a ") + repeated(30'000 / unknown.size(), unknown) + " the cat";
      CHECK(tokenizer.encode_pieces(taken).size() > 0);
      const std::string refused = repeated(shift, "a ") + repeated(33'000 / unknown.size(), unknown);
      CHECK(error_of(ErrorKind::input, [&] { tokenizer.encode(refused); }) != "");
    }
    CHECK(tokenizer.encode_pieces(repeated(2000, unknown)).size() <= 3);
  }
  const Ids once = tokenizer.encode_pieces("the cat \u4E00 ").ids;
  const Ids ids = tokenizer.encode_pieces(repeated(20'000, "the cat \u4E00 ")).ids;
  REQUIRE(ids.size() == 20'000 * once.size());
  for (size_t i = 0; i < ids.size(); i += once.size()) {
    REQUIRE(std::equal(once.begin(), once.end(), ids.begin() + static_cast<std::ptrdiff_t>(i)));
  }
  CHECK(tokenizer.encode_pieces(repeated(100'000, " ") + "cat").ids == tokenizer.encode_pieces("cat").ids);
  // Those that are spelled in bytes take no such time.
  const Tokenizer in_bytes = Tokenizer::from_vocab(golden_tokenizer / "spm_unigram_bytefallback_lower/spiece.model");
  CHECK(in_bytes.encode(repeated(40'000, "\u0D15")).size() > 40'000);
}

TEST_CASE("a word is what stands between white space") {
  for (const std::string model : models) {
    CAPTURE(model);
    const Tokenizer tokenizer = Tokenizer::load(golden_tokenizer / model, 2000);
    const std::string text = " The quick\u3000brown  foxes. ";
    const Encoding encoding = tokenizer.encode_pieces(text);
    for (size_t i = 0; i < encoding.size(); ++i) {
      const std::string piece = text.substr(encoding.spans[i].begin, encoding.spans[i].end - encoding.spans[i].begin);
      CAPTURE(piece);
      if (piece.find("qu") != piece.npos) CHECK(encoding.word_ids[i] == 1);
      if (piece.find(".") != piece.npos) CHECK(encoding.word_ids[i] == 3);
      if (i > 0) CHECK(encoding.word_ids[i] >= encoding.word_ids[i - 1]);
    }
  }
}

TEST_CASE("names of special tokens are found in a text where a file gives them") {
  const TemporaryDirectory folder;
  std::filesystem::copy(golden_tokenizer / "spm_unigram" / "spiece.model", folder.path() / "spiece.model");
  folder.file("tokenizer_config.json", R"({"mask_token": "[MASK]"})");
  const Tokenizer tokenizer = Tokenizer::load(folder.path(), 1200);
  const Encoding encoding = tokenizer.encode_pieces("the [MASK] and [CLS]");
  CHECK(std::ranges::count(encoding.ids, tokenizer.mask_id()) == 1);
  CHECK(std::ranges::count(encoding.ids, tokenizer.cls_id()) == 0);
  CHECK(tokenizer.decode(Ids{2, 67, 4, 3}, {.clean_up_spaces = false}) == "[CLS] The [MASK] [SEP]");
  CHECK(tokenizer.decode(Ids{2, 67, 4, 3}, {.skip_special_tokens = true, .clean_up_spaces = false}) == "The");
}

TEST_CASE("what is no model is refused by name, and so are other kinds of tokenizers") {
  const TemporaryDirectory folder;
  const auto fault = [&](ErrorKind kind) { return error_of(kind, [&] { Tokenizer::load(folder.path(), 1200); }); };
  const std::string file = (folder.path() / "spiece.model").string();
  folder.file("spiece.model", "");
  CHECK(fault(ErrorKind::model) == file + ": empty file, expected a SentencePiece model");
  folder.file("spiece.model", "hello");
  CHECK(fault(ErrorKind::model).starts_with(file + ": not a SentencePiece model: "));
  const std::string unknown("\x0A\x0E\x0A\x05<unk>\x15\0\0\0\0\x18\x02", 16);
  const std::string nothing("\x0A\x08\x0A\x01\0\x15\0\0\0\0", 10);  // a piece that is a NUL
  folder.file("spiece.model", unknown + nothing);
  CHECK(fault(ErrorKind::model) == file + ": not a SentencePiece model: failed to insert key: zero-length key");
  folder.file("spiece.model", unknown + std::string("\x0A\x08\x0A\x01\xC3\x15\0\0\0\0", 10));
  CHECK(fault(ErrorKind::model) == file + ": piece 1 is not UTF-8");
  const std::string whole = read_file(golden_tokenizer / "spm_unigram" / "spiece.model");
  for (size_t size = 1; size < whole.size(); size += 1 + size / 7) {
    folder.file("spiece.model", whole.substr(0, size));
    try {
      Tokenizer::load(folder.path(), 1200);
    } catch (const Error&) {  // or it ends where a piece does, which is a model
    }
  }
  CHECK(error_of(ErrorKind::usage, [] {
          Tokenizer::load(golden_tokenizer / "spm_unigram", 1200, TokenizerKind::slow);
        }).find("SentencePiece") != std::string::npos);
}

}  // namespace
}  // namespace electra
