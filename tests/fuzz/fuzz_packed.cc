// Packed files give the same bytes, or the same refusal, however much is asked for at a time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/io/byte_stream.h"
#include "electra/error.h"
#include "fuzz/memory_file.h"
#include "fuzz/promises.h"

namespace electra::fuzz {
namespace {

struct Unpacked {
  std::string bytes, refusal;
  bool operator==(const Unpacked&) const = default;
};

Unpacked unpacked(const std::string& file, size_t at_a_time) {
  constexpr size_t most = size_t{1} << 20;
  Unpacked out;
  cli::ByteStream stream(file);
  std::vector<char> part(at_a_time);
  try {
    for (std::optional<size_t> count; count != 0 && out.bytes.size() <= most;) {
      count = stream.read(part);
      FUZZ_CHECK(count.value_or(0) <= part.size());
      out.bytes.append(part.data(), count.value_or(0));
    }
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input);
    out.refusal = error.what();
    check_message(out.refusal);
  }
  out.bytes.resize(std::min(out.bytes.size(), most));
  return out;
}

}  // namespace
}  // namespace electra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra::fuzz;
  const MemoryFile file(text_of(data, size));
  const Unpacked whole = unpacked(file.path(), 1 << 16);
  const Unpacked parts = unpacked(file.path(), 7);
  // How much comes before what is damaged depends on how much is unpacked at once.
  FUZZ_CHECK(whole.refusal.empty() ? parts.bytes == whole.bytes : parts.bytes.starts_with(whole.bytes));
  if (whole.bytes.size() < (1 << 20)) FUZZ_CHECK(parts.refusal == whole.refusal);
  return 0;
}
