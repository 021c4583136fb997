// Any bytes are tokenised: spans lie inside the text, in order and on borders of code points, and ids can be decoded
// again; what was decoded gives the same ids. The fast tokenizer gives what the plain one gives, and what the stages of
// a tokenizer.json give one after the other. The first byte of the input chooses the tokenizer's settings.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/tokenizer.h"
#include "fuzz/tokenizers.h"
#include "support/plain_word_piece.h"
#include "text/pipeline_word_piece.h"

namespace electra {

using namespace internal;

namespace {

const std::filesystem::path vocab_file = ELECTRA_GOLDEN "/tokenizer/vocab.txt";

normalizers::Bert stage_of(const TokenizerOptions& options) {
  normalizers::Bert stage{.handle_chinese_chars = options.tokenize_chinese_chars, .lowercase = options.lower_case};
  if (options.strip_accents != StripAccents::automatic) {
    stage.strip_accents = options.strip_accents == StripAccents::yes;
  }
  return stage;
}

struct Tokenizers {
  explicit Tokenizers(const TokenizerOptions& options)
      : tokenizer(Tokenizer::from_vocab(vocab_file, options)),
        plain(vocab_file, options),
        stages(std::make_unique<PipelineWordPiece>(Vocabulary::read(vocab_file), Normalizer(stage_of(options)),
                                                   PreTokenizer::bert())) {}

  Tokenizer tokenizer;
  test::PlainWordPiece plain;
  std::unique_ptr<PipelineWordPiece> stages;
};

// The first four kinds are fast, and have twins.
const Tokenizers& tokenizers_of(unsigned settings) {
  static const std::vector<Tokenizers> all = [] {
    std::vector<Tokenizers> made;
    for (const TokenizerOptions& options :
         {TokenizerOptions{}, TokenizerOptions{.tokenize_chinese_chars = false}, TokenizerOptions{.lower_case = false},
          TokenizerOptions{.lower_case = false, .strip_accents = StripAccents::yes},
          TokenizerOptions{.kind = TokenizerKind::slow}, TokenizerOptions{.kind = TokenizerKind::google}}) {
      made.emplace_back(options);
    }
    return made;
  }();
  return all[settings % all.size()];
}

void compare(const Tokenizers& twins, std::string_view text) {
  if (twins.tokenizer.options().kind != TokenizerKind::fast) return;
  const Encoding encoding = twins.tokenizer.encode_pieces(text);
  const test::PlainWordPiece::Tokens plain = twins.plain.encode(text);
  FUZZ_CHECK(encoding.ids == plain.ids);
  FUZZ_CHECK(encoding.word_ids == plain.word_ids);
  const std::string decoded = twins.tokenizer.decode(encoding.ids, {.clean_up_spaces = false});
  FUZZ_CHECK(twins.tokenizer.encode_pieces(decoded).ids == encoding.ids);
  if (text.find('[') != text.npos) return;  // special tokens, which are not the stages' concern
  EncodingBuilder builder(text.size());
  twins.stages->encode(text, 0, text.size(), builder);
  const Encoding staged = std::move(builder).finish();
  FUZZ_CHECK(staged.ids == encoding.ids && staged.spans == encoding.spans && staged.word_ids == encoding.word_ids);
}

}  // namespace
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  electra::fuzz::check_encoding(electra::tokenizers_of(data[0]).tokenizer, text);
  electra::compare(electra::tokenizers_of(data[0]), text);
  return 0;
}
