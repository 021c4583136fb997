// The model directories of tests/golden/bad whose fault is in vocab.txt or tokenizer_config.json. Where Transformers
// reads one, the ids are those of its tokenizer.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tokenizer.h"
#include "lib/base/error_of.h"

namespace electra {
namespace {

const std::filesystem::path directories = ELECTRA_GOLDEN "/bad";
constexpr int64_t vocab_size = 25;
constexpr const char* sentence = "a the dog ab zzz .";
using Ids = std::vector<int32_t>;
const Ids usual_ids = {2, 5, 19, 20, 5, 18, 1, 22, 3};

struct Accepted {
  std::string directory;
  Ids ids;
  std::string warning;  // behind the directory's path; empty: none
};

TEST_CASE("usable vocabularies are read as Transformers reads them") {
  const Accepted cases[] = {
      {"st-vocab-good", usual_ids, ""},
      {"st-vocab-no-final-newline", usual_ids, ""},
      {"st-vocab-crlf", usual_ids, "/vocab.txt:1: ends in a carriage return, which is not part of the token"},
      {"st-vocab-duplicate",
       {2, 5, 19, 21, 5, 18, 1, 22, 3},
       "/vocab.txt:22: 'dog' again, first on line 21: the last one counts"},
      {"st-vocab-duplicate-special",
       {2, 5, 19, 20, 5, 18, 1, 22, 21},
       "/vocab.txt:22: '[SEP]' again, first on line 4: the last one counts"},
      {"st-vocab-no-pad", usual_ids, "/vocab.txt: no '[PAD]' token"},
      {"st-vocab-bom", usual_ids, "/vocab.txt: begins with a byte-order mark, skipped"},
      {"st-vocab-blank-line", usual_ids, ""},
      {"st-vocab-trailing-space", usual_ids, ""},
      {"st-vocab-nul", usual_ids, ""},
      {"st-vocab-short", {2, 5, 19, 20, 5, 18, 1, 1, 3}, "/vocab.txt: 22 lines, expected 25 (vocab_size)"},
      {"st-vocab-line-separator", usual_ids, ""},
  };
  for (const Accepted& expected : cases) {
    CAPTURE(expected.directory);
    const auto directory = directories / expected.directory;
    const Tokenizer tokenizer = Tokenizer::load(directory, vocab_size);
    CHECK(tokenizer.encode(sentence).ids == expected.ids);
    std::vector<std::string> warnings;
    if (!expected.warning.empty()) warnings.push_back(directory.string() + expected.warning);
    CHECK(tokenizer.warnings() == warnings);
  }
}

struct Refused {
  std::string directory;
  ErrorKind kind;
  std::string fault;  // its beginning, behind the directory's path
};

TEST_CASE("unusable tokenizer files are refused with file and fault") {
  const Refused cases[] = {
      {"st-vocab-no-unk", ErrorKind::model, "/vocab.txt: no '[UNK]' token"},
      {"st-vocab-no-cls", ErrorKind::model, "/vocab.txt: no '[CLS]' token"},
      {"st-vocab-latin1", ErrorKind::model, "/vocab.txt: line 22: not UTF-8"},
      {"st-vocab-empty", ErrorKind::model, "/vocab.txt: empty file, expected one token a line"},
      {"st-vocab-long", ErrorKind::model, "/vocab.txt: 27 lines, expected 25 (vocab_size)"},
      {"st-vocab-missing", ErrorKind::model, ": no vocabulary, expected tokenizer.json, vocab.txt or spiece.model"},
      {"st-tokcfg-bad", ErrorKind::model, "/tokenizer_config.json: not JSON at byte "},
      {"st-tokcfg-string", ErrorKind::model,
       "/tokenizer_config.json: 'do_lower_case' is \"true\", expected true or false"},
  };
  for (const Refused& expected : cases) {
    const auto directory = directories / expected.directory;
    const std::string message = error_of(expected.kind, [&] { Tokenizer::load(directory, vocab_size); });
    CAPTURE(message);
    CHECK(message.starts_with(directory.string() + expected.fault));
  }
}

}  // namespace
}  // namespace electra
