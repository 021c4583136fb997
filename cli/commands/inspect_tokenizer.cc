#include "cli/commands/inspect_tokenizer.h"

#include <fmt/format.h>

#include <filesystem>

namespace electra::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string_view kind_name(TokenizerKind kind) {
  switch (kind) {
    case TokenizerKind::fast:
      return "fast";
    case TokenizerKind::slow:
      return "slow";
    case TokenizerKind::google:
      return "google";
  }
  return "";
}

std::string file_name(const Tokenizer& tokenizer) {
  return std::filesystem::path(tokenizer.origin().file).filename().string();
}

Json length_of(const Tokenizer& tokenizer) {
  const auto length = tokenizer.model_max_length();
  return length ? Json(*length) : Json();
}

std::string settings_text(const TokenizerOptions& options) {
  return fmt::format("{}, {} accents, {}", options.lower_case ? "lower-cases" : "keeps case",
                     options.strips_accents() ? "strips" : "keeps",
                     options.tokenize_chinese_chars ? "ideographs are words" : "ideographs are letters");
}

// The special tokens around a pair: "[CLS] A [SEP] B [SEP]".
std::string frame_text(const Tokenizer& tokenizer) {
  const Encoding text{.ids = {0}, .token_type_ids = {0}, .spans = {{}}, .word_ids = {0}};
  const Encoding framed = tokenizer.frame(text, &text);
  std::string all;
  for (size_t i = 0; i < framed.size(); ++i) {
    if (i > 0) all += ' ';
    all += framed.is_frame(i) ? tokenizer.token(framed.ids[i]) : i < framed.second_begin ? "A" : "B";
  }
  return all;
}

std::string tokenizer_text(const Tokenizer& tokenizer) {
  const std::string& name = tokenizer.origin().tokenizer_class;
  std::string text(tokenizer.is_sentence_piece() ? "SentencePiece" : kind_name(tokenizer.options().kind));
  text += name.empty() ? ", no class named" : ", " + name;
  if (tokenizer.truncation_side() == Side::left) text += ", cuts on the left";
  if (const auto length = tokenizer.model_max_length()) text += fmt::format(", at most {} tokens", *length);
  return text;
}

std::string_view problem_name(ProblemType problem) {
  switch (problem) {
    case ProblemType::regression:
      return "regression";
    case ProblemType::single_label:
      return "single_label_classification";
    case ProblemType::multi_label:
      return "multi_label_classification";
  }
  return "";
}

std::string_view activation_name(ClassifyActivation activation) {
  switch (activation) {
    case ClassifyActivation::none:
      return "values as they are";
    case ClassifyActivation::sigmoid:
      return "sigmoid";
    case ClassifyActivation::softmax:
      return "softmax";
  }
  return "";
}

}  // namespace

Json describe_tokenizer(const Tokenizer& tokenizer) {
  Json json = {{"size", tokenizer.size()},
               {"kind", tokenizer.is_sentence_piece() ? "SentencePiece" : "WordPiece"},
               {"file", file_name(tokenizer)},
               {"tokenizer_class", tokenizer.origin().tokenizer_class},
               {"model_max_length", length_of(tokenizer)},
               {"truncation_side", tokenizer.truncation_side() == Side::left ? "left" : "right"},
               {"frame", frame_text(tokenizer)},
               {"mask_token", tokenizer.mask_id() >= 0}};
  if (tokenizer.is_sentence_piece()) return json;
  const TokenizerOptions& options = tokenizer.options();
  json["tokenizer"] = kind_name(options.kind);
  json["normalizer"] = tokenizer.origin().normalizer;
  json["pre_tokenizer"] = tokenizer.origin().pre_tokenizer;
  if (tokenizer.origin().has_options) {
    json["lower_case"] = options.lower_case;
    json["strip_accents"] = options.strips_accents();
    json["tokenize_chinese_chars"] = options.tokenize_chinese_chars;
  }
  return json;
}

std::vector<std::pair<std::string, std::string>> tokenizer_rows(const Tokenizer& tokenizer) {
  const TokenizerOrigin& origin = tokenizer.origin();
  std::vector<std::pair<std::string, std::string>> rows = {
      {"vocabulary", fmt::format("{} pieces of {}", tokenizer.size(), file_name(tokenizer))},
      {"tokenizer", tokenizer_text(tokenizer)},
      {"frame", frame_text(tokenizer)}};
  if (tokenizer.is_sentence_piece()) return rows;
  std::string normalizer = origin.normalizer;
  if (tokenizer.origin().has_options) normalizer += ": " + settings_text(tokenizer.options());
  rows.emplace_back("normalizer", std::move(normalizer));
  rows.emplace_back("pre-tokenizer", origin.pre_tokenizer);
  return rows;
}

// The scheme of a tagger's labels.
std::string_view letters_name(TagLetters letters) {
  switch (letters) {
    case TagLetters::io:
      return "IO";
    case TagLetters::bio:
      return "BIO (IOB2 or IOB1)";
    case TagLetters::ioe:
      return "IOE (IOE2 or IOE1)";
    case TagLetters::bioes:
      return "BIOES";
    case TagLetters::bilou:
      return "BILOU";
    case TagLetters::none:
      break;
  }
  return "types without letters (IO)";
}

std::string label_reading(const Config& config, Head head) {
  if (head == Head::classify) {
    return fmt::format("{}, {}", problem_name(classify_problem(config)), activation_name(classify_activation(config)));
  }
  if (head == Head::tag) {
    const LabelReading reading = read_labels(config.id2label);
    return fmt::format("{}{}", letters_name(reading.letters),
                       reading.affix == TagAffix::suffix ? ", letter behind the type (PER-B)" : "");
  }
  return "";
}

}  // namespace electra::cli
