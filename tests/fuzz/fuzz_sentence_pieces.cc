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
    // The library may load pieces by which it cannot split a text: that text is refused then.
    const bool is_text = std::string_view(error.what()).find(": cannot split: ") != std::string_view::npos;
    FUZZ_CHECK(error.kind() == (is_text ? ErrorKind::input : ErrorKind::model));
    fuzz::check_message(error.what(), folder.path().string());
  }
  return 0;
}
