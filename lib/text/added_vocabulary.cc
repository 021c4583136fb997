#include "text/added_vocabulary.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "electra/error.h"
#include "text/special_tokens.h"

namespace electra::internal {

int32_t AddedVocabulary::next_id() const {
  if (by_id_.empty() || by_id_.rbegin()->first < num_pieces_) return num_pieces_;
  return by_id_.rbegin()->first + 1;
}

void AddedVocabulary::add(const std::vector<AddedToken>& tokens) {
  for (const AddedToken& token : tokens) {
    if (token.special && !token.content.empty() && special_.insert(token.content).second) {
      special_tokens_.push_back(token);
    }
  }
  int32_t next = next_id();
  for (AddedToken token : tokens) {
    if (token.content.empty()) continue;
    token.id = id(token.content);
    if (token.id < 0) token.id = next++;
    AddedToken& known = by_id_[token.id];
    if (known == token) continue;
    known = token;
    ids_[token.content] = token.id;
    if (!special_.contains(token.content)) other_tokens_.push_back(token);
  }
}

void AddedVocabulary::put(AddedToken token) {
  if (token.content.empty()) return;
  if (token.id < 0) token.id = id(token.content);
  if (token.id < 0) token.id = num_pieces_ + num_beside_pieces_;
  if (!ids_.contains(token.content) && pieces_.id(token.content) < 0) ++num_beside_pieces_;
  by_id_[token.id] = token;
  ids_[token.content] = token.id;
}

void AddedVocabulary::prepare_fast(bool split_special, const Normalize& normalize, std::string_view file) {
  std::vector<AddedToken> tokens = special_tokens_;
  tokens.insert(tokens.end(), other_tokens_.begin(), other_tokens_.end());
  std::vector<AddedToken> raw;
  std::vector<AddedToken> normalized;
  for (const AddedToken& first : tokens) {
    AddedToken token = by_id_.at(id(first.content));  // the newest switches, but for where it is looked for
    token.content = first.content;
    token.is_text = split_special && special_.contains(token.content);
    if (first.normalized) token.content = normalize(token.content);
    if (token.content.empty()) {
      throw Error(ErrorKind::model, fmt::format("{}: added token {}: nothing is left of it in a normalised text", file,
                                                quote(first.content)));
    }
    (first.normalized ? normalized : raw).push_back(std::move(token));
  }
  raw_ = AddedTokenFinder(raw);
  normalized_ = AddedTokenFinder(normalized);
}

void AddedVocabulary::prepare_slow(bool lower_case, const std::set<std::string, std::less<>>& names) {
  std::vector<AddedToken> raw;
  std::vector<AddedToken> all;
  for (const auto& [id, token] : by_id_) {
    const bool as_written = !lower_case || names.contains(token.content) || (!token.special && token.normalized);
    if (as_written) raw.push_back(token);
    all.push_back(token);
  }
  raw_ = AddedTokenFinder(raw, SingleWord::between_blanks);
  normalized_ = AddedTokenFinder(all, SingleWord::between_blanks);
}

int32_t AddedVocabulary::id(std::string_view token) const {
  const auto added = ids_.find(token);
  return added == ids_.end() ? pieces_.id(token) : added->second;
}

const std::string* AddedVocabulary::token(int32_t id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second.content;
}

int32_t AddedVocabulary::size() const {
  return by_id_.empty() ? pieces_.size() : std::max(pieces_.size(), by_id_.rbegin()->first + 1);
}

}  // namespace electra::internal
