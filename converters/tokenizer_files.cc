#include "converters/tokenizer_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "converters/vocabulary_look.h"
#include "electra/error.h"
#include "text/load_pieces.h"
#include "text/special_tokens.h"
#include "text/vocabulary.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

void require_tokens(const Vocabulary& vocabulary, const std::string& label) {
  for (const SpecialToken token : required_special_tokens) {
    const std::string_view name = default_special_tokens[static_cast<size_t>(token)];
    bool found = false;
    for (int32_t id = 0; id < vocabulary.size() && !found; ++id) found = vocabulary[id] == name;
    if (!found) {
      throw Error(ErrorKind::model, fmt::format("{}: has no {}: expected a WordPiece vocabulary", label, name));
    }
  }
}

// "'The' on line 7"
std::string place_of(int32_t id, const Vocabulary& vocabulary) {
  return fmt::format("{} on line {}", quote(vocabulary[id]), id + 1);
}

constexpr const char* as_asked = "as asked for";

void decide_case(const Vocabulary& vocabulary, std::optional<int32_t> capital, const TokenizerSettings& settings,
                 TokenizerFiles& files) {
  files.options.lower_case = settings.lower_case.value_or(!capital);
  if (settings.lower_case) {
    files.casing_reason = as_asked;
  } else if (capital) {
    files.casing_reason = place_of(*capital, vocabulary) + " has a capital letter";
  } else {
    files.casing_reason = "no piece has a capital letter";
  }
}

// Automatic is what Transformers writes, so it is left at that where it comes to the same.
void decide_accents(const Vocabulary& vocabulary, std::optional<int32_t> accent, const TokenizerSettings& settings,
                    TokenizerFiles& files) {
  if (settings.strip_accents) {
    files.options.strip_accents = *settings.strip_accents;
    files.accents_reason = as_asked;
  } else if (!files.options.lower_case) {
    files.accents_reason = "as case is";
  } else if (accent) {
    files.options.strip_accents = StripAccents::no;
    files.accents_reason = "stripping changes " + place_of(*accent, vocabulary);
  } else {
    files.accents_reason = "stripping changes no piece";
  }
}

nlohmann::json json_of(StripAccents strip) {
  if (strip == StripAccents::automatic) return nullptr;
  return strip == StripAccents::yes;
}

// What the readers of these files take.
constexpr uint64_t most_bytes = Vocabulary::max_bytes;

void write_text(const fs::path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(text)));
  file.commit();
}

}  // namespace

std::optional<TokenizerFiles> read_tokenizer_files(const Source& source, const fs::path& given,
                                                   const TokenizerSettings& settings) {
  const char* name = "vocab.txt";
  if (given.empty() && !source.files().has(name)) return std::nullopt;
  const MappedFile mapped = given.empty() ? source.files().open_small(name, most_bytes) : MappedFile(given);
  TokenizerFiles files{.label = given.empty() ? source.files().label(name) : given.string(), .vocabulary = {}};
  if (const std::string_view fault = placeholder_fault(mapped.text()); !fault.empty()) {
    throw Error(ErrorKind::model, fmt::format("{}: {}", files.label, fault));
  }
  const Vocabulary vocabulary = Vocabulary::parse(mapped.text(), files.label);
  files.vocabulary = mapped.text();
  require_tokens(vocabulary, files.label);
  files.pieces = vocabulary.size();
  files.warnings = vocabulary.warnings();
  const VocabularyLook look = look_at(vocabulary);
  decide_case(vocabulary, look.capital, settings, files);
  decide_accents(vocabulary, look.accent, settings, files);
  if (settings.is_google) files.options.kind = TokenizerKind::google;
  // Without other files Transformers takes the defaults of its class.
  const bool differs = !files.options.lower_case || files.options.strip_accents == StripAccents::no;
  if (differs && given.empty() && !settings.is_google && !settings.lower_case && !settings.strip_accents) {
    files.warnings.push_back(
        fmt::format("{}: as its pieces are, texts keep {} from now on; without tokenizer_config.json, as before, they "
                    "are lower-cased "
                    "and lose accents",
                    files.label, files.options.lower_case ? "accents" : "case"));
  }
  return files;
}

CopiedFiles read_copied_files(const Source& source) {
  CopiedFiles files;
  for (const char* name : {"added_tokens.json", "special_tokens_map.json", "spiece.model", "tokenizer.json",
                           "tokenizer_config.json", "vocab.txt"}) {
    if (source.files().has(name)) files.emplace(name, source.files().open_small(name, most_bytes).text());
  }
  if (files.size() == 1 && files.contains("vocab.txt")) files.clear();
  return files;
}

void write_copied_files(const CopiedFiles& files, const fs::path& directory) {
  for (const auto& [name, text] : files) write_text(directory / name, text);
}

std::string check_vocabulary_size(const TokenizerFiles& files, int64_t rows) {
  if (files.pieces > rows) {
    throw Error(ErrorKind::model, fmt::format("{}: {} lines, expected at most {}, the rows of the word embeddings",
                                              files.label, files.pieces, rows));
  }
  if (files.pieces == rows) return "";
  return fmt::format("{}: {} lines for {} rows of word embeddings: the last {} have no token", files.label,
                     files.pieces, rows, rows - files.pieces);
}

void write_tokenizer_files(const TokenizerFiles& files, const Config& model_config, const fs::path& directory) {
  nlohmann::json tokens;
  for (size_t i = 0; i < num_special_tokens; ++i) tokens[special_token_keys[i]] = default_special_tokens[i];
  nlohmann::json config = tokens;
  config["clean_up_tokenization_spaces"] = true;
  config["do_lower_case"] = files.options.lower_case;
  if (files.options.kind == TokenizerKind::google) config["electra_tokenizer"] = "google";
  config["model_max_length"] = model_config.max_position_embeddings;
  config["strip_accents"] = json_of(files.options.strip_accents);
  // Google's taggers split the words of a sentence at punctuation only.
  config["tokenize_chinese_chars"] =
      model_config.google_task.empty() || model_config.architectures.front() != "ElectraForTokenClassification";
  config["tokenizer_class"] = "ElectraTokenizer";
  write_text(directory / "vocab.txt", files.vocabulary);
  write_text(directory / "tokenizer_config.json", config.dump(2) + "\n");
  write_text(directory / "special_tokens_map.json", tokens.dump(2) + "\n");
}

}  // namespace electra::converters
