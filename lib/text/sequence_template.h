// What stands around a text, or around the two texts of a pair: special tokens, and the token_type_ids of all.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace electra::internal {

// A special token, or a text.
struct TemplatePart {
  enum class Kind : uint8_t { token, first, second };

  Kind kind;
  int32_t id;    // of a token
  int32_t type;  // token_type_id of all of its tokens
  bool operator==(const TemplatePart&) const = default;
};

// Where a template puts its texts, and the tokens between.
struct SequenceTemplate {
  std::vector<TemplatePart> single = {};  // with one text
  std::vector<TemplatePart> pair = {};    // with both, the first before the second

  // [CLS] A [SEP] and [CLS] A [SEP] B [SEP]; B and what follows it have type 1.
  static SequenceTemplate bert(int32_t cls_id, int32_t sep_id);

  // Gives all types as 0.
  void forget_types();

  std::span<const TemplatePart> parts(bool has_pair) const { return has_pair ? pair : single; }
  int64_t num_special_tokens(bool has_pair) const;
};

}  // namespace electra::internal
