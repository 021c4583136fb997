// A vocab.txt is refused with a message, or has at least one piece, all of them UTF-8.
#include <string_view>

#include "fuzz/promises.h"
#include "text/vocabulary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using electra::internal::Vocabulary;
  try {
    const Vocabulary vocabulary = Vocabulary::parse({reinterpret_cast<const char*>(data), size}, "vocab.txt");
    FUZZ_CHECK(vocabulary.size() > 0);
    for (int32_t id = 0; id < vocabulary.size(); ++id) FUZZ_CHECK(electra::internal::is_utf8(vocabulary[id]));
  } catch (const electra::Error& error) {
    electra::fuzz::check_message(error.what(), "vocab.txt");
  }
  return 0;
}
