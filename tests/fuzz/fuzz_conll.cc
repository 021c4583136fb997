// Sentences of CoNLL have every line of the input, in order, and as many labels as words. The first byte of the input
// chooses the column of the labels.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/conll.h"
#include "fuzz/beginning.h"
#include "fuzz/checking_sink.h"
#include "fuzz/lines.h"
#include "fuzz/memory_file.h"

namespace electra::cli {

using namespace internal;
namespace {

using Kind = ConllLine::Kind;

class Sink : public fuzz::CheckingSink<ConllSentence> {
 public:
  Sink(const std::vector<std::string>& lines, bool has_labels) : lines_(lines), has_labels_(has_labels) {}

  size_t bad_lines = 0;
  size_t lines_seen = 0;  // of all files

 private:
  void check(const Item<ConllSentence>& item) override {
    const ConllSentence& sentence = item.example;
    FUZZ_CHECK(!sentence.lines.empty());
    size_t words = 0, bytes = 0;
    for (const ConllLine& line : sentence.lines) {
      const size_t index = lines_seen++ % lines_.size();
      const std::string& expected = lines_[index];
      bytes += expected.size() + 1;
      if (line.kind == Kind::bad) ++bad_lines;
      if (line.kind != Kind::bad) FUZZ_CHECK(line.text == expected);
      if (line.kind != Kind::word) continue;
      FUZZ_CHECK(words < sentence.words.size() && sentence.words[words] == line.word);
      FUZZ_CHECK(!line.word.empty() && line.text.find(line.word) != line.text.npos);
      if (words++ == 0) FUZZ_CHECK(item.place.line == index + 1);
    }
    FUZZ_CHECK(words == sentence.words.size());
    const auto& [labels, fault] = sentence.labels;
    FUZZ_CHECK((labels || !fault.empty()) == has_labels_);
    if (labels) FUZZ_CHECK(labels->size() == words);
    for (const std::string& label : labels.value_or(std::vector<std::string>())) {
      FUZZ_CHECK(std::ranges::any_of(sentence.lines,
                                     [&](const ConllLine& line) { return line.text.find(label) != line.text.npos; }));
    }
    FUZZ_CHECK(item.bytes == bytes);
    FUZZ_CHECK(item.place.file == (lines_seen - 1) / lines_.size());
  }

  const std::vector<std::string>& lines_;
  bool has_labels_;
};

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  if (size < 1) return 0;
  const std::optional<int64_t> column = data[0] % 5 == 4 ? std::nullopt : std::optional<int64_t>(data[0] % 5);
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const std::string_view shown = text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
  const std::vector<std::string> lines = fuzz::lines_of(shown);
  if (!fuzz::refusal_of(text, {.format = Format::conll}).empty()) return 0;
  const fuzz::MemoryFile file(text);
  ConllSource source(InputFiles({file.path(), file.path()}, {.format = Format::conll}), column);
  Sink sink(lines, column.has_value());
  source.read(sink);
  FUZZ_CHECK(sink.lines_seen == 2 * lines.size());
  FUZZ_CHECK(sink.bad_lines == sink.refusals.size());
  for (const fuzz::Refusal& refusal : sink.refusals) {
    FUZZ_CHECK(refusal.place.file < 2 && refusal.place.line >= 1 && refusal.place.line <= lines.size());
  }
  return 0;
}
