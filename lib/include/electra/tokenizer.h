// Text to token ids, and back. WordPiece works exactly as the fast tokenizer that Transformers makes of the same files,
// or as one of the slower tokenizers that a model may have been trained with. SentencePiece works by its own library.
//
// A Tokenizer is immutable after loading: any number of threads may use one at the same time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
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
  // REQUIRES: the span lies inside the text and counts bytes.
  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

// One tokenised text, or pair of texts. All vectors have one element per token. In a pair, spans and word_ids count in
// the token's own text.
struct Encoding {
  static constexpr size_t no_second = ~size_t{0};

  std::vector<int32_t> ids;
  std::vector<int32_t> token_type_ids;  // 1 for the second text and the [SEP] behind it
  std::vector<Span> spans;        // bytes of the ORIGINAL text that the token stands for; [0, 0) for [CLS] and [SEP]
  std::vector<int32_t> word_ids;  // index of the word that the token belongs to, from 0; -1 for [CLS] and [SEP]

  // Index of the first token of the second text, for which token_type_ids are no sign in every model.
  size_t second_begin = no_second;

  size_t size() const { return ids.size(); }
  // Whether the encoder added the token, [CLS] or [SEP]: Transformers' special_tokens_mask. REQUIRES: token < size().
  bool is_frame(size_t token) const { return word_ids[token] < 0; }
};

// What fits of a text or a pair, and whether tokens were cut off.
struct CutEncoding {
  Encoding encoding;
  bool cut = false;
};

// Which text loses tokens if a text or pair is too long.
enum class Truncation { none, longest_first, only_first, only_second };
enum class Side { left, right };

struct EncodeOptions {
  bool special_tokens = true;  // add them: [CLS] text [SEP], or [CLS] text [SEP] pair [SEP]
  Truncation truncation = Truncation::none;
  int64_t max_length = 512;  // most tokens of a result, special ones included; unused if truncation is none
  // The side of the text that loses tokens; by default Tokenizer::truncation_side().
  std::optional<Side> truncation_side = std::nullopt;
  int64_t stride = 0;  // number of tokens that a window repeats from the one before it
  // Whether an empty second text gives [CLS] text [SEP] [SEP], as in Transformers for a list of texts and pairs. If
  // not, it counts as none, as in Transformers for a single text.
  bool keep_empty_pair = false;
};

enum class StripAccents { automatic, yes, no };  // automatic: as lower_case

// Whose WordPiece to follow. The kinds differ in their Unicode tables, in the order of their steps, and in what each
// line says.
enum class TokenizerKind {
  fast,    // ElectraTokenizerFast
  slow,    // ElectraTokenizer: composes characters (NFC), deletes unassigned ones
  google,  // FullTokenizer: words of up to 200 characters, final sigma, no special or added tokens in a text
};

// The settings of BertNormalizer under Transformers' names.
struct TokenizerOptions {
  bool lower_case = true;  // do_lower_case
  StripAccents strip_accents = StripAccents::automatic;
  bool tokenize_chinese_chars = true;  // every CJK ideograph is a word of its own
  TokenizerKind kind = TokenizerKind::fast;

  bool strips_accents() const {
    return strip_accents == StripAccents::automatic ? lower_case : strip_accents == StripAccents::yes;
  }
};

struct DecodeOptions {
  bool skip_special_tokens = false;
  // clean_up_tokenization_spaces: no space before . ? ! , nor in contractions; by default as the model's files say.
  std::optional<bool> clean_up_spaces = std::nullopt;
};

// What a tokenizer was made of, for people to read.
struct TokenizerOrigin {
  std::string file = {};             // the vocabulary
  std::string tokenizer_class = {};  // as the files beside it name it; empty if they do not
  std::string normalizer = {};       // "BertNormalizer", "Sequence(NFKC, Lowercase)"; empty for SentencePiece
  std::string pre_tokenizer = {};    // "BertPreTokenizer"
  // Whether Tokenizer::options() say what the normalizer does: not for SentencePiece, nor for a tokenizer.json with
  // another normalizer than BertNormalizer.
  bool has_options = false;
};

namespace internal {
struct LoadedTokenizer;
}

// A Tokenizer is cheap to copy: copies share what was loaded.
class ELECTRA_EXPORT Tokenizer {
 public:
  // Reads the tokenizer of a model directory as Transformers' AutoTokenizer does: tokenizer.json, else vocab.txt, else
  // spiece.model; for the slow kind and Google's vocab.txt comes first. Also reads tokenizer_config.json,
  // special_tokens_map.json and added_tokens.json if they exist; the last two do not count if the first has
  // added_tokens_decoder. The tokenizer_class of tokenizer_config.json, else that of config.json, decides whether
  // do_lower_case and its kin overrule the BertNormalizer of tokenizer.json. `kind` is by default what
  // tokenizer_config.json names as "electra_tokenizer", else fast. vocab_size is the number of embedding rows: more
  // tokens than rows is an error, fewer is a warning.
  // Throws Error(model) with file and fault, e.g. a missing [UNK], [CLS] or [SEP], an empty vocabulary, a class that
  // splits with a dictionary, a part of tokenizer.json that is not known; Error(usage) for a SentencePiece model with a
  // kind other than fast; Error(io) for files that cannot be read.
  static Tokenizer load(const std::filesystem::path& directory, int64_t vocab_size,
                        std::optional<TokenizerKind> kind = std::nullopt);

  // Whether a directory has one of these vocabularies.
  static bool has_vocabulary(const std::filesystem::path& directory);

  // From a vocabulary file alone: a tokenizer.json if its name ends in .json, a SentencePiece model if it ends in
  // .model, else a file like vocab.txt. Options overrule what a tokenizer.json says; without them it is taken as it is,
  // and a vocab.txt with the usual ones. Throws as load().
  static Tokenizer from_vocab(const std::filesystem::path& vocab_file);
  static Tokenizer from_vocab(const std::filesystem::path& vocab_file, const TokenizerOptions& options);

  // Encodes one text: [CLS], its pieces, [SEP], or what else the post-processor of tokenizer.json puts around it.
  // Special and added tokens that the text contains stay whole, but not with TokenizerKind::google. `text` is UTF-8. A
  // malformed sequence counts as U+FFFD, one per maximal subpart as Unicode recommends. REQUIRES: text.size() < 2^32.
  Encoding encode(std::string_view text) const;
  // The same without [CLS] and [SEP].
  Encoding encode_pieces(std::string_view text) const;
  // What encode() or encode_pieces() gives, without token_type_ids, handed over some thousands of tokens at a time: the
  // memory does not grow with the text. Of the options only special_tokens counts: it says which of the two.
  void encode_parts(std::string_view text, const EncodeOptions& options,
                    const std::function<void(const Encoding& part)>& take) const;
  // Puts the special tokens around one or two texts that were encoded without them.
  Encoding frame(const Encoding& first, const Encoding* second = nullptr) const;
  // How many special tokens stand around a text, or a pair.
  int64_t num_special_tokens(bool pair) const;

  // Encodes a text or a pair, cut to max_length. An empty second text counts as none, as in a call of Transformers (see
  // keep_empty_pair). The first result is what truncation leaves. The others are the windows over what it cut off, in
  // Transformers' order (return_overflowing_tokens).
  // Throws Error(usage) for options that can never work: a max_length below the number of special tokens, a stride that
  // is not shorter than the room beside them, only_second without a pair. Throws Error(input) for texts that cannot be
  // cut as asked. REQUIRES: stride >= 0, max_length >= 0, and both texts as above.
  std::vector<Encoding> encode(std::string_view text, std::optional<std::string_view> pair,
                               const EncodeOptions& options) const;
  // The first of these results alone. The default tokenizer reads no further than it needs to, and the memory does not
  // grow with what is cut off. REQUIRES: no stride.
  CutEncoding encode_cut(std::string_view text, std::optional<std::string_view> pair,
                         const EncodeOptions& options) const;
  // As encode() for texts that are already split into words. A word_id is the index of a word; a span counts bytes in
  // its word.
  std::vector<Encoding> encode_words(std::span<const std::string> words,
                                     std::optional<std::span<const std::string>> pair,
                                     const EncodeOptions& options) const;

  // Joins tokens to a text, as Transformers' decode() does. Throws Error(input) for an id outside of the vocabulary.
  std::string decode(std::span<const int32_t> ids, const DecodeOptions& options = {}) const;

  // The piece or added token with this id; WordPiece continuations begin with ## ("##ing"). The view is valid as long
  // as this Tokenizer or a copy of it. REQUIRES: 0 <= id < size().
  std::string_view token(int32_t id) const;
  // The id of a piece or an added token; -1 if there is none.
  int32_t id(std::string_view token) const;

  int32_t size() const;    // number of ids, including those of added tokens
  int32_t pad_id() const;  // -1 if the vocabulary has none
  int32_t unk_id() const;
  int32_t cls_id() const;
  int32_t sep_id() const;
  int32_t mask_id() const;  // -1 if the vocabulary has none
  // Whether DecodeOptions::skip_special_tokens leaves this id out.
  bool is_special(int32_t id) const;
  // Those that count: tokenizer.json's own, where they are not overruled. See TokenizerOrigin::has_options.
  const TokenizerOptions& options() const;
  const TokenizerOrigin& origin() const;
  bool is_sentence_piece() const;
  Side truncation_side() const;  // truncation_side of tokenizer_config.json, or right
  // The most tokens that the model's files allow in an input, special ones included; nothing if they do not say.
  std::optional<int64_t> model_max_length() const;

  // Oddities that loading could work with ("vocab.txt:13: 'dog' again, first on line 9: the last one counts").
  const std::vector<std::string>& warnings() const;

 private:
  explicit Tokenizer(std::shared_ptr<const internal::LoadedTokenizer> loaded);
  std::shared_ptr<const internal::LoadedTokenizer> loaded_;
};

// Converts spans that count bytes of `text` to spans that count its code points. REQUIRES: spans lie inside text, on
// borders of code points.
ELECTRA_EXPORT std::vector<Span> code_point_spans(std::string_view text, std::span<const Span> byte_spans);

}  // namespace electra
