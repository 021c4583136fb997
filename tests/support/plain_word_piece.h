// The fast tokenizer once more, as plainly as it can be said: one stage after the other over the whole text, a map of
// pieces. What the real one does in one pass must be what this does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::test {

class PlainWordPiece {
 public:
  PlainWordPiece(const std::filesystem::path& vocab_file, const TokenizerOptions& options);

  struct Tokens {
    std::vector<int32_t> ids;
    std::vector<int32_t> word_ids;
  };
  Tokens encode(std::string_view text) const;

 private:
  std::u32string clean(std::u32string_view text) const;
  std::u32string space_ideographs(std::u32string_view text) const;
  std::u32string strip_accents(std::u32string_view text) const;
  std::u32string lower(std::u32string_view text) const;
  void encode_stretch(std::string_view text, Tokens& tokens) const;
  void encode_word(std::u32string_view word, Tokens& tokens) const;

  TokenizerOptions options_;
  std::map<std::string, int32_t, std::less<>> ids_;
};

}  // namespace electra::test
