#include "text/load_pieces.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/utf8.h"
#include "electra/error.h"
#include "text/basic_word_piece.h"
#include "text/sentence_pieces.h"
#include "text/tokenizer_json.h"
#include "text/word_piece_model.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;

std::string& name_of(TokenizerConfig& config, SpecialToken token) {
  return config.special_tokens[static_cast<size_t>(token)];
}

std::set<std::string> never_split(const TokenizerConfig& config) {
  std::set<std::string> words(config.never_split.begin(), config.never_split.end());
  words.insert(config.special_tokens.begin(), config.special_tokens.end());
  for (const AddedToken& token : config.added_tokens) {
    if (token.special) words.insert(token.content);
  }
  return words;
}

std::unique_ptr<WordPieceModel> make_word_pieces(Vocabulary vocabulary, const TokenizerConfig& config,
                                                 uint32_t max_word_characters) {
  const TokenizerOptions& options = config.options;
  const std::string& unk = config.special_tokens[static_cast<size_t>(SpecialToken::unk)];
  if (options.kind == TokenizerKind::fast) {
    return std::make_unique<FastWordPiece>(std::move(vocabulary), options, unk, max_word_characters);
  }
  const bool slow = options.kind == TokenizerKind::slow;
  return std::make_unique<BasicWordPiece>(std::move(vocabulary), options, unk,
                                          slow ? never_split(config) : std::set<std::string>());
}

std::string duplicates_warning(const WordPieceModel& model, const std::string& file) {
  const auto& duplicates = model.duplicates();
  const auto& first = duplicates.front();
  std::string warning = fmt::format("{}:{}: {} again, first on line {}: the last one counts", file, first.id + 1,
                                    quote_token(model.token(first.id)), first.earlier + 1);
  if (duplicates.size() > 1) warning += fmt::format(" ({} more such lines)", duplicates.size() - 1);
  return warning;
}

LoadedPieces load_word_pieces(Vocabulary vocabulary, TokenizerConfig& config, uint32_t max_word_characters,
                              const fs::path& file) {
  config.finds_special_token.fill(true);
  LoadedPieces out{.unreachable = vocabulary.holes(), .file = file.string(), .warnings = vocabulary.warnings()};
  std::unique_ptr<WordPieceModel> model = make_word_pieces(std::move(vocabulary), config, max_word_characters);
  for (const auto& duplicate : model->duplicates()) out.unreachable.push_back(duplicate.earlier);
  std::ranges::sort(out.unreachable);
  if (!model->duplicates().empty()) out.warnings.push_back(duplicates_warning(*model, out.file));
  out.model = std::move(model);
  return out;
}

// Names that the files beside it give are not overruled, but must agree: the template of tokenizer.json would not.
void take_name(TokenizerConfig& config, SpecialToken token, const std::string& name, const fs::path& file) {
  std::string& known = name_of(config, token);
  if (config.finds_special_token[static_cast<size_t>(token)] && known != name) {
    throw Error(ErrorKind::model,
                fmt::format("{}: {} as {}, expected {} as in the files beside it", file.string(), quote_token(name),
                            special_token_keys[static_cast<size_t>(token)], quote_token(known)));
  }
  known = name;
}

std::string text_of(const TokenizerOptions& options) {
  const char* strip = options.strip_accents == StripAccents::automatic ? "null"
                      : options.strip_accents == StripAccents::yes     ? "true"
                                                                       : "false";
  return fmt::format("lower-casing {}, strip_accents {}, tokenize_chinese_chars {}", options.lower_case, strip,
                     options.tokenize_chinese_chars);
}

LoadedPieces load_tokenizer_json(const fs::path& file, TokenizerConfig& config) {
  TokenizerJson json = read_tokenizer_json(file);
  take_name(config, SpecialToken::unk, json.unk_token, file);
  take_name(config, SpecialToken::cls, json.cls_token, file);
  take_name(config, SpecialToken::sep, json.sep_token, file);
  std::vector<AddedToken> beside = std::exchange(config.added_tokens, std::move(json.added_tokens));
  for (AddedToken& token : beside) {
    const auto same = std::ranges::find(config.added_tokens, token.content, &AddedToken::content);
    if (same == config.added_tokens.end()) config.added_tokens.push_back(std::move(token));
  }
  LoadedPieces out = load_word_pieces(std::move(json.vocabulary), config, json.max_word_characters, file);
  if (const auto used = text_of(config.options), own = text_of(json.options); used != own) {
    out.warnings.push_back(fmt::format(
        "{}: has {}; tokenizer_config.json or its defaults count, as in Transformers: {}", out.file, own, used));
  }
  return out;
}

LoadedPieces load_spiece(const fs::path& file, TokenizerConfig& config) {
  if (config.options.kind != TokenizerKind::fast) {
    throw Error(ErrorKind::usage, fmt::format("{}: a SentencePiece model, but the slow tokenizer and Google's are for "
                                              "WordPiece",
                                              file.string()));
  }
  auto model = std::make_unique<SentencePieces>(file);
  const auto take = [&](SpecialToken token, std::string name) {
    if (!config.finds_special_token[static_cast<size_t>(token)] && !name.empty()) name_of(config, token) = name;
  };
  take(SpecialToken::unk, model->unk_token());
  take(SpecialToken::pad, model->pad_token());
  return {.model = std::move(model), .file = file.string()};
}

}  // namespace

std::string quote_token(std::string_view token) {
  constexpr size_t limit = 40;
  size_t end = std::min(token.size(), limit);
  while (end > 0 && end < token.size() && continues_code_point(token[end])) --end;
  std::string shown = "'";
  for (const char c : token.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return shown + (end < token.size() ? "...'" : "'");
}

LoadedPieces load_vocabulary(const fs::path& file, TokenizerConfig& config) {
  if (file.extension() == ".json") return load_tokenizer_json(file, config);
  if (file.extension() == ".model") return load_spiece(file, config);
  return load_word_pieces(Vocabulary::read(file), config, default_max_word_characters, file);
}

std::optional<fs::path> find_vocabulary(const fs::path& directory) {
  for (const char* name : {"vocab.txt", "tokenizer.json", "spiece.model"}) {
    if (fs::path file = directory / name; is_there(file)) return file;
  }
  return std::nullopt;
}

LoadedPieces load_pieces(const fs::path& directory, TokenizerConfig& config) {
  if (const auto file = find_vocabulary(directory)) return load_vocabulary(*file, config);
  throw Error(ErrorKind::model,
              fmt::format("{}: no vocabulary, expected vocab.txt, tokenizer.json or spiece.model", directory.string()));
}

}  // namespace electra::internal
