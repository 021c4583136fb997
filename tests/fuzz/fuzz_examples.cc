// Every record of a file gives an example of each kind or one refusal, and what stands in an example stands in its
// record. The first byte of the input chooses the format, the second one the flags.
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "cli/examples/masked.h"
#include "cli/examples/question.h"
#include "cli/examples/replaced.h"
#include "cli/examples/text.h"
#include "cli/io/first_lines.h"
#include "fuzz/beginning.h"
#include "fuzz/checking_sink.h"
#include "fuzz/lines.h"
#include "fuzz/memory_file.h"
#include "fuzz/questions.h"

namespace electra::cli {

using namespace internal;
namespace {

struct Input {
  const std::string file;
  const std::vector<std::string> lines;
};

template <class Example>
class Sink : public fuzz::CheckingSink<Example> {
 public:
  using Check = void (*)(const Example& example, const std::string& line);

  Sink(const Input& input, Check one) : input_(input), check_(one) {}

  std::set<uint64_t> lines;  // with an example, or several

 private:
  void check(const Item<Example>& item) override {
    FUZZ_CHECK(item.place.line >= 1 && item.place.line <= input_.lines.size());
    lines.insert(item.place.line);
    check_(item.example, input_.lines[item.place.line - 1]);
  }

  const Input& input_;
  Check check_;
};

// jsonl: every line is a record, and none a header.
template <class Example>
void check_objects(const Input& input, const std::unique_ptr<ItemSource<Example>>& source,
                   typename Sink<Example>::Check check) {
  Sink<Example> sink(input, check);
  source->read(sink);
  FUZZ_CHECK(sink.lines.size() + sink.refusals.size() == input.lines.size());
  for (const fuzz::Refusal& refusal : sink.refusals) {
    FUZZ_CHECK(refusal.place.line >= 1 && refusal.place.line <= input.lines.size());
    const std::string& line = input.lines[refusal.place.line - 1];
    // What is no JSON is said to be none, and the byte told lies in it. The library takes a NUL for the end.
    const bool is_json = line.find('\0') == line.npos && nlohmann::json::accept(line);
    if (!is_json && !line.empty())
      FUZZ_CHECK(refusal.why.starts_with("not JSON") || refusal.why.starts_with("nested deeper"));
    if (refusal.why.starts_with("not JSON at byte ")) {
      FUZZ_CHECK(!is_json);
      FUZZ_CHECK(std::stoull(refusal.why.substr(17)) <= line.size() + 1);
    }
  }
}

void check_text(const TextExample& example, const std::string&) {
  FUZZ_CHECK(is_utf8(std::string_view(example.text)));
  if (example.pair) FUZZ_CHECK(is_utf8(std::string_view(*example.pair)));
  if (example.label.value) FUZZ_CHECK(is_utf8(*example.label.value));
  FUZZ_CHECK(!example.pair_words || (example.words && example.pair));
  FUZZ_CHECK(!(example.words && example.pair) || example.pair_words);
}

void check_masked(const MaskedExample& example, const std::string& line) {
  FUZZ_CHECK(is_utf8(std::string_view(example.text)));
  const auto& [originals, fault] = example.originals;
  FUZZ_CHECK((originals || !fault.empty()) ==
             !nlohmann::json::parse(line).value("original", nlohmann::json()).is_null());
}

void check_replaced(const ReplacedExample& example, const std::string& line) {
  const std::string_view text = example.text;
  uint32_t begin = 0;
  for (const Span& word : example.words.value_or(std::vector<Span>())) {
    FUZZ_CHECK(word.begin == begin && word.begin <= word.end && word.end <= text.size());
    begin = word.end + 1;
  }
  const nlohmann::json listed = nlohmann::json::parse(line).value("replaced", nlohmann::json());
  const auto& [replaced, fault] = example.replaced;
  FUZZ_CHECK((replaced || !fault.empty()) == !listed.is_null());
  if (replaced) FUZZ_CHECK(nlohmann::json(*replaced).dump() == listed.dump());
}

void check_choice(const ChoiceExample& example, const std::string&) {
  FUZZ_CHECK(!example.choices.empty() && is_utf8(example.prompt));
  for (const std::string& choice : example.choices) FUZZ_CHECK(is_utf8(choice));
}

void check_jsonl(const Input& input, bool pairs, bool split_words) {
  const TextInputFlags flags = {
      .format = Format::jsonl, .split_words = split_words, .columns = {}, .label_column = {}, .table = {}, .keep = {}};
  const ReadAs read_as = {.format = Format::jsonl};
  const InputFiles files({input.file}, read_as);
  const auto parser = [&] { return TextParser(flags, read_as, {.pairs = pairs, .label_column = true}); };
  check_objects<TextExample>(input, text_source(parser(), files), check_text);
  check_objects<MaskedExample>(input, masked_source(parser(), files), check_masked);
  check_objects<ReplacedExample>(input, replaced_source(parser(), files), check_replaced);
  check_objects<ChoiceExample>(input, choice_source(files), check_choice);
  check_objects<QaExample>(input, qa_source(files),
                           [](const QaExample& example, const std::string&) { fuzz::check_question(example); });
}

// Lines of text are taken as they are.
void check_plain(const Input& input, bool pair, bool split_words) {
  const TextInputFlags flags = {.format = Format::text,
                                .pair = pair,
                                .split_words = split_words,
                                .columns = {},
                                .label_column = {},
                                .table = {},
                                .keep = {}};
  Sink<TextExample> sink(input, [](const TextExample& example, const std::string& line) {
    const std::string text(std::string_view(example.text));
    FUZZ_CHECK(line == (example.pair ? text + '\t' + std::string(std::string_view(*example.pair)) : text));
  });
  const InputFiles files({input.file}, ReadAs());
  text_source(TextParser(flags, files.read_as), files)->read(sink);
  FUZZ_CHECK(sink.taken + sink.refusals.size() == input.lines.size());
  if (!pair) FUZZ_CHECK(sink.refusals.empty());
}

void check_cells(const Input& input, Format format, unsigned choice) {
  constexpr const char* columns[] = {"", "1", "2,1", "a,b", "a"};
  TextInputFlags flags = {
      .format = format, .columns = columns[choice % std::size(columns)], .label_column = {}, .table = {}, .keep = {}};
  if (!flags.columns.empty() && choice >= 128) flags.label_column = "b";
  Sink<TextExample> texts(input, check_text);
  try {
    const InputFiles files({input.file}, {.format = format});
    text_source(TextParser(flags, files.read_as, {.pairs = true, .label_column = true}), files)->read(texts);
  } catch (const Error& error) {  // a column that the header lacks; a header that would be a record
    FUZZ_CHECK(error.kind() == ErrorKind::usage || error.kind() == ErrorKind::input);
    fuzz::check_message(error.what(), input.file + ": ");
  }
  Sink<ChoiceExample> choices(input, check_choice);
  try {
    choice_source(InputFiles({input.file}, {.format = Format::csv}))->read(choices);
  } catch (const Error& error) {  // and another separator
    FUZZ_CHECK(error.kind() == ErrorKind::usage || error.kind() == ErrorKind::input);
    fuzz::check_message(error.what(), input.file + ": ");
  }
}

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  if (size < 2) return 0;
  const std::string_view text = fuzz::text_of(data + 2, size - 2);
  const fuzz::MemoryFile file(text);
  const Input input = {file.path(), fuzz::lines_of(text)};
  if (!fuzz::refusal_of(text, {.format = data[0] % 4 == 0 ? Format::jsonl : Format::text}).empty()) return 0;
  const bool first = (data[1] & 1U) != 0, second = (data[1] & 2U) != 0;
  switch (data[0] % 4) {
    case 0: {
      // The elements of a document are its lines, also where it is too short to tell by it that a file is one.
      const JsonLook json = look_for_json({text.substr(0, longest_beginning), true});
      if (json.layout == JsonLayout::objects) check_jsonl(input, first, second);
      break;
    }
    case 1:
      check_plain(input, first, second);
      break;
    case 2:
      check_cells(input, Format::csv, data[1]);
      break;
    default:
      check_cells(input, Format::tsv, data[1]);
      break;
  }
  return 0;
}
