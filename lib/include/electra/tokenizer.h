// Text to token ids, and back: WordPiece exactly as Transformers' ElectraTokenizerFast, or as the slower tokenizers
// that models may have been trained with; SentencePiece by its own library.
//
// A Tokenizer is immutable after loading: any number of threads may use one at the same time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/export.h"

namespace electra {

// Half-open range [begin, end) of a text, in bytes of its UTF-8 unless said otherwise.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool operator==(const Span&) const = default;
  // REQUIRES: bytes of the text.
  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

// One tokenised text, or pair of texts. All vectors have one element per token.
struct Encoding {
  std::vector<int32_t> ids;
  std::vector<int32_t> token_type_ids;  // 1 for the second text and the [SEP] behind it
  std::vector<Span> spans;        // bytes of the ORIGINAL text that the token stands for; [0, 0) for [CLS] and [SEP]
  std::vector<int32_t> word_ids;  // index of the word of its text that the token is a piece of; -1 for [CLS] and [SEP]

  size_t size() const { return ids.size(); }
  // Whether the token was put there by the encoder: Transformers' special_tokens_mask.
  bool is_frame(size_t token) const { return word_ids[token] < 0; }
};

// Which text loses tokens if a text or pair is too long.
enum class Truncation { none, longest_first, only_first, only_second };
enum class Side { left, right };

struct EncodeOptions {
  bool special_tokens = true;  // [CLS] text [SEP], [CLS] text [SEP] pair [SEP]
  Truncation truncation = Truncation::none;
  int64_t max_length = 512;            // tokens of a result, special ones included; unless truncation is none
  Side truncation_side = Side::right;  // where tokens are taken away
  int64_t stride = 0;                  // tokens that a window repeats of the one before it
  // Whether an empty pair gives [CLS] text [SEP] [SEP], as in Transformers for a list of texts and pairs. Otherwise it
  // is no pair, as in Transformers for a single text.
  bool keep_empty_pair = false;
};

enum class StripAccents { automatic, yes, no };  // automatic: as lower_case

// Whose WordPiece. They differ in their Unicode tables, in the order of their steps, and as each line says.
enum class TokenizerKind {
  fast,    // ElectraTokenizerFast
  slow,    // ElectraTokenizer: composes characters (NFC), deletes unassigned ones
  google,  // FullTokenizer: words of up to 200 characters, final sigma, no special or added tokens in a text
};

// The settings of BertNormalizer under Transformers' names.
struct TokenizerOptions {
  bool lower_case = true;  // do_lower_case
  StripAccents strip_accents = StripAccents::automatic;
  bool tokenize_chinese_chars = true;        // every CJK ideograph is a word of its own
  TokenizerKind kind = TokenizerKind::fast;  // google: lower_case decides on strip_accents too
};

struct DecodeOptions {
  bool skip_special_tokens = false;
  bool clean_up_spaces = true;  // clean_up_tokenization_spaces: none before punctuation and in contractions
};

namespace internal {
struct LoadedTokenizer;
}

// Copies share what was loaded.
class ELECTRA_EXPORT Tokenizer {
 public:
  // Reads the tokenizer of a model directory: vocab.txt, else tokenizer.json, else spiece.model; and, if they
  // exist, tokenizer_config.json, special_tokens_map.json and added_tokens.json. vocab_size is the number of embedding
  // rows: more tokens than rows is an error, fewer is a warning. Throws Error(model) with file and fault, e.g. a
  // missing [UNK], [CLS] or [SEP], an empty vocabulary, or a SentencePiece model of a kind other than fast.
  static Tokenizer load(const std::filesystem::path& directory, int64_t vocab_size,
                        TokenizerKind kind = TokenizerKind::fast);

  // Whether a directory has one of these vocabularies.
  static bool has_vocabulary(const std::filesystem::path& directory);

  // From a vocabulary file alone: a tokenizer.json if its name ends in .json, a SentencePiece model if it ends in
  // .model, else a file like vocab.txt. Throws as load().
  static Tokenizer from_vocab(const std::filesystem::path& vocab_file, const TokenizerOptions& options);

  // [CLS], the pieces of `text` with the special and added tokens in it, [SEP]. `text` is UTF-8; a malformed sequence
  // counts as U+FFFD, one per maximal subpart as Unicode recommends. REQUIRES: text.size() < 2^32.
  Encoding encode(std::string_view text) const;
  // The same without [CLS] and [SEP].
  Encoding encode_pieces(std::string_view text) const;

  // The same for a text or a pair (an empty second text is none, as in a call of Transformers), cut to max_length. The
  // first result is what truncation leaves; the others are the windows over what it cut off, in Transformers' order
  // (return_overflowing_tokens). Throws Error(usage) for options that can never work (a stride that is not shorter than
  // the room beside the special tokens, only_second without a pair), Error(input) for texts that cannot be cut as
  // asked. Same requirements for both texts.
  std::vector<Encoding> encode(std::string_view text, std::optional<std::string_view> pair,
                               const EncodeOptions& options) const;
  // The same for texts that are already split into words: word_ids are their indices, spans are bytes of the word.
  std::vector<Encoding> encode_words(std::span<const std::string> words,
                                     std::optional<std::span<const std::string>> pair,
                                     const EncodeOptions& options) const;

  // Token strings joined to text, as Transformers' decode(). Throws Error(input) for an id outside the vocabulary.
  std::string decode(std::span<const int32_t> ids, const DecodeOptions& options = {}) const;

  // The piece of an id, "##ing" for continuations. REQUIRES: 0 <= id < size().
  std::string_view token(int32_t id) const;
  // The id of a piece, or -1.
  int32_t id(std::string_view token) const;

  int32_t size() const;    // number of ids, those of added tokens included
  int32_t pad_id() const;  // -1 if the vocabulary has none
  int32_t unk_id() const;
  int32_t cls_id() const;
  int32_t sep_id() const;
  int32_t mask_id() const;  // -1 if the vocabulary has none
  bool is_special(int32_t id) const;
  const TokenizerOptions& options() const;
  bool is_sentence_piece() const;  // then options() means nothing
  // The longest input that the model's files allow, including special tokens; nothing if they do not state one.
  std::optional<int64_t> model_max_length() const;

  // What loading found odd but usable ("vocab.txt:13: 'dog' again, first on line 9: the last one counts").
  const std::vector<std::string>& warnings() const;

 private:
  explicit Tokenizer(std::shared_ptr<const internal::LoadedTokenizer> loaded);
  std::shared_ptr<const internal::LoadedTokenizer> loaded_;
};

// Converts spans of bytes of `text` to spans of its code points. REQUIRES: spans lie inside text, on code-point
// borders.
ELECTRA_EXPORT std::vector<Span> code_point_spans(std::string_view text, std::span<const Span> byte_spans);

}  // namespace electra
