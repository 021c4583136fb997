#include "cli/commands/convert_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <vector>

#include "base/quote.h"

namespace electra::cli {

using namespace internal;

namespace {

using converters::ConversionPlan;
using converters::ModelPlan;
using converters::TokenizerFiles;

std::string counted(int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string describe(const ModelPlan& model) {
  const Config& config = model.config;
  std::string text = fmt::format("{:<12}{} ({})\n", "part", escaped(model.part.name), config.architectures.front());
  text += fmt::format("{:<12}{}, hidden size {}, embedding size {}, {}, feed-forward {}\n", "sizes",
                      counted(config.num_hidden_layers, "layer"), config.hidden_size, config.embedding_size,
                      counted(config.num_attention_heads, "attention head"), config.intermediate_size);
  text += fmt::format("{:<12}{} tokens, {} positions, {}\n", "tables", config.vocab_size,
                      config.max_position_embeddings, counted(config.type_vocab_size, "token type"));
  const bool has_labels = model.part.head == Head::classify || model.part.head == Head::tag;
  if (has_labels)
    text += fmt::format("{:<12}{}\n", "labels", escaped(fmt::format("{}", fmt::join(config.id2label, ", "))));
  text += fmt::format("{:<12}{} in {} tensors, {:.1f} MB\n", "parameters", model.parameters, model.part.tensors.size(),
                      static_cast<double>(model.bytes) / 1e6);
  return text;
}

std::string describe(const TokenizerFiles& files) {
  const TokenizerOptions& options = files.options;
  std::string text = fmt::format("{:<12}{}: {} pieces, {} ({})\n", "vocabulary", escaped(files.label), files.pieces,
                                 options.lower_case ? "uncased" : "cased", files.casing_reason);
  text +=
      fmt::format("{:<12}{} ({})\n", "accents", options.strips_accents() ? "stripped" : "kept", files.accents_reason);
  if (options.kind == TokenizerKind::google) {
    text += fmt::format("{:<12}Google's (the checkpoint is of its code)\n", "tokenizer");
  }
  return text;
}

}  // namespace

std::string describe_plan(const ConversionPlan& plan, const std::string& source, std::string_view format) {
  std::string text = fmt::format("{:<12}{}, {}\n", "source", escaped(source), format);
  for (const ModelPlan& model : plan.models) text += describe(model);
  if (plan.tokenizer) {
    text += describe(*plan.tokenizer);
  } else if (!plan.copied.empty()) {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : plan.copied) names.push_back(name);
    text += fmt::format("{:<12}copied: {}\n", "tokenizer", escaped(fmt::format("{}", fmt::join(names, ", "))));
  } else {
    text += fmt::format("{:<12}none\n", "vocabulary");
  }
  for (const converters::LeftOutGroup& group : plan.left_out) {
    text +=
        fmt::format("{:<12}{}: {}, {:.1f} MB\n", "left out", group.reason,
                    counted(static_cast<int64_t>(group.variables), "variable"), static_cast<double>(group.bytes) / 1e6);
  }
  return text;
}

}  // namespace electra::cli
