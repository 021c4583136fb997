// The normalizer of a tokenizer.json: stages that change a text before it is split, each as the tokenizers library has
// it, code points and sources. A Normalizer is immutable: threads share one.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/json_object.h"
#include "text/characters.h"
#include "text/unicode_forms.h"

namespace electra::internal {

namespace normalizers {

struct Bert {
  bool clean_text = true;
  bool handle_chinese_chars = true;
  std::optional<bool> strip_accents = {};  // none: as lowercase
  bool lowercase = true;

  bool operator==(const Bert&) const = default;
};

struct Lowercase {};
struct StripAccents {};

struct Strip {
  bool left;
  bool right;
};

struct Replace {
  std::u32string pattern;  // not empty
  std::u32string content;
};

using Stage = std::variant<Bert, UnicodeForm, Lowercase, StripAccents, Strip, Replace>;

}  // namespace normalizers

class Normalizer {
 public:
  // Changes nothing.
  Normalizer() = default;
  // The stages of a Sequence, one after the other.
  explicit Normalizer(std::vector<normalizers::Stage> sequence) : stages_(std::move(sequence)) {}
  // A BertNormalizer and nothing else.
  explicit Normalizer(const normalizers::Bert& bert) : stages_{bert}, is_bert_(true) {}

  void apply(Characters& characters) const;

  // The settings of a BertNormalizer that is all there is, not in a Sequence; nullptr otherwise.
  const normalizers::Bert* bert() const {
    return is_bert_ ? std::get_if<normalizers::Bert>(&stages_.front()) : nullptr;
  }

 private:
  std::vector<normalizers::Stage> stages_;
  bool is_bert_ = false;
};

// From a member of tokenizer.json: BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace with a
// String, a Sequence of them, or null, which changes nothing. Throws Error(model) for others, by name.
Normalizer read_normalizer(const JsonObject& file, const char* key);

}  // namespace electra::internal
