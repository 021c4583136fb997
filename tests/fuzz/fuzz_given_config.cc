// A given config, or Google's hparams, is refused with a message, or its sizes are each stated once and can be those of
// a model; a config agrees with what it states itself. The first byte of the input chooses the tower.
#include <set>
#include <string>
#include <string_view>

#include "converters/given_config.h"
#include "electra/config.h"
#include "fuzz/memory_file.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

void check(const GivenConfigFile& config, Tower tower, const std::string& file) {
  const GivenConfig given = config.of(tower);
  std::set<std::string> keys;
  for (const auto& [key, size] : given.sizes) {
    FUZZ_CHECK(keys.insert(key).second);
    FUZZ_CHECK(size >= 0 && size <= 64 * max_vocab_size);  // a generator may be 64 times as large
  }
  FUZZ_CHECK(given.num_attention_heads >= 0 && given.num_attention_heads <= max_hidden_size);
  if (config.is_google()) return;
  FUZZ_CHECK(!given.lower_case);
  check_given_config(given, given.base, file);
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  if (size < 1) return 0;
  const fuzz::MemoryFile file(fuzz::text_of(data + 1, size - 1));
  try {
    const Tower tower = data[0] % 2 == 0 ? Tower::discriminator : Tower::generator;
    check(GivenConfigFile(file.path()), tower, file.path());
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), file.path() + ": ");
  }
  return 0;
}
