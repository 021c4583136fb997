// The stages of a tokenizer.json are refused with a message, or make of a text one whose characters come from places in
// order, and words that are parts of it. The first line of the input is the file, the rest the text.
#include <algorithm>
#include <string>

#include "base/json.h"
#include "fuzz/promises.h"
#include "text/normalizers.h"
#include "text/pre_tokenizers.h"

namespace {

using namespace electra;
using namespace electra::internal;

void check_order(const Characters& characters, size_t text_size) {
  uint32_t last_begin = 0;
  for (const auto& [code_point, source] : characters) {
    FUZZ_CHECK(code_point <= 0x10FFFF);
    FUZZ_CHECK(source.begin >= last_begin && source.begin < source.end && source.end <= text_size);
    last_begin = source.begin;
  }
}

void check_words(const std::vector<PreTokenizer::Word>& words, const Characters& characters) {
  const Character* last_end = characters.data();
  for (const PreTokenizer::Word word : words) {
    FUZZ_CHECK(!word.empty() && word.data() >= last_end);
    last_end = word.data() + word.size();
  }
  FUZZ_CHECK(last_end <= characters.data() + characters.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t longest_text = 64;  // which may be made a thousand times as long
  const std::string_view input = fuzz::text_of(data, size);
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view text = input.substr(std::min(line + 1, input.size())).substr(0, longest_text);
  try {
    const nlohmann::json json = parse_json(input.substr(0, line), "file");
    const JsonObject file(json, "file", ErrorKind::model);
    const Normalizer normalizer = read_normalizer(file, "normalizer");
    const PreTokenizer pre_tokenizer = read_pre_tokenizer(file, "pre_tokenizer");
    Characters characters = characters_of(text, 0, text.size());
    normalizer.apply(characters);
    check_order(characters, text.size());
    check_words(pre_tokenizer.split(characters), characters);
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), "file");
  }
  return 0;
}
