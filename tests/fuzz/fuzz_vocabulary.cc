// A vocab.txt is refused with a message, or has at least one piece, all of them UTF-8.
#include <string_view>

#include "base/utf8.h"
#include "electra/error.h"
#include "fuzz/fuzz.h"
#include "text/vocabulary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using electra::internal::Vocabulary;
  try {
    const Vocabulary vocabulary = Vocabulary::parse({reinterpret_cast<const char*>(data), size}, "vocab.txt");
    FUZZ_CHECK(vocabulary.size() > 0);
    for (int32_t id = 0; id < vocabulary.size(); ++id) FUZZ_CHECK(electra::internal::is_utf8(vocabulary[id]));
  } catch (const electra::Error& error) {
    FUZZ_CHECK(std::string_view(error.what()).starts_with("vocab.txt"));
    FUZZ_CHECK(electra::internal::is_utf8(error.what()));
  }
  return 0;
}
