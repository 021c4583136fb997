// Any bytes are tokenised: spans lie inside the text, in order and on borders of code points, and ids can be decoded
// again. The fast tokenizer gives what the plain one gives. The first byte of the input chooses the tokenizer's
// settings.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"
#include "fuzz/tokenizers.h"
#include "support/plain_word_piece.h"

namespace electra {

using namespace internal;

namespace {

const std::filesystem::path vocab_file = ELECTRA_GOLDEN "/tokenizer/vocab.txt";

struct Pair {
  explicit Pair(const TokenizerOptions& options)
      : tokenizer(Tokenizer::from_vocab(vocab_file, options)), plain(vocab_file, options) {}

  Tokenizer tokenizer;
  test::PlainWordPiece plain;
};

// The first four kinds are fast, and have a plain twin.
const Pair& pair_of(unsigned settings) {
  static const std::vector<Pair> all = [] {
    std::vector<Pair> pairs;
    for (const TokenizerOptions& options :
         {TokenizerOptions{}, TokenizerOptions{.tokenize_chinese_chars = false}, TokenizerOptions{.lower_case = false},
          TokenizerOptions{.lower_case = false, .strip_accents = StripAccents::yes},
          TokenizerOptions{.kind = TokenizerKind::slow}, TokenizerOptions{.kind = TokenizerKind::google}}) {
      pairs.emplace_back(options);
    }
    return pairs;
  }();
  return all[settings % all.size()];
}

void compare(const Pair& pair, std::string_view text) {
  if (pair.tokenizer.options().kind != TokenizerKind::fast) return;
  const Encoding encoding = pair.tokenizer.encode_pieces(text);
  const test::PlainWordPiece::Tokens plain = pair.plain.encode(text);
  FUZZ_CHECK(encoding.ids == plain.ids);
  FUZZ_CHECK(encoding.word_ids == plain.word_ids);
}

}  // namespace
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  electra::fuzz::check_encoding(electra::pair_of(data[0]).tokenizer, text);
  electra::compare(electra::pair_of(data[0]), text);
  return 0;
}
