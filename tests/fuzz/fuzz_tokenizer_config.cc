// A file beside a vocabulary is refused with a message, or gives a tokenizer that keeps the promises of all. The first
// byte of the input chooses the file and whose tokenizer reads it.
#include "fuzz/folder.h"
#include "fuzz/tokenizers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  constexpr const char* files[] = {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"};
  constexpr TokenizerKind kinds[] = {TokenizerKind::fast, TokenizerKind::slow, TokenizerKind::google};
  if (size < 1) return 0;
  static const fuzz::Folder folder;
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n##s\na\n##b\n.\n");
  const char* const file = files[data[0] % 3];
  folder.write(file, fuzz::text_of(data + 1, size - 1));
  try {
    fuzz::check_tokenizer(Tokenizer::load(folder.path(), 64, kinds[data[0] / 3 % 3]));
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), folder.path().string());
  }
  folder.remove(file);
  return 0;
}
