// electra fill-mask: the words that fit best in place of every [MASK].
#include "cli/evaluation/fill_mask.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_set>

#include "base/quote.h"
#include "cli/formats/fill_mask.h"
#include "cli/io/messages.h"
#include "cli/run/task_command.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command fill_mask_command;

using namespace internal;

namespace {

struct Flags : TaskFlags {
  int64_t top_k = 0;  // 0: not given
  std::string targets;
  std::vector<std::string> target_words;  // of `targets`
  bool whole_words = false;
  OffsetUnit offsets = OffsetUnit::bytes;
};

constexpr int64_t default_top_k = 5;
constexpr TextInputKind input_kind = {.pairs = false};

std::vector<std::string> split_targets(const std::string& targets) {
  if (targets.empty()) return {};
  std::vector<std::string> words = split_at_commas(targets);
  refuse_if(std::ranges::find(words, "") != words.end(), "--targets: an empty word between commas");
  return words;
}

// The targets as the pipeline of Transformers takes them: a word of the vocabulary as it stands there, else the first
// of its pieces, which is [UNK] for an unknown word; a word without pieces counts for nothing.
struct Targets {
  std::vector<int32_t> ids;
  std::vector<std::string> replaced;  // "'cats' by 'cat'"
};

Targets find_targets(const Tokenizer& tokenizer, const std::vector<std::string>& words) {
  Targets targets;
  std::unordered_set<int32_t> seen;
  for (const std::string& word : words) {
    int32_t id = tokenizer.id(word);
    if (id < 0) {
      const std::vector<int32_t> pieces = tokenizer.encode_pieces(word).ids;
      id = pieces.empty() ? -1 : pieces.front();
      const std::string piece = id < 0 ? "nothing" : quote(tokenizer.token(id));
      targets.replaced.push_back(fmt::format("{} by {}", quote(word), piece));
    }
    if (id >= 0 && seen.insert(id).second) targets.ids.push_back(id);
  }
  refuse_if(!words.empty() && targets.ids.empty(), "--targets: no piece of the vocabulary is in these words");
  return targets;
}

// The targets as all of their pieces. A word of the vocabulary is one piece, as it stands there.
std::vector<WholeWord> whole_words(const Tokenizer& tokenizer, const std::vector<std::string>& targets) {
  std::vector<WholeWord> words;
  for (const std::string& target : targets) {
    const int32_t id = tokenizer.id(target);
    std::vector<int32_t> pieces = id < 0 ? tokenizer.encode_pieces(target).ids : std::vector{id};
    if (id < 0 && (pieces.empty() || std::ranges::find(pieces, tokenizer.unk_id()) != pieces.end())) {
      throw Error(ErrorKind::usage,
                  fmt::format("--targets: the vocabulary cannot spell {}, which --whole-words needs", quote(target)));
    }
    if (std::ranges::find(words, pieces, &WholeWord::pieces) != words.end()) continue;
    std::string text = pieces.size() == 1 ? std::string(tokenizer.token(pieces[0])) : tokenizer.decode(pieces);
    words.push_back({std::move(text), std::move(pieces)});
  }
  return words;
}

void warn_of_replaced(const Targets& targets) {
  if (targets.replaced.empty()) return;
  print_warning(fmt::format("--targets: not in the vocabulary, so replaced by their first pieces: {}",
                            fmt::join(targets.replaced, ", ")));
}

// Several predictions do not fit into one filled line: asking for them asks for rows. Who names the words wants to see
// them all.
void settle(Flags& flags) {
  if (!flags.output_format) flags.output_format = flags.top_k > 1 ? Format::tsv : Format::text;
  check_offsets_flag(*flags.app, *flags.output_format);
  flags.target_words = split_targets(flags.targets);
  refuse_if(flags.whole_words && flags.target_words.empty(), "--whole-words needs --targets, the words to rank");
  refuse_if(flags.whole_words && flags.evaluation.wanted(),
            "--whole-words has no evaluation: a gold word is one piece behind one mask");
  if (flags.output_format == Format::text) {
    refuse_if(flags.top_k > 1, "--output-format text has room for one prediction, --top-k asks for more");
    flags.top_k = 1;
  } else if (flags.top_k == 0) {
    flags.top_k = std::max(default_top_k, std::ssize(flags.target_words));
  }
}

std::vector<FilledText> run(Pipeline& pipeline, std::span<const Item<MaskedExample>> items, const Flags& flags) {
  const bool evaluates = flags.evaluation.wanted();
  std::vector<MaskedText> texts;
  for (const Item<MaskedExample>& item : items) {
    MaskedText& text = texts.emplace_back(MaskedText{.text = item.example.text});
    const auto& originals = item.example.originals.value;
    if (evaluates && originals) text.originals = piece_ids(pipeline.tokenizer(), *originals);
  }
  FillMaskOptions options = {.top_k = evaluates ? std::max(flags.top_k, MaskAccumulator::ranks_needed) : flags.top_k,
                             .max_length = flags.batch.max_length,
                             .batch_tokens = flags.batch.batch_tokens};
  if (flags.whole_words) {
    for (WholeWord& word : whole_words(pipeline.tokenizer(), flags.target_words)) {
      options.words.push_back(std::move(word.pieces));
    }
  } else {
    options.targets = find_targets(pipeline.tokenizer(), flags.target_words).ids;
  }
  return pipeline.fill_mask(texts, options);
}

// Of every mask its predictions; with whole words the probability of each, and a sequence for each number of pieces.
size_t result_bytes(const Item<MaskedExample>& item, const Flags& flags, const Pipeline& pipeline) {
  const Tokenizer& tokenizer = pipeline.tokenizer();
  const size_t tokens = most_tokens(item, flags, pipeline);
  const size_t masks = item.bytes / std::max<size_t>(1, tokenizer.token(tokenizer.mask_id()).size()) + 1;
  const auto shown = static_cast<size_t>(std::min<int64_t>(flags.top_k, tokenizer.size()));
  size_t bytes = shown * sizeof(Prediction);
  if (flags.whole_words) bytes += flags.target_words.size() * (sizeof(float) + tokens * 4 * sizeof(int32_t));
  return std::min(masks, tokens) * bytes;
}

const Task<Flags, MaskedExample, FilledText, MaskStyle> task = {
    .command = fill_mask_command,
    .settle = settle,
    .inputs = text_formats,
    .source =
        [](const Flags& flags, InputFiles files) {
          TextParser parser(flags.input, files.read_as, input_kind);
          require_gold(flags.evaluation, parser.format() == Format::jsonl,
                       "jsonl with \"original\", the words behind the masks");
          return masked_source(std::move(parser), std::move(files));
        },
    .outputs = {{.name = Format::text, .write = write_filled_text},
                {.name = Format::jsonl, .write = write_filled_json, .skipped = "null\n", .keys = "masks"},
                {.name = Format::tsv, .write = write_filled_tsv, .skipped = ""}},
    .style =
        [](const Flags& flags, const Pipeline& pipeline, Outputs& outputs) {
          const Tokenizer& tokenizer = pipeline.tokenizer();
          MaskStyle style = {&tokenizer, flags.offsets, static_cast<size_t>(flags.top_k), &outputs.results};
          if (flags.whole_words) {
            style.words = whole_words(tokenizer, flags.target_words);
          } else {
            warn_of_replaced(find_targets(tokenizer, flags.target_words));
          }
          return style;
        },
    .run = run,
    .result_bytes = result_bytes,
    .cut = {"line", "lines",
            [](const MaskedExample& example, const FilledText& result, const Pipeline& pipeline) {
              // A line without a mask loses nothing by being cut.
              const Tokenizer& tokenizer = pipeline.tokenizer();
              const std::string_view text = example.text;
              return result.cut && text.find(tokenizer.token(tokenizer.mask_id())) != text.npos;
            }},
    .evaluation = [](const Flags&,
                     const Pipeline& pipeline) { return std::make_unique<MaskEvaluation>(pipeline.tokenizer()); },
};

const TaskFlagSet<Flags> flag_set = {
    .own =
        [](CLI::App& app, Flags& flags) {
          add_integer_flag(
              app, flags.top_k, {1, 1 << 20},
              {"--top-k", "K",
               "number of predictions for every [MASK]; more than 1 are written as tsv unless --output-format says "
               "otherwise; by default 1 in text, 5 in tsv and jsonl"});
          add_text_flag(
              app, flags.targets,
              {"--targets", "WORDS",
               "predict only these words, separated by commas; of a word that is not in the vocabulary its first "
               "piece, with a warning"});
          add_switch(
              app, flags.whole_words,
              {"--whole-words", "", "rank each word of --targets by all of its pieces, each at a mask of its own"});
        },
    .input = [](CLI::App& app, Flags& flags) { add_text_input_flags(app, flags.input, input_kind); },
    .output_formats =
        "text: the line with its masks filled; jsonl: one object per line with all its predictions; tsv: one row per "
        "prediction (default: text, or tsv with --top-k)",
    .output = [](CLI::App& app, Flags& flags) { add_offsets_flag(app, flags.offsets); },
};

}  // namespace

const Command fill_mask_command = {
    .name = "fill-mask",
    .group = "Text",
    .summary = "predict the words behind [MASK]",
    .description =
        "Replaces every [MASK] of every line by the word that fits best, or lists the best few words with their "
        "probabilities. Lines without [MASK] stay as they are.",
    .example = "echo 'He opened the [MASK] and walked into the room.' | electra fill-mask --top-k 3",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::masked_lm,
    .demo_model = "electra-mini-generator",
    .add = [](CLI::App& app) { return add_task(app, task, flag_set); },
};

}  // namespace electra::cli
