// A label file is refused with a message, or gives names that are unique and clean.
#include <set>
#include <string>
#include <string_view>

#include "converters/google/label_file.h"
#include "fuzz/promises.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const std::vector<std::string> labels =
        electra::converters::parse_labels(std::as_bytes(std::span(data, size)), "labels");
    FUZZ_CHECK(!labels.empty());
    FUZZ_CHECK(std::set<std::string>(labels.begin(), labels.end()).size() == labels.size());
    for (const std::string& label : labels) FUZZ_CHECK(!label.empty() && electra::internal::is_utf8(label));
  } catch (const electra::Error& error) {
    electra::fuzz::check_message(error.what(), "labels: ");
  }
  return 0;
}
