// A file of SQuAD is refused with a message, or its questions and what is bad of them come in order, the same from a
// second file as from the first.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/checking_sink.h"
#include "fuzz/memory_file.h"
#include "fuzz/questions.h"

namespace electra::cli {

using namespace internal;
namespace {

class Sink : public fuzz::CheckingSink<QaExample> {
 public:
  std::vector<std::string> questions[2];  // their ids, by file

 private:
  void check(const Item<QaExample>& item) override {
    fuzz::check_question(item.example);
    FUZZ_CHECK(item.place.file < 2 && item.place.line == 0);
    FUZZ_CHECK(item.bytes == item.example.question.size() + item.example.context->size());
    questions[item.place.file].push_back(item.example.id);
  }
};

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  const std::string_view text = fuzz::text_of(data, size);
  const fuzz::MemoryFile file(text);
  Sink sink;
  try {
    const auto source = qa_source({.format = Format::squad}, {file.path(), file.path()});
    source->read(sink);
    FUZZ_CHECK(nlohmann::json::accept(text));
    // The second time all is refused: what was bad before, and ids that were there before.
    FUZZ_CHECK(sink.questions[1].empty());
    const auto of_first = [&](const auto& refusal) { return refusal.place.file == 0; };
    const auto refused = static_cast<size_t>(std::ranges::count_if(sink.refusals, of_first));
    FUZZ_CHECK(sink.refusals.size() == 2 * refused + sink.questions[0].size());
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input);
    fuzz::check_message(error.what(), file.path() + ": ");
    // What is JSON has no fault of JSON.
    const bool names_byte = std::string_view(error.what()).find("not JSON at byte ") != std::string_view::npos;
    FUZZ_CHECK(!names_byte || !nlohmann::json::accept(text));
  }
  return 0;
}
