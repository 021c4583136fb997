// Sentences of CoNLL have every line of the input, in order, and as many tags as words; one with a bad line is refused
// as a whole. The first byte of the input chooses the column of the tags.
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
  Sink(const std::vector<std::string>& lines, bool has_tags) : lines_(lines), has_tags_(has_tags) {}

  size_t bad_sentences = 0;
  size_t lines_seen = 0;  // of all files

 private:
  void check(const Item<ConllSentence>& item) override {
    const ConllSentence& sentence = item.example;
    FUZZ_CHECK(!sentence.lines.empty());
    size_t words = 0, bytes = 0;
    const bool is_bad = sentence.lines.front().kind == Kind::bad;
    bad_sentences += is_bad ? 1 : 0;
    for (const ConllLine& line : sentence.lines) {
      FUZZ_CHECK((line.kind == Kind::bad) == is_bad);
      const size_t index = lines_seen++ % lines_.size();
      const std::string& expected = lines_[index];
      bytes += expected.size() + 1;
      FUZZ_CHECK(line.text == expected);
      if (line.kind != Kind::word) continue;
      FUZZ_CHECK(words < sentence.words.size() && sentence.words[words] == line.word);
      FUZZ_CHECK(!line.word.empty() && line.text.find(line.word) != line.text.npos);
      if (words++ == 0) FUZZ_CHECK(item.place.line == index + 1);
    }
    FUZZ_CHECK(words == sentence.words.size());
    const auto& [tags, fault] = sentence.tags;
    if (!is_bad) FUZZ_CHECK((tags || !fault.empty()) == has_tags_);
    if (tags) FUZZ_CHECK(tags->size() == words);
    for (const std::string& tag : tags.value_or(std::vector<std::string>())) {
      FUZZ_CHECK(std::ranges::any_of(sentence.lines,
                                     [&](const ConllLine& line) { return line.text.find(tag) != line.text.npos; }));
    }
    FUZZ_CHECK(item.bytes == bytes);
    FUZZ_CHECK(item.place.file == (lines_seen - 1) / lines_.size());
  }

  const std::vector<std::string>& lines_;
  bool has_tags_;
};

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  if (size < 1) return 0;
  constexpr const char* columns[] = {"", "1", "2", "3"};
  const bool has_tags = data[0] % 5 < 4;
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const std::string_view shown = text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
  const std::vector<std::string> lines = fuzz::lines_of(shown);
  if (!fuzz::refusal_of(text, {.format = Format::conll}).empty()) return 0;
  const fuzz::MemoryFile file(text);
  ConllSource source(InputFiles({file.path(), file.path()}, {.format = Format::conll}),
                     {.tag = has_tags ? columns[data[0] % 5] : "",
                      .tags = has_tags ? ConllChoice::Tags::told : ConllChoice::Tags::none});
  Sink sink(lines, has_tags);
  source.read(sink);
  FUZZ_CHECK(sink.lines_seen == 2 * lines.size());
  FUZZ_CHECK(sink.bad_sentences == sink.refusals.size());
  for (const fuzz::Refusal& refusal : sink.refusals) {
    FUZZ_CHECK(refusal.place.file < 2 && refusal.place.line >= 1 && refusal.place.line <= lines.size());
  }
  return 0;
}
