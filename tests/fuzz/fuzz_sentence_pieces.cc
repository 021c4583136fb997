// A SentencePiece model is refused with a message, or gives a tokenizer that keeps the promises of all.
#include "fuzz/folder.h"
#include "fuzz/tokenizers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  static const fuzz::Folder folder;
  folder.write("spiece.model", fuzz::text_of(data, size));
  try {
    fuzz::check_tokenizer(Tokenizer::load(folder.path(), 1 << 20));
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), folder.path().string());
  }
  return 0;
}
