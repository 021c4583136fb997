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
  std::vector<std::string> questions[2];  // by file

 private:
  void check(const Item<QaExample>& item) override {
    fuzz::check_question(item.example);
    FUZZ_CHECK(item.place.file < 2 && item.place.line == 0);
    FUZZ_CHECK(item.bytes == item.example.question.size() + item.example.context->size());
    questions[item.place.file].push_back(item.example.id + '\n' + item.example.question);
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
    const auto source = qa_source(InputFiles({file.path(), file.path()}, {.format = Format::squad}));
    source->read(sink);
    FUZZ_CHECK(nlohmann::json::accept(text));
    Sink alone;
    qa_source(InputFiles({file.path()}, {.format = Format::squad}))->read(alone);
    FUZZ_CHECK(sink.questions[0] == alone.questions[0]);
    // What is refused of the file alone is refused of both, for the same reasons, in the same order.
    for (const size_t which : {size_t{0}, size_t{1}}) {
      size_t found = 0;
      for (const auto& refusal : sink.refusals) {
        const bool is_next =
            found < alone.refusals.size() && refusal.place.file == which && refusal.why == alone.refusals[found].why;
        if (is_next) ++found;
      }
      FUZZ_CHECK(found == alone.refusals.size());
    }
    // The second time all is as before, but for the ids of questions that have none.
    FUZZ_CHECK(sink.questions[1].size() == sink.questions[0].size());
    FUZZ_CHECK(sink.refusals.size() == 2 * alone.refusals.size());
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input);
    fuzz::check_message(error.what(), file.path() + ": ");
    // What is JSON has no fault of JSON.
    const bool names_byte = std::string_view(error.what()).find("not JSON at byte ") != std::string_view::npos;
    FUZZ_CHECK(!names_byte || !nlohmann::json::accept(text));
  }
  return 0;
}
