// TensorFlow's state file is refused with a message, or names a checkpoint; any name that TensorFlow writes into one is
// read as it was.
#include <string>
#include <string_view>

#include "converters/tensorflow/state_file.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

// As protocol buffers write strings in text (CEscape).
std::string c_escaped(std::string_view text) {
  constexpr char digits[] = "01234567";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (c == '"' || c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7F) {
      out += '\\';
      for (const unsigned shift : {6U, 3U, 0U}) out += digits[byte >> shift & 7U];
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  const std::string_view text = fuzz::text_of(data, size);
  try {
    FUZZ_CHECK(!newest_checkpoint(text, "checkpoint").empty());
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), "checkpoint: ");
  }
  if (text.empty()) return 0;
  const std::string written = "model_checkpoint_path: \"" + c_escaped(text) + "\"\nall_model_checkpoint_paths: \"x\"\n";
  FUZZ_CHECK(newest_checkpoint(written, "checkpoint") == text);
  return 0;
}
