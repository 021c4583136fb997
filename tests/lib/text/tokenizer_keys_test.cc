// What becomes of every key of tokenizer_config.json that Transformers writes or reads.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "lib/base/temporary_directory.h"
#include "lib/text/golden_texts.h"

namespace electra {
namespace {

using nlohmann::json;

struct KeyUse {
  const char* what;
  const char* shown_by = nullptr;  // a recorded directory, for those that are obeyed
};

const std::map<std::string, KeyUse>& uses() {
  static const std::map<std::string, KeyUse> table = {
      {"__slow_tokenizer", {"without effect: an object that Transformers passes to itself"}},
      {"add_prefix_space", {"without effect: WordPiece has no such setting", "key-prefix-space-json"}},
      {"added_tokens_decoder", {"obeyed: the added tokens, in place of the older files", "key-decoder-more"}},
      {"additional_special_tokens", {"obeyed: special tokens, added if they are new", "key-additional"}},
      {"auto_map", {"without effect: Transformers prefers its own class to foreign code", "key-auto-map"}},
      {"bos_token", {"obeyed: a special token, in no frame", "key-bos-eos"}},
      {"chat_template", {"without effect: texts are no conversations", "key-others"}},
      {"clean_up_tokenization_spaces", {"obeyed: in decoding", "key-clean-up-false"}},
      {"cls_token", {"obeyed: the name of the first token", "names"}},
      {"do_basic_tokenize", {"obeyed: by the slow tokenizer", "key-no-basic"}},
      {"do_lower_case", {"obeyed", "key-lower-false"}},
      {"eos_token", {"obeyed: a special token, in no frame", "key-bos-eos"}},
      {"extra_special_tokens", {"obeyed: special tokens, as an object or a list", "key-extra-dict"}},
      {"fast_tokenizer_files",
       {"refused: names files for versions of Transformers, unless it is tokenizer.json alone"}},
      {"from_slow", {"obeyed: the fast tokenizer is made of vocab.txt", "key-from-slow-json"}},
      {"gguf_file", {"without effect: a file of another format"}},
      {"init_inputs", {"without effect: Transformers writes an empty list", "key-others"}},
      {"mask_token", {"obeyed: the name of [MASK]", "key-mask-new"}},
      {"max_len", {"obeyed: model_max_length of old files", "key-max-len"}},
      {"max_length", {"without effect: a call says how long a text may be", "key-others"}},
      {"model_input_names", {"obeyed: without token_type_ids all types are 0", "key-inputs"}},
      {"model_max_length", {"obeyed", "key-max-length"}},
      {"name_or_path", {"without effect: where the files came from", "key-others"}},
      {"never_split", {"obeyed: by the slow tokenizer", "key-never-split"}},
      {"pad_to_multiple_of", {"without effect: nothing is padded", "key-others"}},
      {"pad_token", {"obeyed: the name of [PAD]", "names"}},
      {"pad_token_type_id", {"without effect: nothing is padded", "key-others"}},
      {"padding_side", {"without effect: nothing is padded", "key-padding-left"}},
      {"processor_class", {"without effect: of models of images and sounds", "key-others"}},
      {"sep_token", {"obeyed: the name of the last token", "names"}},
      {"split_special_tokens", {"obeyed: no special token in a text", "key-split-special"}},
      {"stride", {"without effect: a call says how far windows reach into each other", "key-others"}},
      {"strip_accents", {"obeyed", "key-strip-false"}},
      {"tokenize_chinese_chars", {"obeyed", "key-chinese-false"}},
      {"tokenizer_class", {"obeyed: which settings overrule tokenizer.json", "class-any-fast-json"}},
      {"tokenizer_file", {"obeyed if null: vocab.txt counts; a path is without effect", "key-file-null-json"}},
      {"tokenizer_object", {"without effect: an object that a program passes"}},
      {"truncation_side", {"obeyed: the side that loses tokens", "key-truncation-left"}},
      {"truncation_strategy", {"without effect: a call says which text is cut", "key-others"}},
      {"unk_token", {"obeyed: the name of [UNK]", "names"}},
      {"vocab_file", {"without effect: the file in the directory is meant", "key-vocab-file-stale"}},
  };
  return table;
}

bool begins_with(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

TEST_CASE("every key that Transformers writes or reads is obeyed, or known to be without effect") {
  std::set<std::string> recorded, known;
  const json keys = json::parse(read_file(golden_tokenizer / "config_keys.json"));
  for (const auto& [key, how] : keys.items()) {
    recorded.insert(key);
    if (!uses().contains(key)) FAIL_CHECK(key, " is ", how, " and not in the table");
  }
  for (const auto& [key, use] : uses()) known.insert(key);
  CHECK(known == recorded);
}

TEST_CASE("a key is obeyed or without effect, and a recorded directory that has it shows that") {
  for (const auto& [key, use] : uses()) {
    const auto& captured = key;
    CAPTURE(captured);
    const bool is_obeyed = begins_with(use.what, "obeyed");
    CHECK((is_obeyed || begins_with(use.what, "without effect: ") || begins_with(use.what, "refused: ")));
    if (use.shown_by == nullptr) {
      CHECK_FALSE(is_obeyed);
      continue;
    }
    const std::filesystem::path config = golden_tokenizer / "directories" / use.shown_by / "tokenizer_config.json";
    CHECK(json::parse(read_file(config)).contains(key));
  }
}

}  // namespace
}  // namespace electra
