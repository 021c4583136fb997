#include "text/tokenizer_class.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

ClassRule rule_of(const std::string& name, const std::filesystem::path& directory = "m") {
  TokenizerConfig config;
  config.tokenizer_class = name;
  return rule_of_class(config, directory);
}

std::string fault_of(const std::string& name, const std::filesystem::path& directory = "m") {
  return error_of(ErrorKind::model, [&] { rule_of(name, directory); });
}

TEST_CASE("classes that split as BERT's overrule tokenizer.json, plain ones take it as it is") {
  for (const char* name :
       {"", "ElectraTokenizer", "ElectraTokenizerFast", "BertTokenizer", "DistilBertTokenizerFast"}) {
    CHECK(rule_of(name) == ClassRule::overrules);
  }
  for (const char* name : {"PreTrainedTokenizerFast", "PreTrainedTokenizer", "TokenizersBackend"}) {
    CHECK(rule_of(name) == ClassRule::as_is);
  }
}

TEST_CASE("other classes are refused by name, with what they need") {
  CHECK(fault_of("BertJapaneseTokenizer")
            .starts_with("m: tokenizer_class is 'BertJapaneseTokenizer', which splits words "
                         "with a dictionary; expected "));
  CHECK(fault_of("RoFormerTokenizerFast").find("Chinese words") != std::string::npos);
  CHECK(fault_of("KoBertTokenizer").starts_with("m: tokenizer_class is 'KoBertTokenizer'; expected "));
}

TEST_CASE("a class over spiece.model is refused with the way to use that alone") {
  const TemporaryDirectory folder;
  folder.file("spiece.model", "");
  CHECK(fault_of("AlbertTokenizer", folder.path()).ends_with("without a tokenizer_class spiece.model alone counts"));
  CHECK(rule_of("", folder.path()) == ClassRule::overrules);
}

}  // namespace
}  // namespace electra
