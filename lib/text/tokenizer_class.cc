#include "text/tokenizer_class.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/lookup.h"
#include "base/quote.h"

namespace electra::internal {
namespace {

// All split as BertTokenizer does, and have a fast class that overrules tokenizer.json as BertTokenizerFast does.
constexpr std::string_view bert_classes[] = {
    "BertTokenizer",
    "ConvBertTokenizer",
    "DistilBertTokenizer",
    "DPRContextEncoderTokenizer",
    "DPRQuestionEncoderTokenizer",
    "DPRReaderTokenizer",
    "ElectraTokenizer",
    "LayoutLMTokenizer",
    "LxmertTokenizer",
    "MobileBertTokenizer",
    "RealmTokenizer",
    "RetriBertTokenizer",
    "SqueezeBertTokenizer",
};

// Those that add nothing to a tokenizer.json; the last one is what Transformers 5 writes.
constexpr std::string_view plain_classes[] = {"PreTrainedTokenizerFast", "PreTrainedTokenizer", "TokenizersBackend"};

// What such a class reads that electra does not have.
std::string_view need_of(std::string_view name) {
  if (name.find("Japanese") != name.npos) return ", which splits words with a dictionary";
  if (name.starts_with("RoFormer")) return ", which splits Chinese words with a dictionary";
  return "";
}

}  // namespace

ClassRule rule_of_class(const TokenizerConfig& config, const std::filesystem::path& directory) {
  std::string_view name = config.tokenizer_class;
  if (std::ranges::find(plain_classes, name) != std::end(plain_classes)) return ClassRule::as_is;
  if (name.ends_with("Fast")) name.remove_suffix(4);
  if (name.empty() || std::ranges::find(bert_classes, name) != std::end(bert_classes)) return ClassRule::overrules;
  if (is_there(directory / "spiece.model") && !is_there(directory / "vocab.txt")) {
    throw Error(ErrorKind::model,
                fmt::format("{}: tokenizer_class is {}, whose rules beside spiece.model are not known; without a "
                            "tokenizer_class spiece.model alone counts",
                            directory.string(), quote(config.tokenizer_class)));
  }
  throw Error(ErrorKind::model,
              fmt::format("{}: tokenizer_class is {}{}; expected a class that splits as BertTokenizer does, such as "
                          "ElectraTokenizer, or PreTrainedTokenizerFast with a tokenizer.json",
                          directory.string(), quote(config.tokenizer_class), need_of(name)));
}

}  // namespace electra::internal
