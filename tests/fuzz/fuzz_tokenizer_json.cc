// A tokenizer.json is refused with a message, or gives a tokenizer that keeps the promises of all. The first byte of
// the input chooses whether the model has room for all tokens.
#include "fuzz/folder.h"
#include "fuzz/tokenizers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  if (size < 1) return 0;
  static const fuzz::Folder folder;
  folder.write("tokenizer.json", fuzz::text_of(data + 1, size - 1));
  try {
    fuzz::check_tokenizer(Tokenizer::load(folder.path(), data[0] % 2 == 0 ? 64 : 8));
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), folder.path().string());
  }
  return 0;
}
