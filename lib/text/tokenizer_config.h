// The files beside a vocabulary: the settings of the normaliser, the special tokens and the added ones.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_object.h"
#include "electra/tokenizer.h"
#include "text/added_tokens.h"
#include "text/special_tokens.h"

namespace electra::internal {

// A special token that the files name.
struct NamedToken {
  AddedToken token;
  bool has_switches = false;  // if not, those that it has elsewhere count
};

struct TokenizerConfig {
  TokenizerOptions options;
  std::optional<TokenizerKind> kind;  // electra_tokenizer, written by convert
  std::string tokenizer_class;
  // By key: "mask_token"; also "bos_token" and "eos_token". One without a name says that there is no such token.
  std::map<std::string, NamedToken> named;
  std::vector<NamedToken> additional_special_tokens;
  std::vector<NamedToken> extra_special_tokens;
  std::vector<AddedToken> added_tokens;  // of added_tokens_decoder or added_tokens.json, by their ids
  std::vector<std::string> never_split;  // by the slow tokenizer alone
  bool do_basic_tokenize = true;         // the slow tokenizer's
  bool split_special_tokens = false;
  std::optional<Side> truncation_side;
  std::optional<bool> has_token_types;  // model_input_names: whether token_type_ids are an input of the model
  std::optional<bool> clean_up_spaces;  // clean_up_tokenization_spaces
  std::optional<int64_t> model_max_length;
  // Whether tokenizer_config.json lists its tokens by id, as Transformers has written it since 2023: then the two older
  // files do not count.
  bool has_added_tokens_decoder = false;
  // tokenizer_file is null, or from_slow is true: Transformers does not look at tokenizer.json then.
  bool ignores_tokenizer_json = false;

  bool names(SpecialToken token) const;
  // The name in the files, or the usual one; empty if the files say that there is none.
  std::string name(SpecialToken token) const;
  // All of them in the order in which Transformers gives ids to those that have none; of the five that the files do not
  // name the usual ones, or none of these.
  std::vector<NamedToken> all_named(bool with_usual_names) const;
  // Names of single tokens take the switches of these tokens.
  void take_switches(const std::vector<AddedToken>& tokens);
};

// Reads the keys that act on encoding or decoding: those above under Transformers' names, tokens as strings or
// {"content": …}. Absent keys and nulls mean the default, other keys are ignored. Throws Error(model) naming the file
// and the key.
TokenizerConfig read_tokenizer_config(const std::filesystem::path& file);

// What a directory says, as Transformers reads it: tokenizer_config.json; then, unless that has an
// added_tokens_decoder, the names of special_tokens_map.json in place of its own and the tokens of added_tokens.json;
// and the tokenizer_class of config.json where the first has none. All files are optional. Throws as above.
TokenizerConfig read_tokenizer_files(const std::filesystem::path& directory);

// An object of Transformers' or of the tokenizers library: content, id if it has one, and the five switches. `special`
// is what it is if it does not say so; without "normalized" it is looked for in the normalised text unless special.
AddedToken read_added_token(const JsonObject& object, bool special = false);

}  // namespace electra::internal
