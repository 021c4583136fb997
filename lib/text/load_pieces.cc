#include "text/load_pieces.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/lookup.h"
#include "base/quote.h"
#include "electra/error.h"
#include "text/basic_word_piece.h"
#include "text/pipeline_word_piece.h"
#include "text/sentence_pieces.h"
#include "text/tokenizer_class.h"
#include "text/tokenizer_json.h"
#include "text/word_piece_model.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;

WholeWords whole_words(const TokenizerConfig& config) {
  if (config.options.kind != TokenizerKind::slow) return {};
  WholeWords whole{.special = {}, .never_split = {config.never_split.begin(), config.never_split.end()}};
  for (const NamedToken& named : config.all_named(true)) whole.special.insert(named.token.content);
  return whole;
}

std::string duplicates_warning(const WordPieceModel& model, const std::string& file) {
  const auto& duplicates = model.duplicates();
  const auto& first = duplicates.front();
  std::string warning = fmt::format("{}:{}: {} again, first on line {}: the last one counts", file, first.id + 1,
                                    quote(model.token(first.id)), first.earlier + 1);
  if (duplicates.size() > 1) warning += fmt::format(" ({} more such lines)", duplicates.size() - 1);
  return warning;
}

// What any model of WordPiece tells of its vocabulary.
LoadedPieces describe(std::unique_ptr<WordPieceModel> model, const fs::path& file) {
  LoadedPieces out{.unreachable = model->vocabulary().holes(),
                   .origin = {.file = file.string()},
                   .warnings = model->vocabulary().warnings()};
  for (const auto& duplicate : model->duplicates()) out.unreachable.push_back(duplicate.earlier);
  std::ranges::sort(out.unreachable);
  out.model = std::move(model);
  return out;
}

// The tokenizers that know nothing of tokenizer.json but its vocabulary.
LoadedPieces load_python_pieces(Vocabulary vocabulary, const TokenizerConfig& config, std::string unk_token,
                                const fs::path& file) {
  const bool slow = config.options.kind == TokenizerKind::slow;
  auto model = std::make_unique<BasicWordPiece>(std::move(vocabulary), config.options, unk_token, whole_words(config),
                                                config.do_basic_tokenize || !slow);
  LoadedPieces out = describe(std::move(model), file);
  out.origin.normalizer = out.origin.pre_tokenizer = slow ? "BasicTokenizer" : "Google's BasicTokenizer";
  if (slow && !config.do_basic_tokenize) out.origin.normalizer = out.origin.pre_tokenizer = "none";
  out.origin.has_options = true;
  out.options = config.options;
  out.unk_token = std::move(unk_token);
  return out;
}

LoadedPieces load_vocab_txt(const fs::path& file, const TokenizerConfig& config) {
  Vocabulary vocabulary = Vocabulary::read(file);
  std::string unk_token = config.name(SpecialToken::unk);
  LoadedPieces out;
  if (config.options.kind == TokenizerKind::fast) {
    auto model = std::make_unique<FastWordPiece>(std::move(vocabulary), config.options,
                                                 WordPieceSettings{.unk_token = unk_token});
    out = describe(std::move(model), file);
    out.origin.normalizer = "BertNormalizer";
    out.origin.pre_tokenizer = "BertPreTokenizer";
    out.origin.has_options = true;
    // Transformers converts a slow tokenizer, whose BasicTokenizer has the settings.
    if (!config.do_basic_tokenize) {
      out.token_normalizer =
          Normalizer(normalizers::Bert{.handle_chinese_chars = false, .strip_accents = false, .lowercase = false});
    }
    out.options = config.options;
    out.unk_token = std::move(unk_token);
  } else {
    out = load_python_pieces(std::move(vocabulary), config, std::move(unk_token), file);
  }
  const auto& model = static_cast<const WordPieceModel&>(*out.model);
  if (!model.duplicates().empty()) out.warnings.push_back(duplicates_warning(model, out.origin.file));
  return out;
}

std::string text_of(const TokenizerOptions& options) {
  const char* strip = options.strip_accents == StripAccents::automatic ? "null"
                      : options.strip_accents == StripAccents::yes     ? "true"
                                                                       : "false";
  return fmt::format("lower-casing {}, strip_accents {}, tokenize_chinese_chars {}", options.lower_case, strip,
                     options.tokenize_chinese_chars);
}

TokenizerOptions options_of(const normalizers::Bert& bert) {
  TokenizerOptions options{.lower_case = bert.lowercase, .tokenize_chinese_chars = bert.handle_chinese_chars};
  if (bert.strip_accents) options.strip_accents = *bert.strip_accents ? StripAccents::yes : StripAccents::no;
  return options;
}

normalizers::Bert normalizer_of(const TokenizerOptions& options, bool clean_text) {
  normalizers::Bert bert{.clean_text = clean_text,
                         .handle_chinese_chars = options.tokenize_chinese_chars,
                         .lowercase = options.lower_case};
  if (options.strip_accents != StripAccents::automatic) bert.strip_accents = options.strip_accents == StripAccents::yes;
  return bert;
}

// As ElectraTokenizerFast does with a BertNormalizer that stands alone; others it leaves.
void overrule(TokenizerJson& json, const TokenizerOptions& options, const std::string& file,
              std::vector<std::string>& warnings) {
  if (!json.has_normalizer) {
    throw Error(ErrorKind::model, fmt::format("{}: 'normalizer' is null, which ElectraTokenizer refuses; "
                                              "tokenizer_class PreTrainedTokenizerFast takes it",
                                              file));
  }
  if (json.normalizer.bert() == nullptr) return;
  const normalizers::Bert own = *json.normalizer.bert();
  json.normalizer = Normalizer(normalizer_of(options, own.clean_text));
  if (const auto used = text_of(options), stated = text_of(options_of(own)); used != stated) {
    warnings.push_back(fmt::format("{}: has {}; tokenizer_config.json or its defaults count, as in Transformers: {}",
                                   file, stated, used));
  }
}

std::unique_ptr<WordPieceModel> make_model(TokenizerJson& json) {
  const normalizers::Bert* bert = json.normalizer.bert();
  if (bert != nullptr && bert->clean_text && json.pre_tokenizer.is_bert()) {
    return std::make_unique<FastWordPiece>(std::move(json.vocabulary), options_of(*bert), json.settings);
  }
  return std::make_unique<PipelineWordPiece>(std::move(json.vocabulary), std::move(json.normalizer),
                                             std::move(json.pre_tokenizer), json.settings);
}

// Without an added_tokens_decoder the tokens of tokenizer.json stand for one.
void take_tokens(const std::vector<AddedToken>& tokens, TokenizerConfig& config) {
  if (config.has_added_tokens_decoder) return;
  config.added_tokens.insert(config.added_tokens.end(), tokens.begin(), tokens.end());
  config.take_switches(tokens);
}

LoadedPieces load_tokenizer_json(const fs::path& file, TokenizerConfig& config, ClassRule rule) {
  TokenizerJson json = read_tokenizer_json(file);
  take_tokens(json.added_tokens, config);
  if (config.options.kind != TokenizerKind::fast) {
    const std::string unk = config.names(SpecialToken::unk) ? config.name(SpecialToken::unk) : json.settings.unk_token;
    return load_python_pieces(std::move(json.vocabulary), config, unk, file);
  }
  std::vector<std::string> warnings;
  const Normalizer own = json.normalizer;
  if (rule == ClassRule::overrules) overrule(json, config.options, file.string(), warnings);
  const normalizers::Bert* bert = json.normalizer.bert();
  const bool has_options = bert != nullptr;
  const TokenizerOptions options = has_options ? options_of(*bert) : TokenizerOptions{};
  LoadedPieces out = describe(make_model(json), file);
  if (const auto& repeated = static_cast<const WordPieceModel&>(*out.model).duplicates(); !repeated.empty()) {
    throw Error(ErrorKind::model,
                fmt::format("{}: 'vocab' has {} twice", file.string(), quote(out.model->token(repeated.front().id))));
  }
  out.token_normalizer = own;
  out.origin.has_options = has_options;
  out.origin.normalizer = json.normalizer_name;
  out.origin.pre_tokenizer = json.pre_tokenizer_name;
  out.warnings.insert(out.warnings.end(), warnings.begin(), warnings.end());
  out.options = options;
  out.unk_token = json.settings.unk_token;
  out.frame = std::move(json.frame);
  out.added_tokens = std::move(json.added_tokens);
  out.has_usual_names = rule == ClassRule::overrules;
  out.cleans_up_spaces = false;
  out.truncation_side = json.truncation_side.value_or(Side::right);
  return out;
}

LoadedPieces load_spiece(const fs::path& file, const TokenizerConfig& config) {
  if (config.options.kind != TokenizerKind::fast) {
    throw Error(ErrorKind::usage, fmt::format("{}: a SentencePiece model, but the slow tokenizer and Google's are for "
                                              "WordPiece",
                                              file.string()));
  }
  LoadedPieces out{.origin = {.file = file.string()}, .options = config.options, .has_usual_names = false};
  auto model = std::make_unique<SentencePieces>(file);
  out.unk_token = model->unk_token();
  out.pad_token = model->pad_token();
  out.model = std::move(model);
  return out;
}

}  // namespace

LoadedPieces load_vocabulary(const fs::path& file, TokenizerConfig& config, ClassRule rule) {
  if (file.extension() == ".json") return load_tokenizer_json(file, config, rule);
  if (file.extension() == ".model") return load_spiece(file, config);
  return load_vocab_txt(file, config);
}

std::optional<fs::path> find_vocabulary(const fs::path& directory, const TokenizerConfig& config) {
  const fs::path json = directory / "tokenizer.json";
  const fs::path vocab = directory / "vocab.txt";
  const fs::path spiece = directory / "spiece.model";
  if (is_there(spiece) && !is_there(vocab) && !(is_there(json) && describes_word_piece(json))) return spiece;
  const bool prefers_json = config.options.kind == TokenizerKind::fast && !config.ignores_tokenizer_json;
  for (const fs::path& file : prefers_json ? std::array{json, vocab} : std::array{vocab, json}) {
    if (is_there(file)) return file;
  }
  return std::nullopt;
}

LoadedPieces load_pieces(const fs::path& directory, TokenizerConfig& config) {
  const ClassRule rule = rule_of_class(config, directory);
  if (config.tokenizer_class.starts_with("DistilBert") && !config.has_token_types) config.has_token_types = false;
  const auto file = find_vocabulary(directory, config);
  if (!file) {
    throw Error(ErrorKind::model, fmt::format("{}: no vocabulary, expected tokenizer.json, vocab.txt or spiece.model",
                                              directory.string()));
  }
  if (rule == ClassRule::as_is && config.options.kind == TokenizerKind::fast && file->extension() == ".txt") {
    throw Error(ErrorKind::model, fmt::format("{}: tokenizer_class {} needs a tokenizer.json", directory.string(),
                                              quote(config.tokenizer_class)));
  }
  const fs::path json = directory / "tokenizer.json";
  if (file->extension() == ".txt" && !config.has_added_tokens_decoder && is_there(json)) {
    take_tokens(read_added_tokens_of(json), config);
  }
  LoadedPieces out = load_vocabulary(*file, config, rule);
  out.origin.tokenizer_class = config.tokenizer_class;
  if (out.model->is_sentence_piece() && is_there(json)) {
    out.warnings.push_back(
        fmt::format("{}: describes no WordPiece model; spiece.model beside it counts", json.string()));
  }
  return out;
}

}  // namespace electra::internal
