// A file is refused or taken however its first bytes come: a part of them tells the same as all, or nothing yet. The
// first byte of the input chooses what it is read as.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/io/decoders.h"
#include "cli/io/first_bytes.h"
#include "fuzz/beginning.h"
#include "fuzz/lines.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  if (size < 1) return 0;
  constexpr Format formats[] = {Format::text, Format::tsv, Format::csv, Format::jsonl, Format::conll};
  const ReadAs read_as = {.format = formats[data[0] % 5],
                          .is_given = data[0] % 2 == 0,
                          .columns = data[0] % 3 == 0 ? Columns::none : Columns::names};
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  if (has_decoder(text)) return 0;  // what is in it is looked at instead
  const bool is_refused = !fuzz::refusal_of(text, read_as).empty();
  for (size_t part = 0; part < text.size(); ++part) {
    try {
      FUZZ_CHECK(!check_beginning(text.substr(0, part), false, read_as, "f") || !is_refused);
    } catch (const Error&) {
      FUZZ_CHECK(is_refused);
    }
  }
  return 0;
}
