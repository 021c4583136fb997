// Flags with checked values, and the flags that several commands share: one spelling and one help text each.
//
// A flag given twice counts as given last. Values are checked while parsing (the error says what is accepted); nothing
// is opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "cli/io/format.h"
#include "cli/io/offsets.h"
#include "cli/io/terminal.h"
#include "electra/error.h"
#include "electra/tokenizer.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace electra::cli {

// Throws Error(usage) where flags do not go together.
inline void refuse_if(bool wrong, const char* fault) {
  if (wrong) throw Error(ErrorKind::usage, fault);
}

struct IntegerRange {
  int64_t least = 0;
  int64_t most = std::numeric_limits<int64_t>::max();
};

// What a flag is called and says: {"--top-k", "K", "predictions for each mask"}.
struct FlagText {
  std::string name;        // "--top-k", or with a letter "-o,--output"
  std::string value_name;  // in capitals, FILE and MODEL for what they say; empty: a switch, or a flag with choices
  std::string help;
  std::string group = "Options";  // heading in the help
  std::string default_text = "";  // what the help gives as default; empty: nothing, or what the value tells
};

// Headings that flags of several rooms stand under.
inline constexpr const char* io_group = "Input and output";
inline constexpr const char* evaluation_group = "Evaluation";

// The variables must live as long as the app parses. Their value at the time of the call is the default.
void add_text_flag(CLI::App& app, std::string& value, const FlagText& text);
// The same with a value that may be left out, which then is `left_out`: an argument behind the flag counts as its value
// unless it is a flag, or a file that is there (app.cc).
void add_optional_text_flag(CLI::App& app, std::string& value, std::string_view left_out, const FlagText& text);
bool may_lack_value(const CLI::Option& option);
std::string left_out_value(const CLI::Option& option);
void add_integer_flag(CLI::App& app, int64_t& value, IntegerRange range, const FlagText& text);
void add_fraction_flag(CLI::App& app, double& value, const FlagText& text);               // 0 to 1
void add_number_flag(CLI::App& app, std::optional<double>& value, const FlagText& text);  // finite
// One character of ASCII that is no quote and no line end, or tab (also \\t).
void add_character_flag(CLI::App& app, char& value, const FlagText& text);
void add_switch(CLI::App& app, bool& value, const FlagText& text);
// FROM=TO, neither of them empty; each time that the flag is given adds one.
void add_pairs_flag(CLI::App& app, std::vector<std::pair<std::string, std::string>>& pairs, const FlagText& text);

// An argument without a dash, which must be given.
void add_operand(CLI::App& app, std::string& value, const std::string& name, const std::string& help);
// One that may be left out.
void add_optional_operand(CLI::App& app, std::string& value, const std::string& name, const std::string& help);
// One that must be given, and is one of these names.
void add_name_operand(CLI::App& app, std::string& value, std::vector<std::string_view> names, const std::string& name,
                      const std::string& help);
// What was given of the flags, in the order of the help; of those that take a file or a model nothing.
struct GivenFlag {
  std::string name;                 // "--top-k"
  std::vector<std::string> values;  // those that count; of a switch none
  bool is_on = true;                // of a switch
};
std::vector<GivenFlag> given_flags(const CLI::App& app);

// What must be given of the flags.
void require_flag(CLI::App& app, const std::string& name);
bool was_given(const CLI::App& app, const std::string& name);

// Values by the names that a flag has for them.
template <class Value>
using Choices = std::vector<std::pair<std::string_view, Value>>;

// What add_choice_flag comes down to: `choose` gets the index of the name given. `default_name` empty: there is none.
// Help, pages and completion list the names in place of text.value_name.
void add_name_flag(CLI::App& app, std::vector<std::string_view> names, std::string_view default_name,
                   std::function<void(size_t)> choose, const FlagText& text);

template <class Value>
void add_choice_flag(CLI::App& app, Value& value, const std::type_identity_t<Choices<Value>>& choices,
                     const FlagText& text) {
  std::vector<std::string_view> names;
  std::string_view default_name;
  for (const auto& [name, choice] : choices) {
    names.push_back(name);
    if (choice == value) default_name = name;
  }
  return add_name_flag(
      app, std::move(names), default_name, [&value, choices](size_t index) { value = choices[index].second; }, text);
}

void add_format_choice(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats, const FlagText& text);

enum class OnError { stop, skip };

// Of --precision. What `automatic` is on this CPU is looked up when a model is loaded.
enum class PrecisionChoice { f32, bf16, int8, automatic };

// Of commands that run a model.
struct ModelFlags {
  std::string model;                         // empty: the command's demo model
  int64_t threads = 0;                       // 0: all usable CPUs
  std::optional<PrecisionChoice> precision;  // nothing: as the weights are stored
  std::optional<TokenizerKind> tokenizer;
  std::optional<uint64_t> random_head;
};
// Whether a command has one that it uses without --model.
enum class DemoModel { none, by_default };
void add_model_flag(CLI::App& app, std::string& model, DemoModel demo = DemoModel::by_default);
void add_threads_flag(CLI::App& app, int64_t& threads, const std::string& group = "Options");
void add_tokenizer_flag(CLI::App& app, std::optional<TokenizerKind>& tokenizer);
void add_model_flags(CLI::App& app, ModelFlags& flags, DemoModel demo = DemoModel::by_default);

// Of commands that take a vocabulary without its settings. `by_default` ends both helps: "; by default …".
inline const Choices<std::optional<bool>> truth_values = {{"true", true}, {"false", false}};
inline const Choices<std::optional<StripAccents>> strip_accents_values = {
    {"auto", StripAccents::automatic}, {"true", StripAccents::yes}, {"false", StripAccents::no}};
void add_casing_flags(CLI::App& app, std::optional<bool>& lower_case, std::optional<StripAccents>& strip_accents,
                      const std::string& by_default, const std::string& group = "Options");

// Of commands that run a model on lines of text.
struct BatchFlags {
  int64_t batch_tokens = 1024;
  int64_t max_length = 0;  // 0: the model's positions
};
void add_batch_flags(CLI::App& app, BatchFlags& flags);

// Of commands that read lines and write results.
struct StreamFlags {
  std::vector<std::string> files;  // empty: stdin
  int64_t first_line = 1;          // the number of the first, where the input is a part of a file
  OnError on_error = OnError::stop;
  std::string rejects;                // empty: none are listed
  std::string output;                 // empty: stdout
  bool resume = false;                // goes on with the output of a run that was interrupted
  std::optional<bool> with_filename;  // nothing: where there are several files
};
void add_stream_flags(CLI::App& app, StreamFlags& flags);
// Throws Error(usage) for --first-line with several files, --with-filename with a format that has no room for names,
// --rejects without --on-error skip, and --resume with what does not allow it.
void check_stream_flags(const StreamFlags& flags, Format output_format);
// The names that rows and objects begin with, by file; none where they do not. REQUIRES: the flags have been checked.
std::vector<std::string> shown_names(const StreamFlags& flags, Format output_format);

void add_output_flag(CLI::App& app, std::string& output);
void add_output_format_flag(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats,
                            const std::string& help);
// Once all is parsed: without --output-format `format` becomes what the name of the output says (format_of_output), or
// stays the default that it has. REQUIRES: the flag was added.
void settle_output_format(const CLI::App& app, std::optional<Format>& format, const std::string& output,
                          std::span<const Format> formats);
void add_quiet_flag(CLI::App& app);

void add_offsets_flag(CLI::App& app, OffsetUnit& offsets);
// Throws Error(usage) where it is given for a format without offsets.
void check_offsets_flag(const CLI::App& app, Format output_format);

// Of commands whose text output has marks.
struct MarkFlags {
  Colour colour = Colour::automatic;
  bool escapes = false;
};
void add_mark_flags(CLI::App& app, MarkFlags& flags);
// Throws Error(usage) for one of them with another format than text.
void check_mark_flags(const CLI::App& app, Format output_format);

}  // namespace electra::cli
